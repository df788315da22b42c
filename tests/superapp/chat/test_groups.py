"""Groups: who may do what, who reads what, and what everybody is told."""

import asyncio
from collections.abc import Awaitable

import pytest

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat import errors
from superapp.contacts import contacts
from superapp.flows import change_message, manage_group, read_chats, send_message
from superapp.flows.follow_events import next_events
from tests.superapp.conftest import Site


async def four(site: Site) -> tuple[Person, Person, Person, Person, str]:
    """Ann owns the group, Ben is its admin, Cleo a member; Dan is not in it."""
    ann, ben, cleo, dan = [await site.person(name) for name in ("Ann", "Ben", "Cleo", "Dan")]
    for other in (ben, cleo, dan):
        await site.befriend(ann, other)
    for other in (cleo, dan):
        await site.befriend(ben, other)
    group = await manage_group.create(site.house, ann, " Ferry  trip ", [ben.id, cleo.id])
    await manage_group.set_role(site.house, ann, group, ben.id, "admin")
    return ann, ben, cleo, dan, group


async def said(site: Site, person: Person, group: str) -> list[str]:
    messages = (await read_chats.open_chat(site.house, person, group)).state["open"]["messages"]
    return [one["body"].get("text") or one["body"]["what"] for one in messages]


async def roles(site: Site, person: Person, group: str) -> dict[str, str]:
    return {one.person.name: str(one.role) for one in (await manage_group.look(site.house, person, group)).members}


async def refused(error: type[Exception], *tries: Awaitable[object]) -> None:
    for one in tries:
        with pytest.raises(error):
            await one


async def test_who_may_do_what(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    ann, ben, cleo, dan, group = await four(site)

    await refused(
        errors.NotForYou,
        manage_group.add(house, cleo, group, [dan.id]),
        manage_group.remove(house, cleo, group, ann.id),
        manage_group.rename(house, cleo, group, "Mine"),
        manage_group.quiet(house, cleo, group, True),
        manage_group.set_link(house, cleo, group, True),
        manage_group.set_role(house, ben, group, cleo.id, "admin"),
        manage_group.remove(house, ben, group, ann.id),
        manage_group.remove(house, ben, group, ben.id),
    )
    await refused(
        NotFound,
        manage_group.look(house, dan, group),
        manage_group.add(house, dan, group, [dan.id]),
        manage_group.leave(house, dan, group),
        manage_group.set_role(house, ann, group, dan.id, "admin"),
        manage_group.add(house, ann, group, ["per_nobody"]),
        manage_group.create(house, ann, "Ghosts", ["per_nobody"]),
        read_chats.open_chat(house, dan, group),
        send_message.send_text(house, dan, group, "hello?"),
    )
    await refused(
        errors.GroupTitleInvalid,
        manage_group.create(house, ann, "  ", []),
        manage_group.rename(house, ann, group, "x" * 61),
    )
    assert await said(site, ann, group) == ["created"]
    assert await roles(site, cleo, group) == {"Ann": "owner", "Ben": "admin", "Cleo": "member"}
    assert (await manage_group.look(house, cleo, group)).title == "Ferry trip"

    await manage_group.remove(house, ben, group, cleo.id)
    await refused(NotFound, read_chats.open_chat(house, cleo, group), send_message.send_text(house, cleo, group, "?"))
    await manage_group.set_role(house, ann, group, ben.id, "owner")
    assert await roles(site, ben, group) == {"Ben": "owner", "Ann": "admin"}


async def test_who_comes_later_reads_from_then_on(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    ann, ben, _, dan, group = await four(site)
    await send_message.send_text(house, ann, group, "a secret")
    await manage_group.add(house, ben, group, [dan.id])
    await send_message.send_text(house, ben, group, "about that", reply_to=2)

    assert await said(site, dan, group) == ["added", "about that"]
    assert (await read_chats.open_chat(house, dan, group)).older_before is None
    assert await read_chats.older_messages(house, dan, group, 3) == []
    await refused(errors.ReplyUnknown, send_message.send_text(house, dan, group, "what?", reply_to=2))
    await refused(NotFound, change_message.react(house, dan, group, 2, "👀"))
    await change_message.react(house, ann, group, 2, "👀")
    told = [one for one in await next_events(house, dan, 0) if one.kind != "contacts"]
    assert [(one.kind, one.message and one.message["seq"]) for one in told] == [
        ("message", 3),
        ("message", 4),
    ]


async def test_who_left_learns_only_that(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    ann, _, cleo, _, group = await four(site)
    before = (await next_events(house, cleo, 0))[-1].seq
    await send_message.send_text(house, ann, group, "only for us")
    await manage_group.remove(house, ann, group, cleo.id)
    await send_message.send_text(house, ann, group, "she is gone")

    frames = await next_events(house, cleo, before)

    assert [(one.kind, one.conversation_id, one.conversation, one.message) for one in frames] == [
        ("message", group, None, None),
        ("left", group, None, None),
    ]


async def test_a_group_never_lacks_an_owner(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    ann, ben, cleo, _, group = await four(site)
    await manage_group.leave(house, ann, group)
    assert await roles(site, cleo, group) == {"Ben": "owner", "Cleo": "member"}
    await manage_group.leave(house, ben, group)
    assert await roles(site, cleo, group) == {"Cleo": "owner"}
    await manage_group.leave(house, cleo, group)
    await refused(NotFound, manage_group.look(house, cleo, group))


async def test_a_link_lets_in_until_it_ends(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    ann, ben, cleo, dan, group = await four(site)
    await manage_group.set_link(house, ben, group, True)
    first = (await manage_group.look(house, ann, group)).link
    assert first is not None
    assert (await manage_group.look(house, cleo, group)).link is None  # for admins
    shown = await manage_group.invitation(house, dan, first)
    assert (shown.id, shown.title, shown.people, shown.asks_admins) == (group, "Ferry trip", 3, False)
    assert shown.place == "outside"

    await asyncio.gather(*(manage_group.join(house, dan, first) for _ in range(3)))
    assert await roles(site, dan, group) == {"Ann": "owner", "Ben": "admin", "Cleo": "member", "Dan": "member"}
    assert await said(site, dan, group) == ["joined"]

    await manage_group.set_link(house, ann, group, True)
    second = (await manage_group.look(house, ann, group)).link
    await manage_group.set_link(house, ann, group, False)
    eve = await site.person("Eve")
    assert second is not None
    for code in (first, second, "", "none"):
        await refused(NotFound, manage_group.join(house, eve, code), manage_group.invitation(house, eve, code))


async def test_a_quiet_group_hears_its_admins(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    ann, ben, cleo, _, group = await four(site)
    await send_message.send_text(house, cleo, group, "hm")
    await manage_group.quiet(house, ben, group, True)
    await refused(
        errors.OnlyAdminsWrite,
        send_message.send_text(house, cleo, group, "but"),
        change_message.edit(house, cleo, group, 2, "but"),
    )
    # What an admin did stays on record.
    await refused(
        errors.CannotChange,
        change_message.unsend(house, ben, group, 3),
        change_message.edit(house, ben, group, 3, "nothing happened"),
        change_message.react(house, cleo, group, 3, "😮"),
    )
    assert (await read_chats.open_chat(house, cleo, group)).conversation["can_write"] is False
    await send_message.send_text(house, ben, group, "listen")
    await manage_group.quiet(house, ann, group, False)
    await send_message.send_text(house, cleo, group, "but")
    assert await said(site, ann, group) == ["created", "hm", "quiet", "listen", "open", "but"]


@pytest.mark.long
async def test_a_group_has_room_for_five_hundred(site: Site) -> None:
    ann = await site.person("Ann")
    many = [await site.person(f"Person {n}") for n in range(500)]
    async with site.house.database.write() as session:
        for one in many:
            for asking, asked in ((ann, one), (one, ann)):
                await contacts.ask(session, asking.id, asked.id, "", now=site.clock.now())
    ids = [one.id for one in many]
    await refused(errors.GroupFull, manage_group.create(site.house, ann, "Too many", ids))
    group = await manage_group.create(site.house, ann, "Just right", ids[:499])
    await refused(errors.GroupFull, manage_group.add(site.house, ann, group, ids))
    await send_message.send_text(site.house, many[7], group, "hello all")
    assert (await next_events(site.house, many[400], 0))[-1].message is not None
