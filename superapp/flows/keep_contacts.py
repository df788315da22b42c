"""A person's contacts: who is in the book, who asks and is asked, and everything that changes it. Called by
web/pages/contacts; after the commit both people are woken."""

import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person, get_people, get_person
from superapp.chat.cards import Notice, search_key, text_body
from superapp.chat.conversations import direct_conversation
from superapp.chat.encrypted_chats import tell_standing
from superapp.chat.messages import append
from superapp.contacts import blocks, contacts
from superapp.contacts.errors import NotReachable, YouBlocked
from superapp.contacts.privacy import find_by_code
from superapp.contacts.reach import standing
from superapp.house import House
from superapp.safety.silences import require_voice


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in a list. name: as this person calls them."""

    id: str
    name: str
    handle: str
    picture: str
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """sections: the first letter of the name, and who begins with it; text: what was searched; waiting: requests;
    total: how many contacts there are without the search."""

    sections: list[tuple[str, list[Entry]]]
    text: str
    waiting: int
    total: int


@dataclass(frozen=True, slots=True)
class Requests:
    """incoming: who waits for this person's answer; outgoing: who was asked."""

    incoming: list[Entry]
    outgoing: list[Entry]


async def book(house: House, person: Person, text: str) -> Book:
    """Contacts whose name or handle has the text in it, by name."""
    async with house.database.read() as session:
        found = await contacts.contacts_of(session, person.id)
        people = await get_people(session, [one.person_id for one in found])
        waiting = await contacts.count_requests(session, person.id)
    wanted = search_key(text.strip().lstrip("@"))
    entries = [
        Entry(who.id, one.remark or who.name, who.handle, who.picture)
        for one in found
        if (who := people.get(one.person_id)) and wanted in search_key(f"{one.remark} {who.name} {who.handle}")
    ]
    sections: dict[str, list[Entry]] = {}
    for one in sorted(entries, key=_in_order):
        letter = unicodedata.normalize("NFD", one.name)[:1].upper()
        sections.setdefault(letter if letter.isalpha() else "#", []).append(one)
    return Book(list(sections.items()), text, waiting, len(found))


async def requests(house: House, person: Person) -> Requests:
    async with house.database.read() as session:
        incoming = await contacts.requests_to(session, person.id)
        outgoing = await contacts.requests_from(session, person.id)
        people = await get_people(session, [one.person_id for one in (*incoming, *outgoing)])

    def entries(found: list[contacts.ContactRequest]) -> list[Entry]:
        return [
            Entry(who.id, who.name, who.handle, who.picture, one.note, one.asked_at)
            for one in found
            if (who := people.get(one.person_id))
        ]

    return Requests(entries(incoming), entries(outgoing))


async def ask(house: House, person: Person, other_id: str, note: str, *, code: str = "") -> str | None:
    """The conversation, when the other one had asked already and they are contacts now; else None.

    code: of the other one, which opens what their settings close.
    Raises NotFound, NotReachable, YouBlocked, Silenced, ContactWithYourself, LineTooLong, TooManyRequests.
    """
    now = house.clock.now()
    async with _between(house, person, other_id) as session:
        await get_person(session, other_id)
        await require_voice(session, person.id, now=now)
        found = await standing(session, person.id, other_id)
        if found.i_blocked:
            raise YouBlocked()
        by_code = bool(code) and await find_by_code(session, code) == other_id
        mine = [one for one in await contacts.requests_to(session, person.id) if one.person_id == other_id]
        # Who blocked this person closes the door to writing as well, so a code does not open it.
        if not mine and not (found.may_ask or (by_code and not await _blocked(session, person.id, other_id))):
            raise NotReachable()
        if not await contacts.ask(session, person.id, other_id, note, now=now):
            return None
        return await _greet(house, session, person.id, mine, other_id, now)


async def accept(house: House, person: Person, other_id: str) -> str:
    """The conversation with them, where the words of the request stand. Raises NotFound."""
    now = house.clock.now()
    async with _between(house, person, other_id) as session:
        mine = [one for one in await contacts.requests_to(session, person.id) if one.person_id == other_id]
        await contacts.accept(session, person.id, other_id, now=now)
        return await _greet(house, session, person.id, mine, other_id, now)


async def decline(house: House, person: Person, other_id: str) -> None:
    """Raises NotFound."""
    async with _between(house, person, other_id) as session:
        await contacts.decline(session, person.id, other_id, now=house.clock.now())


async def withdraw(house: House, person: Person, other_id: str) -> None:
    """Raises NotFound."""
    async with _between(house, person, other_id) as session:
        await contacts.withdraw(session, person.id, other_id, now=house.clock.now())


async def set_remark(house: House, person: Person, other_id: str, remark: str) -> None:
    """Raises NotFound, LineTooLong."""
    async with _between(house, person, other_id) as session:
        await contacts.set_remark(session, person.id, other_id, remark, now=house.clock.now())


async def remove(house: House, person: Person, other_id: str) -> None:
    async with _between(house, person, other_id) as session:
        await contacts.remove(session, person.id, other_id, now=house.clock.now())


async def block(house: House, person: Person, other_id: str) -> None:
    """Raises NotFound, ContactWithYourself."""
    async with _between(house, person, other_id) as session:
        await get_person(session, other_id)
        await blocks.block(session, person.id, other_id, now=house.clock.now())


async def unblock(house: House, person: Person, other_id: str) -> None:
    async with _between(house, person, other_id) as session:
        await blocks.unblock(session, person.id, other_id, now=house.clock.now())


def _in_order(one: Entry) -> tuple[str, str]:
    """By letters alone, so that É stands with E."""
    plain = "".join(c for c in unicodedata.normalize("NFD", one.name) if not unicodedata.combining(c))
    return search_key(plain), one.id


async def _greet(
    house: House,
    session: AsyncSession,
    person_id: str,
    asked: list[contacts.ContactRequest],
    other_id: str,
    now: datetime,
) -> str:
    """Their conversation begins with the words of the request, and says that it was accepted."""
    conversation = await direct_conversation(session, person_id, other_id, now=now, chance=house.chance)
    said = [(other_id, "text", text_body(one.note)) for one in asked if one.note]
    for sender, kind, body in [*said, (person_id, "notice", Notice("met", [], "").body())]:
        await append(session, conversation.id, sender, kind, body, client_id=None, now=now, chance=house.chance)
    return conversation.id


async def _blocked(session: AsyncSession, person_id: str, other_id: str) -> bool:
    return bool((await blocks.blocks_among(session, person_id, [other_id]))[1])


@asynccontextmanager
async def _between(house: House, person: Person, other_id: str) -> AsyncIterator[AsyncSession]:
    async with house.database.write() as session:
        yield session
        await tell_standing(session, person.id, other_id, now=house.clock.now())
    house.hub.publish(person.id, other_id)
