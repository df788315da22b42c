"""Finding somebody and opening the conversation with them. Called by web/pages/chat."""

from dataclasses import dataclass

from superapp.accounts.people import Person, get_person, handle_key, search_people
from superapp.chat.conversations import direct_conversation, saved_messages
from superapp.contacts.reach import findable
from superapp.house import House

FOUND_MAX, SEARCHED_MAX = 20, 100


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """text: what was searched, as typed."""

    text: str
    people: list[Person]


async def find_people(house: House, person: Person, text: str) -> FoundPeople:
    """People whose handle begins with the text or whose name contains it, as far as they want to be found; never the
    one who asks."""
    wanted = text.strip()[:60]
    if not wanted:
        return FoundPeople(text, [])
    async with house.database.read() as session:
        found = {one.id: one for one in await search_people(session, wanted, limit=SEARCHED_MAX) if one.id != person.id}
        whole = handle_key(wanted)
        shown = await findable(session, person.id, {one.id: handle_key(one.handle) == whole for one in found.values()})
    return FoundPeople(text, [found[one] for one in shown[:FOUND_MAX]])


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
