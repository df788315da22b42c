"""Finding somebody and opening the conversation with them. Called by web/pages/chat and contacts and, for sending money
from the wallet, by web/pages/transfers."""

from dataclasses import dataclass

from superapp.accounts.numbers import read_number
from superapp.accounts.people import Person, get_person
from superapp.chat.cards import search_key
from superapp.chat.conversations import direct_conversation, saved_messages
from superapp.chat.kinds import Kind
from superapp.chat.listing import conversations_of
from superapp.finding import find_by_number, find_company, find_strangers_too
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
class Company:
    """text: what was searched, as typed; people: whom one may write to; groups: those one is in, the newest talk
    first."""

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


async def company(house: House, person: Person, text: str) -> Company:
    """Everybody this person knows and may write to, without a text; with one those it fits, and strangers too."""
    async with house.database.read() as session:
        people = await find_company(session, person, text)
        listed = await conversations_of(session, person.id, limit=LISTED_MAX)
    wanted = search_key(text.strip())
    groups = [Group(one.id, one.title) for one in listed if one.kind is Kind.GROUP and wanted in search_key(one.title)]
    return Company(text, people, groups)


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
