"""Finding somebody and opening the conversation with them. Called by web/pages/chat."""

from dataclasses import dataclass

from superapp.accounts.people import Person, get_person, search_people
from superapp.chat.conversations import direct_conversation
from superapp.house import House

FOUND_MAX = 20


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """text: what was searched, as typed."""

    text: str
    people: list[Person]


async def find_people(house: House, person: Person, text: str) -> FoundPeople:
    """People whose handle begins with the text or whose name contains it; never the one who asks."""
    wanted = text.strip()[:60]
    if not wanted:
        return FoundPeople(text, [])
    async with house.database.read() as session:
        found = await search_people(session, wanted, limit=FOUND_MAX + 1)
    return FoundPeople(text, [one for one in found if one.id != person.id][:FOUND_MAX])


async def start_chat(house: House, person: Person, other_id: str) -> str:
    """The conversation's id; the same one however often and by whomever it is opened.

    Raises NotFound (no such person), ChatWithYourself.
    """
    async with house.database.write() as session:
        other = await get_person(session, other_id)
        conversation = await direct_conversation(
            session, person.id, other.id, now=house.clock.now(), chance=house.chance
        )
    return conversation.id
