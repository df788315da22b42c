"""Finding somebody and opening the conversation with them. Called by web/pages/chat and contacts and, for sending money
from the wallet, by web/pages/transfers."""

from dataclasses import dataclass

from superapp.accounts.numbers import read_number
from superapp.accounts.people import Person, get_person
from superapp.chat.cards import search_key
from superapp.chat.conversations import direct_conversation, memberships, saved_messages
from superapp.chat.kinds import Kind
from superapp.chat.listing import conversations_of
from superapp.contacts.reach import standings
from superapp.finding import find_by_number, find_strangers_too, known_and_strangers
from superapp.house import House

FOUND_MAX, LISTED_MAX = 20, 200


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """text: what was searched, as typed; by_number: as a phone number, too."""

    text: str
    people: list[Person]
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Payees:
    """text: what was searched, as typed; groups: those one is in, the newest talk first."""

    text: str
    people: list[Person]
    groups: list[Group]


def is_number(text: str) -> bool:
    """Whether somebody searches for a whole phone number."""
    return read_number(text) is not None


async def find_people(house: House, person: Person, text: str, *, by_number: bool = False) -> FoundPeople:
    """People whose handle begins with the text or whose name contains it, as far as they want to be found; never the
    one who asks. by_number: whose whole phone number it is, too; whoever asks for that is counted before."""
    async with house.database.read() as session:
        holders = await find_by_number(session, person.id, text) if by_number else []
        named = await find_strangers_too(session, person.id, text)
    others = [one for one in named if one.id not in {holder.id for holder in holders}]
    return FoundPeople(text, [*holders, *others][:FOUND_MAX], by_number)


async def find_company(house: House, person: Person, text: str) -> FoundPeople:
    """Everybody this person knows, without a text; with one those it fits, and strangers too."""
    async with house.database.read() as session:
        return FoundPeople(text, (await known_and_strangers(session, person, text))[:LISTED_MAX])


async def find_payees(house: House, person: Person, text: str) -> Payees:
    """The same people and this person's groups, as far as they may write there now: money is sent as a message is."""
    wanted = search_key(text.strip())
    async with house.database.read() as session:
        people = await known_and_strangers(session, person, text)
        allowed = await standings(session, person.id, [one.id for one in people])
        listed = await conversations_of(session, person.id, limit=LISTED_MAX)
        groups = [one for one in listed if one.kind is Kind.GROUP and wanted in search_key(one.title)]
        mine = await memberships(session, groups, person.id)
    return Payees(
        text,
        [one for one in people if allowed[one.id].may_write][:LISTED_MAX],
        [Group(one.id, one.title) for one in groups if one.id in mine and mine[one.id].can_write],
    )


async def start_chat(house: House, person: Person, other_id: str) -> str:
    """The conversation's id; the same one however often and by whomever it is opened. With oneself: what one saved.

    Raises NotFound (no such person).
    """
    async with house.database.write() as session:
        other = await get_person(session, other_id)
        if other.id == person.id:
            return (await saved_messages(session, person.id, now=house.clock.now(), chance=house.chance)).id
        conversation = await direct_conversation(
            session, person.id, other.id, now=house.clock.now(), chance=house.chance
        )
    return conversation.id
