import asyncio

import pytest

from superapp.base.errors import NotFound
from superapp.chat.conversations import direct_conversation, members_of, require_member, service_thread
from superapp.chat.errors import ChatWithYourself
from tests.superapp.conftest import Site

ANN, BEN, CLEO = "per_ann", "per_ben", "per_cleo"


async def test_two_people_have_one_conversation_whoever_opens_it(both_sites: Site) -> None:
    site = both_sites

    async def open_chat(first: str, second: str) -> str:
        async with site.house.database.write() as session:
            made = await direct_conversation(session, first, second, now=site.clock.now(), chance=site.house.chance)
        return made.id

    opened = await asyncio.gather(*(open_chat(*((ANN, BEN) if i % 2 else (BEN, ANN))) for i in range(6)))

    assert len(set(opened)) == 1
    assert await open_chat(ANN, CLEO) != opened[0]
    async with site.house.database.read() as session:
        assert set((await members_of(session, [opened[0]]))[opened[0]]) == {ANN, BEN}


async def test_a_person_has_one_thread_with_each_service(both_sites: Site) -> None:
    site = both_sites
    async with site.house.database.write() as session:
        first = await service_thread(session, ANN, "payments", "Wallet", site.clock.now(), site.house.chance)
        again = await service_thread(session, ANN, "payments", "Renamed", site.clock.now(), site.house.chance)
        other = await service_thread(session, BEN, "payments", "Wallet", site.clock.now(), site.house.chance)

    assert (again.id, again.title) == (first.id, "Wallet")
    assert other.id != first.id


async def test_nobody_chats_with_themselves(site: Site) -> None:
    with pytest.raises(ChatWithYourself):
        async with site.house.database.write() as session:
            await direct_conversation(session, ANN, ANN, now=site.clock.now(), chance=site.house.chance)


async def test_only_members_find_a_conversation(site: Site) -> None:
    async with site.house.database.write() as session:
        chat = await direct_conversation(session, ANN, BEN, now=site.clock.now(), chance=site.house.chance)

    async with site.house.database.read() as session:
        assert (await require_member(session, chat.id, BEN)).conversation == chat
        for conversation_id, person in ((chat.id, CLEO), ("cnv_none", ANN)):
            with pytest.raises(NotFound):
                await require_member(session, conversation_id, person)
