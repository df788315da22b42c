import asyncio

import pytest

from superapp.base.errors import BrokenPromise, HostError, NotFound
from superapp.chat.conversations import direct_conversation, members_of, service_thread
from superapp.chat.errors import ClientIdInvalid, ClientIdReused
from superapp.chat.marks import mark_read
from superapp.chat.messages import Draft, Message, append, append_all, messages_before
from superapp.realtime.events import events_after, last_event
from tests.superapp.conftest import Site

ANN, BEN, CLEO = "per_ann", "per_ben", "per_cleo"


async def chat_of(site: Site, first: str = ANN, second: str = BEN) -> str:
    async with site.house.database.write() as session:
        made = await direct_conversation(session, first, second, now=site.clock.now(), chance=site.house.chance)
    return made.id


async def say(site: Site, conversation_id: str, sender: str | None, text: str, client_id: str | None = None) -> Message:
    async with site.house.database.write() as session:
        return await append(
            session,
            conversation_id,
            sender,
            "text",
            {"text": text},
            client_id=client_id,
            now=site.clock.now(),
            chance=site.house.chance,
        )


async def all_messages(site: Site, conversation_id: str) -> list[Message]:
    async with site.house.database.read() as session:
        return await messages_before(session, conversation_id, None, limit=1000)


async def event_numbers(site: Site, person_id: str) -> list[int]:
    async with site.house.database.read() as session:
        return [event.seq for event in await events_after(session, person_id, 0, limit=1000)]


async def test_many_senders_at_once_leave_no_gap_in_messages_or_events(both_sites: Site) -> None:
    site = both_sites
    with_ben, with_cleo = await chat_of(site), await chat_of(site, ANN, CLEO)

    await asyncio.gather(
        *(say(site, with_ben, (ANN, BEN)[i % 2], f"{i}") for i in range(12)),
        *(say(site, with_cleo, (CLEO, ANN)[i % 2], f"{i}") for i in range(12)),
    )

    assert [one.seq for one in await all_messages(site, with_ben)] == list(range(1, 13))
    assert [one.seq for one in await all_messages(site, with_cleo)] == list(range(1, 13))
    assert await event_numbers(site, ANN) == list(range(1, 25))
    assert await event_numbers(site, BEN) == list(range(1, 13))


async def test_a_repeated_client_id_returns_the_first_message(both_sites: Site) -> None:
    site = both_sites
    chat = await chat_of(site)

    sent = await asyncio.gather(*(say(site, chat, ANN, "hi", "c-1") for _ in range(5)))

    assert {one.id for one in sent} == {sent[0].id}
    assert len(await all_messages(site, chat)) == 1
    assert await event_numbers(site, BEN) == [1]


async def test_a_service_repeats_itself_without_harm(both_sites: Site) -> None:
    site = both_sites
    async with site.house.database.write() as session:
        thread = await service_thread(session, ANN, "payments", "Wallet", site.clock.now(), site.house.chance)

    first = await say(site, thread.id, None, "paid", "entry:7")
    again = await say(site, thread.id, None, "paid", "entry:7")

    assert again == first
    assert first.sender_id is None
    assert len(await all_messages(site, thread.id)) == 1


async def test_a_client_id_with_another_text_is_refused_and_nothing_is_written(both_sites: Site) -> None:
    site = both_sites
    chat = await chat_of(site)
    await say(site, chat, ANN, "hi", "c-1")

    with pytest.raises(ClientIdReused):
        await say(site, chat, ANN, "something else", "c-1")

    assert [one.body["text"] for one in await all_messages(site, chat)] == ["hi"]
    assert (await say(site, chat, BEN, "mine", "c-1")).seq == 2  # each sender has their own client ids


@pytest.mark.parametrize("client_id", ["", "has space", "x" * 65, "ünïcode"])
async def test_a_malformed_client_id_is_refused(site: Site, client_id: str) -> None:
    chat = await chat_of(site)

    with pytest.raises(ClientIdInvalid):
        await say(site, chat, ANN, "hi", client_id)


async def test_a_stranger_cannot_write_and_cannot_tell_that_the_conversation_exists(both_sites: Site) -> None:
    site = both_sites
    chat = await chat_of(site)

    for conversation_id, sender in ((chat, CLEO), ("cnv_none", ANN)):
        with pytest.raises(NotFound) as refused:
            await say(site, conversation_id, sender, "hi")
        assert refused.value.what == "conversation"

    assert await all_messages(site, chat) == []


async def test_a_body_that_no_client_could_show_is_never_stored(site: Site) -> None:
    chat = await chat_of(site)

    for kind, body in (("text", {"html": "<b>"}), ("receipt", {"title": "x"}), ("unheard-of", {})):
        with pytest.raises(BrokenPromise):
            async with site.house.database.write() as session:
                await append(
                    session,
                    chat,
                    ANN,
                    kind,
                    body,
                    client_id=None,
                    now=site.clock.now(),
                    chance=site.house.chance,
                )


async def write_and_die(site: Site, conversation_id: str) -> None:
    async with site.house.database.write() as session:
        await append(
            session,
            conversation_id,
            ANN,
            "text",
            {"text": "lost"},
            client_id=None,
            now=site.clock.now(),
            chance=site.house.chance,
        )
        raise RuntimeError("the process dies here")


async def test_a_failed_transaction_leaves_neither_message_nor_event(both_sites: Site) -> None:
    site = both_sites
    chat = await chat_of(site)

    with pytest.raises(RuntimeError):
        await write_and_die(site, chat)
    await say(site, chat, ANN, "kept")

    assert [(one.seq, one.body["text"]) for one in await all_messages(site, chat)] == [(1, "kept")]
    assert await event_numbers(site, BEN) == [1]


async def test_what_i_send_i_have_read_and_the_mark_never_goes_back(both_sites: Site) -> None:
    site = both_sites
    chat = await chat_of(site)
    for text in ("one", "two", "three"):
        await say(site, chat, BEN, text)

    async def read_up_to(seq: int) -> bool:
        async with site.house.database.write() as session:
            return bool(await mark_read(session, chat, ANN, seq, now=site.clock.now()))

    async def marks() -> dict[str, int]:
        async with site.house.database.read() as session:
            return (await members_of(session, [chat]))[chat]

    assert await marks() == {ANN: 0, BEN: 3}
    assert await read_up_to(2)
    assert not await read_up_to(1)
    assert await marks() == {ANN: 2, BEN: 3}
    assert await read_up_to(99)
    assert await marks() == {ANN: 3, BEN: 3}
    async with site.house.database.read() as session:
        assert await last_event(session, ANN) == 5  # three messages, two marks

    with pytest.raises(NotFound):
        async with site.house.database.write() as session:
            await mark_read(session, chat, CLEO, 1, now=site.clock.now())


async def test_older_messages_come_page_by_page(site: Site) -> None:
    chat = await chat_of(site)
    for i in range(5):
        await say(site, chat, ANN, str(i))

    async with site.house.database.read() as session:
        newest = await messages_before(session, chat, None, limit=2)
        older = await messages_before(session, chat, newest[0].seq, limit=2)

    assert [one.seq for one in newest] == [4, 5]
    assert [one.seq for one in older] == [2, 3]


async def test_several_are_written_as_each_alone(both_sites: Site) -> None:
    """Two chats, a stranger, a repeat in the same breath, one from before and one that says something else by then."""
    site = both_sites
    with_ben, with_cleo = await chat_of(site), await chat_of(site, ANN, CLEO)
    first = await say(site, with_ben, ANN, "before", "given-0")

    def text(place: str, sender: str, words: str, client_id: str | None = None, reply_to: int | None = None) -> Draft:
        return Draft(place, sender, "text", {"text": words}, client_id, reply_to)

    drafts = [
        text(with_ben, BEN, "one"),
        text(with_cleo, ANN, "two", "given-1"),
        text(with_cleo, BEN, "not mine to say"),
        text(with_ben, ANN, "three", reply_to=1),
        text(with_cleo, ANN, "two", "given-1"),
        text(with_ben, ANN, "before", "given-0"),
        text(with_ben, ANN, "something else", "given-0"),
        text("cnv_none", ANN, "nowhere"),
        text(with_ben, ANN, "answers nothing", reply_to=99),
        text(with_ben, BEN, "four"),
    ]
    async with site.house.database.write() as session:
        answers = await append_all(session, drafts, now=site.clock.now(), chance=site.house.chance)

    said = [one.code if isinstance(one, HostError) else (one.conversation_id, one.seq) for one in answers]
    assert said == [
        (with_ben, 2),
        (with_cleo, 1),
        "not_found",
        (with_ben, 3),
        (with_cleo, 1),
        (with_ben, 1),
        "client_id_reused",
        "not_found",
        "reply_unknown",
        (with_ben, 4),
    ]
    assert answers[5] == first
    assert [one.body["text"] for one in await all_messages(site, with_ben)] == ["before", "one", "three", "four"]
    assert await event_numbers(site, ANN) == list(range(1, 6))
    assert await event_numbers(site, BEN) == list(range(1, 5))
    assert await event_numbers(site, CLEO) == [1]
