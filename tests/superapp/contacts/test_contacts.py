"""Requests, contacts and blocks: who may reach whom, on both engines."""

import pytest

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat.errors import OnlyAdminsWrite
from superapp.contacts.contacts import OPEN_REQUESTS_MAX
from superapp.contacts.errors import (
    ContactWithYourself,
    LineTooLong,
    NotReachable,
    OnlyContactsAdd,
    TooManyRequests,
    YouBlocked,
)
from superapp.flows import (
    change_message,
    guard_privacy,
    keep_contacts,
    look_at_person,
    manage_group,
    read_chats,
    send_message,
    start_chat,
)
from superapp.flows.send_picture import send_picture
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN

OPEN = {
    "found_by": "name",
    "asked_by": "anyone",
    "written_by": "anyone",
    "grouped_by": "contacts",
    "read_by": "anyone",
    "seen_by": "contacts",
}


async def two(site: Site) -> tuple[Person, Person]:
    return await site.person("Ann"), await site.person("Ben")


async def names_in_book(site: Site, person: Person) -> list[str]:
    book = await keep_contacts.book(site.house, person, "")
    return [one.name for _, people in book.sections for one in people]


async def test_a_request_is_asked_accepted_and_begins_a_chat(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await two(site)
    assert await keep_contacts.ask(site.house, ann, ben.id, " from the ferry ") is None
    waiting = await keep_contacts.requests(site.house, ben)
    assert [(one.name, one.note) for one in waiting.incoming] == [("Ann", "from the ferry")]
    assert (await look_at_person.look(site.house, ann, ben.id)).asked == "by_me"
    assert await names_in_book(site, ann) == []

    chat = await keep_contacts.accept(site.house, ben, ann.id)

    for one, other in ((ann, "Ben"), (ben, "Ann")):
        assert await names_in_book(site, one) == [other]
        row = (await read_chats.list_chats(site.house, one)).rows[0]
        assert (row["id"], row["standing"]) == (chat, "contact")
    said = (await read_chats.open_chat(site.house, ann, chat)).state["open"]["messages"]
    assert [(one["sender_id"], one["kind"]) for one in said] == [(ann.id, "text"), (ben.id, "notice")]
    with pytest.raises(NotFound):
        await keep_contacts.accept(site.house, ben, ann.id)


async def test_two_people_who_ask_each_other_are_contacts(both_sites: Site) -> None:
    ann, ben = await two(both_sites)
    await keep_contacts.ask(both_sites.house, ann, ben.id, "")
    assert await keep_contacts.ask(both_sites.house, ben, ann.id, "") is not None
    assert await names_in_book(both_sites, ann) == ["Ben"]


async def test_who_declines_is_left_alone_for_a_week(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await two(site)
    await keep_contacts.ask(site.house, ann, ben.id, "hi")
    await keep_contacts.decline(site.house, ben, ann.id)
    assert (await keep_contacts.requests(site.house, ben)).incoming == []
    # Whether he declined does not show.
    assert [one.name for one in (await keep_contacts.requests(site.house, ann)).outgoing] == ["Ben"]
    with pytest.raises(NotReachable):
        await keep_contacts.ask(site.house, ann, ben.id, "please")
    await keep_contacts.withdraw(site.house, ann, ben.id)
    with pytest.raises(NotReachable):  # taking it back does not open the door
        await keep_contacts.ask(site.house, ann, ben.id, "please")
    site.clock.travel(days=8)
    await keep_contacts.ask(site.house, ann, ben.id, "it has been a while")
    assert (await keep_contacts.requests(site.house, ben)).incoming[0].note == "it has been a while"


async def test_requests_are_bounded(site: Site) -> None:
    ann = await site.person("Ann")
    for number in range(OPEN_REQUESTS_MAX):
        await keep_contacts.ask(site.house, ann, (await site.person(f"P{number}")).id, "")
    last = await site.person("Last")
    with pytest.raises(TooManyRequests):
        await keep_contacts.ask(site.house, ann, last.id, "")
    with pytest.raises(ContactWithYourself):
        await keep_contacts.ask(site.house, ann, ann.id, "")
    with pytest.raises(LineTooLong):
        await keep_contacts.ask(site.house, ann, last.id, "x" * 101)
    with pytest.raises(NotFound):
        await keep_contacts.ask(site.house, ann, "per_nobody", "")


async def test_a_remark_is_seen_by_its_giver_alone(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await two(site)
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    await send_message.send_text(site.house, ben, chat, "hi")
    await keep_contacts.set_remark(site.house, ann, ben.id, "  Ben  from work ")
    assert await names_in_book(site, ann) == ["Ben from work"]
    assert (await read_chats.list_chats(site.house, ann)).rows[0]["title"] == "Ben from work"
    assert (await look_at_person.look(site.house, ben, ben.id)).name == "Ben"
    await keep_contacts.set_remark(site.house, ann, ben.id, "")
    assert await names_in_book(site, ann) == ["Ben"]
    cleo = await site.person("Cleo")
    with pytest.raises(NotFound):
        await keep_contacts.set_remark(site.house, ann, cleo.id, "stranger")


async def test_a_block_closes_every_way(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await two(site)
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    said = await send_message.send_text(site.house, ben, chat, "hi")
    await keep_contacts.block(site.house, ann, ben.id)

    tries = [
        send_message.send_text(site.house, ben, chat, "why?"),
        send_picture(site.house, ben, chat, DRAWN, client_id="p1"),
        change_message.edit(site.house, ben, chat, said["seq"], "other words"),
        change_message.react(site.house, ben, chat, said["seq"], "👍"),
        keep_contacts.ask(site.house, ben, ann.id, "please"),
        keep_contacts.ask(site.house, ben, ann.id, "please", code=await guard_privacy.my_code(site.house, ann)),
    ]
    for wanted in tries:
        with pytest.raises(NotReachable):
            await wanted
    with pytest.raises(OnlyContactsAdd):
        await manage_group.create(site.house, ben, "Group", [ann.id])
    with pytest.raises(YouBlocked):
        await send_message.send_text(site.house, ann, chat, "never mind")
    assert await names_in_book(site, ann) == await names_in_book(site, ben) == []
    assert (await start_chat.find_people(site.house, ben, "Ann")).people == []
    assert (await look_at_person.look(site.house, ben, ann.id)).seen_at is None
    hers = (await read_chats.list_chats(site.house, ann)).rows[0]
    assert (hers["standing"], hers["can_write"]) == ("blocked", False)
    # He is not told: to him she looks like any stranger.
    assert (await read_chats.list_chats(site.house, ben)).rows[0]["standing"] == "stranger"

    await keep_contacts.unblock(site.house, ann, ben.id)
    await send_message.send_text(site.house, ben, chat, "hello again")
    assert (await guard_privacy.show(site.house, ann)).blocked == []


async def test_people_are_found_as_they_wish(both_sites: Site) -> None:
    site = both_sites
    ann = await site.person("Ann Rivers", handle="ann_rivers")
    ben = await site.person("Ben")

    async def found(text: str) -> bool:
        return bool((await start_chat.find_people(site.house, ben, text)).people)

    assert await found("Rivers")
    assert await found("ann_r")
    assert await found("@ANN_rivers")
    await guard_privacy.change(site.house, ann, **OPEN | {"found_by": "handle"})
    assert not await found("Rivers")
    assert not await found("ann_r")
    assert await found("@ANN_rivers")
    await guard_privacy.change(site.house, ann, **OPEN | {"found_by": "not"})
    assert not await found("@ann_rivers")
    await site.befriend(ann, ben)
    assert await found("Rivers")


async def test_writing_asking_and_groups_can_be_for_contacts(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await two(site)
    chat = await start_chat.start_chat(site.house, ben, ann.id)
    await guard_privacy.change(site.house, ann, **OPEN | {"written_by": "contacts", "asked_by": "nobody"})
    with pytest.raises(NotReachable):
        await send_message.send_text(site.house, ben, chat, "hi")
    with pytest.raises(NotReachable):
        await keep_contacts.ask(site.house, ben, ann.id, "hi")
    code = await guard_privacy.my_code(site.house, ann)
    old, code = code, await guard_privacy.my_code(site.house, ann, renew=True)
    with pytest.raises(NotFound):
        await look_at_person.by_code(site.house, ben, old)
    with pytest.raises(NotReachable):
        await keep_contacts.ask(site.house, ben, ann.id, "hi", code=old)
    assert (await look_at_person.by_code(site.house, ben, code)).may_ask
    await keep_contacts.ask(site.house, ben, ann.id, "hi", code=code)
    await keep_contacts.accept(site.house, ann, ben.id)
    await send_message.send_text(site.house, ben, chat, "hi")
    await manage_group.create(site.house, ben, "Group", [ann.id])


async def test_admins_alone_write_whatever_the_standing(site: Site) -> None:
    ann, ben = await two(site)
    await site.befriend(ann, ben)
    group = await manage_group.create(site.house, ann, "Ferry", [ben.id])
    await manage_group.quiet(site.house, ann, group, True)
    with pytest.raises(OnlyAdminsWrite):
        await send_message.send_text(site.house, ben, group, "hi")


async def test_when_somebody_was_here_shows_to_whom_they_like(site: Site) -> None:
    ann, ben = await two(site)
    await site.signed_in(ann)

    async def seen() -> bool:
        return (await look_at_person.look(site.house, ben, ann.id)).seen_at is not None

    assert not await seen()
    await site.befriend(ann, ben)
    assert await seen()
    await guard_privacy.change(site.house, ann, **OPEN | {"seen_by": "nobody"})
    assert not await seen()
