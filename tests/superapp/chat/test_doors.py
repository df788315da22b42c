"""Before a group's door: who waits for an admin's yes, who was removed, and the announcement inside."""

import asyncio

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat import errors
from superapp.flows import leave_for_good, manage_group, read_chats
from superapp.flows.follow_events import next_events
from tests.superapp.chat.test_groups import four, refused, roles, said
from tests.superapp.conftest import Site


async def link_of(site: Site, admin: Person, group: str) -> str:
    await manage_group.set_link(site.house, admin, group, True)
    link = (await manage_group.look(site.house, admin, group)).link
    assert link is not None
    return link


async def waiting(site: Site, person: Person, group: str) -> list[str]:
    return [one.person.name for one in (await manage_group.look(site.house, person, group)).waiting]


async def place(site: Site, person: Person, code: str) -> str:
    return str((await manage_group.invitation(site.house, person, code)).place)


async def test_who_is_new_waits_for_a_yes(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    ann, ben, cleo, dan, group = await four(site)
    eve = await site.person("Eve")
    code = await link_of(site, ben, group)
    await manage_group.ask_admins(house, ben, group, True)
    before = (await next_events(house, ann, 0))[-1].seq
    await asyncio.gather(*(manage_group.join(house, dan, code) for _ in range(3)))
    site.clock.travel(minutes=1)
    assert await manage_group.join(house, eve, code) is None

    # Admins see who waits, the first one first, and are told of each once; nobody else is, and nobody is in.
    assert [await waiting(site, one, group) for one in (ann, ben, cleo)] == [["Dan", "Eve"], ["Dan", "Eve"], []]
    assert [one.kind for one in await next_events(house, ann, before)] == ["group", "group"]
    assert [await place(site, one, code) for one in (dan, cleo)] == ["waiting", "inside"]
    await refused(NotFound, read_chats.open_chat(house, dan, group), manage_group.look(house, dan, group))
    await refused(
        errors.NotForYou,
        manage_group.answer(house, cleo, group, dan.id, True),
        manage_group.ask_admins(house, cleo, group, False),
    )
    await refused(
        NotFound,
        manage_group.answer(house, dan, group, dan.id, True),
        manage_group.answer(house, ann, group, cleo.id, True),
    )

    await manage_group.answer(house, ben, group, dan.id, True)
    await manage_group.answer(house, ann, group, eve.id, False)
    assert await said(site, dan, group) == ["added"]
    assert [await place(site, one, code) for one in (dan, eve)] == ["inside", "waiting"]
    assert await waiting(site, ann, group) == []
    await refused(NotFound, manage_group.answer(house, ann, group, eve.id, True))
    assert [one.kind for one in await next_events(house, eve, 0)] == []  # a no is told to nobody

    # Who was declined is not before the admins again for a week, whatever they press.
    await manage_group.join(house, eve, code)
    await manage_group.withdraw(house, eve, code)
    await manage_group.join(house, eve, code)
    assert await waiting(site, ann, group) == []
    site.clock.travel(days=7)
    assert await place(site, eve, code) == "outside"
    await manage_group.join(house, eve, code)
    assert await waiting(site, ann, group) == ["Eve"]

    # Who changes their mind waits no longer; who is in already is not asked again.
    await manage_group.withdraw(house, eve, code)
    assert await waiting(site, ann, group) == []
    assert await manage_group.join(house, cleo, code) == group


async def test_a_yes_needs_room_and_a_switch_off_lets_in(site: Site) -> None:
    house = site.house
    ann, _, _, dan, group = await four(site)
    code = await link_of(site, ann, group)
    await manage_group.ask_admins(house, ann, group, True)
    await manage_group.join(house, dan, code)
    await manage_group.ask_admins(house, ann, group, False)
    assert await waiting(site, ann, group) == ["Dan"]  # they asked, and still get an answer
    assert await manage_group.join(house, dan, code) == group
    assert await waiting(site, ann, group) == []
    await refused(NotFound, manage_group.withdraw(house, dan, "none"))


async def test_who_was_removed_comes_back_by_an_admin_only(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    ann, ben, cleo, dan, group = await four(site)
    code = await link_of(site, ann, group)
    await manage_group.remove(house, ben, group, cleo.id)
    await manage_group.ask_admins(house, ann, group, True)
    await refused(errors.RemovedFromGroup, manage_group.join(house, cleo, code))
    code = await link_of(site, ann, group)
    await manage_group.ask_admins(house, ann, group, False)
    await refused(errors.RemovedFromGroup, manage_group.join(house, cleo, code))
    assert await place(site, cleo, code) == "removed"

    await manage_group.add(house, ben, group, [cleo.id])
    assert "Cleo" in await roles(site, ann, group)
    # Who left of their own will may come back.
    await manage_group.leave(house, cleo, group)
    assert await manage_group.join(house, cleo, code) == group

    # An account that is gone waits nowhere.
    await manage_group.ask_admins(house, ann, group, True)
    await manage_group.join(house, dan, code)
    await leave_for_good.leave_for_good(house, dan, dan.handle)
    assert await waiting(site, ann, group) == []


async def test_an_announcement_stands_above_the_thread(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    ann, ben, cleo, dan, group = await four(site)

    async def shown(person: Person) -> str:
        return (await read_chats.open_chat(house, person, group)).conversation["announcement"]

    before = (await next_events(house, cleo, 0))[-1].seq
    await manage_group.announce(house, ben, group, "  Meet at nine.\r\nBring bread. ")
    await manage_group.announce(house, ann, group, "Meet at nine.\nBring bread.")  # changes nothing
    told = await next_events(house, cleo, before)
    assert [(one.kind, one.conversation and one.conversation["announcement"]) for one in told] == [
        ("group", "Meet at nine.\nBring bread.")
    ]
    assert await shown(cleo) == "Meet at nine.\nBring bread."
    assert (await manage_group.look(house, cleo, group)).announcement == "Meet at nine.\nBring bread."
    await refused(errors.NotForYou, manage_group.announce(house, cleo, group, "Mine"))
    await refused(NotFound, manage_group.announce(house, dan, group, "Mine"))
    await refused(errors.AnnouncementTooLong, manage_group.announce(house, ann, group, "x" * 501))
    await manage_group.announce(house, ann, group, "x" * 500)
    await manage_group.announce(house, ann, group, " ")
    assert await shown(ben) == ""
