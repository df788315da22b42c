"""Making a group and everything its people do to it. Called by web/pages/groups; whoever is or was in it is woken after
the commit."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person, get_people
from superapp.base.errors import NotFound
from superapp.chat import doors, groups
from superapp.chat.announcements import announcements_of
from superapp.chat.conversations import require_member
from superapp.chat.kinds import Kind, Role
from superapp.contacts.errors import OnlyContactsAdd
from superapp.contacts.reach import standings
from superapp.finding import known_people, named_by
from superapp.house import House


@dataclass(frozen=True, slots=True)
class GroupMember:
    person: Person
    role: Role


@dataclass(frozen=True, slots=True)
class Waiting:
    person: Person
    asked_at: datetime


class Place(StrEnum):
    """Where somebody stands who looks at an invitation."""

    OUTSIDE = "outside"
    WAITING = "waiting"
    INSIDE = "inside"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A group as its link shows it. people: how many are in it; asks_admins: who is new waits for an admin's yes."""

    id: str
    title: str
    people: int
    asks_admins: bool
    place: Place


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """As one member sees it. For admins: link: the code of the join link, when there is one; asks_admins: who follows
    it waits; waiting: those who do, who came first stands first; known: people to add."""

    id: str
    title: str
    mine: Role
    members: list[GroupMember]
    only_admins_write: bool
    announcement: str
    link: str | None
    asks_admins: bool
    waiting: list[Waiting]
    known: list[Person]


async def people_to_add(house: House, person: Person) -> list[Person]:
    """Whom this person may put into a group, those talked to last first."""
    async with house.database.read() as session:
        return await _known(session, person)


async def create(house: House, person: Person, title: str, people: Sequence[str]) -> str:
    """The conversation's id. Raises GroupTitleInvalid, GroupFull, OnlyContactsAdd, NotFound (somebody who does not
    exist)."""
    async with house.database.write() as session:
        wanted = [one for one in dict.fromkeys(people) if one != person.id]
        await _require_people(session, wanted)
        await _require_willing(session, person, wanted)
        now, chance = house.clock.now(), house.chance
        group_id = await groups.create_group(session, person.id, title, wanted, now=now, chance=chance)
    house.hub.publish(person.id, *wanted)
    return group_id


async def look(house: House, person: Person, group_id: str) -> GroupInfo:
    """Raises NotFound."""
    async with house.database.write() as session:  # the groups room locks what it looks at
        membership = await require_member(session, group_id, person.id)
        if membership.conversation.kind is not Kind.GROUP:
            raise NotFound("group")
        roles = await groups.members(session, group_id)
        is_admin = membership.role is not Role.MEMBER
        asked = await doors.waiting(session, group_id) if is_admin else []
        people = await named_by(session, person, [*roles, *(one.person_id for one in asked)])
        link, asks = await groups.join_rules(session, group_id, person.id) if is_admin else (None, False)
        return GroupInfo(
            group_id,
            membership.conversation.title,
            membership.role,
            [GroupMember(people[one], role) for one, role in roles.items() if one in people],
            membership.conversation.only_admins_write,
            (await announcements_of(session, [group_id])).get(group_id, ""),
            link,
            asks,
            [Waiting(people[one.person_id], one.asked_at) for one in asked if one.person_id in people],
            [one for one in await _known(session, person) if one.id not in roles] if is_admin else [],
        )


async def add(house: House, person: Person, group_id: str, people: Sequence[str]) -> None:
    """Raises NotFound, NotForYou, GroupFull, OnlyContactsAdd."""
    async with _changed(house, group_id) as session:
        await _require_people(session, people)
        now, chance = house.clock.now(), house.chance
        await groups.add(session, group_id, person.id, people, now=now, chance=chance)
        # After the group's own rules, whose refusals say more; a refusal here undoes it all.
        await _require_willing(session, person, people)


async def remove(house: House, person: Person, group_id: str, other_id: str) -> None:
    """Raises NotFound, NotForYou."""
    async with _changed(house, group_id) as session:
        now, chance = house.clock.now(), house.chance
        await groups.remove(session, group_id, person.id, other_id, now=now, chance=chance)


async def leave(house: House, person: Person, group_id: str) -> None:
    """Raises NotFound."""
    async with _changed(house, group_id) as session:
        await groups.leave(session, group_id, person.id, now=house.clock.now(), chance=house.chance)


async def rename(house: House, person: Person, group_id: str, title: str) -> None:
    """Raises NotFound, NotForYou, GroupTitleInvalid."""
    async with _changed(house, group_id) as session:
        await groups.rename(session, group_id, person.id, title, now=house.clock.now(), chance=house.chance)


async def set_role(house: House, person: Person, group_id: str, other_id: str, role: str) -> None:
    """role: a value of Role. Raises NotFound, NotForYou."""
    async with _changed(house, group_id) as session:
        await groups.set_role(session, group_id, person.id, other_id, Role(role), now=house.clock.now())


async def quiet(house: House, person: Person, group_id: str, only_admins: bool) -> None:
    """Raises NotFound, NotForYou."""
    async with _changed(house, group_id) as session:
        now, chance = house.clock.now(), house.chance
        await groups.quiet(session, group_id, person.id, only_admins, now=now, chance=chance)


async def set_link(house: House, person: Person, group_id: str, is_open: bool) -> None:
    """Raises NotFound, NotForYou."""
    async with house.database.write() as session:
        await groups.set_link(session, group_id, person.id, is_open, chance=house.chance)


async def ask_admins(house: House, person: Person, group_id: str, is_on: bool) -> None:
    """Raises NotFound, NotForYou."""
    async with _changed(house, group_id) as session:
        await groups.ask_admins(session, group_id, person.id, is_on, now=house.clock.now())


async def announce(house: House, person: Person, group_id: str, text: str) -> None:
    """text: "" takes it down. Raises NotFound, NotForYou, AnnouncementTooLong."""
    async with _changed(house, group_id) as session:
        await groups.announce(session, group_id, person.id, text, now=house.clock.now())


async def answer(house: House, person: Person, group_id: str, other_id: str, is_yes: bool) -> None:
    """To somebody who waits. Raises NotFound, NotForYou, GroupFull."""
    async with _changed(house, group_id) as session:
        now, chance = house.clock.now(), house.chance
        await groups.answer(session, group_id, person.id, other_id, is_yes, now=now, chance=chance)


async def invitation(house: House, person: Person, code: str) -> Invitation:
    """Raises NotFound."""
    async with house.database.read() as session:
        if (found := await groups.find_by_code(session, code)) is None:
            raise NotFound("group")
        people = await groups.members(session, found.id)
        if person.id in people:
            place = Place.INSIDE
        elif await doors.is_kept_out(session, found.id, person.id):
            place = Place.REMOVED
        else:
            waits = await doors.waits(session, found.id, person.id, now=house.clock.now())
            place = Place.WAITING if waits else Place.OUTSIDE
        return Invitation(found.id, found.title, len(people), found.asks_admins, place)


async def join(house: House, person: Person, code: str) -> str | None:
    """The conversation's id; None when an admin answers first. Raises NotFound, GroupFull, RemovedFromGroup."""
    async with house.database.write() as session:
        now, chance = house.clock.now(), house.chance
        group_id, is_in = await groups.join(session, code, person.id, now=now, chance=chance)
        people = await groups.members(session, group_id)
    house.hub.publish(*people)
    return group_id if is_in else None


async def withdraw(house: House, person: Person, code: str) -> None:
    """Raises NotFound."""
    async with house.database.write() as session:
        group_id = await groups.withdraw(session, code, person.id, now=house.clock.now())
        people = await groups.members(session, group_id)
    house.hub.publish(*people)


@asynccontextmanager
async def _changed(house: House, group_id: str) -> AsyncIterator[AsyncSession]:
    async with house.database.write() as session:
        before = await groups.members(session, group_id)
        yield session
        after = await groups.members(session, group_id)
    house.hub.publish(*{*before, *after})


async def _require_people(session: AsyncSession, people: Sequence[str]) -> None:
    if len(await get_people(session, list(people))) < len(set(people)):
        raise NotFound("person")


async def _require_willing(session: AsyncSession, person: Person, people: Sequence[str]) -> None:
    """Whoever lets only contacts put them into groups is put there by contacts."""
    for one, stands in (await standings(session, person.id, people)).items():
        if not stands.may_group:
            raise OnlyContactsAdd((await get_people(session, [one]))[one].name)


async def _known(session: AsyncSession, person: Person) -> list[Person]:
    """Whom this person may put into a group: those talked to lately, then the other contacts."""
    known = await known_people(session, person)
    allowed = await standings(session, person.id, [one.id for one in known])
    return [one for one in known if allowed[one.id].may_group]
