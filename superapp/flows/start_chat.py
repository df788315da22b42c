"""Finding somebody and opening the conversation with them. Called by web/pages/chat."""

from dataclasses import dataclass

from superapp.accounts.people import Person, get_person
from superapp.chat.conversations import direct_conversation, saved_messages
from superapp.finding import find_strangers_too
from superapp.house import House

FOUND_MAX = 20


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """text: what was searched, as typed."""

    text: str
    people: list[Person]


async def find_people(house: House, person: Person, text: str) -> FoundPeople:
    """People whose handle begins with the text or whose name contains it, as far as they want to be found; never the
    one who asks."""
    async with house.database.read() as session:
        return FoundPeople(text, (await find_strangers_too(session, person.id, text))[:FOUND_MAX])


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
