"""Somebody pins a message above the thread of their chat, or takes it down. Called by web/pages/chat; after the commit
every member is woken."""

from superapp.accounts.people import Person
from superapp.chat import pins
from superapp.chat.conversations import members_of, require_member
from superapp.chat.views import View, overview
from superapp.chat.writing import require_writer
from superapp.house import House
from superapp.readers import reader_for


async def set_pinned(house: House, person: Person, conversation_id: str, seq: int, is_pinned: bool) -> View:
    """The conversation as it is now.

    Raises NotFound, NotForYou, CannotChange, PinsFull; and to pin what `require_writer` raises: it says something to
    the others. Taking down stays possible.
    """
    now = house.clock.now()
    async with house.database.write() as session:
        if is_pinned:
            await require_writer(session, conversation_id, person.id, now=now)
            await pins.pin(session, conversation_id, seq, person.id, now=now, chance=house.chance)
        else:
            await pins.unpin(session, conversation_id, seq, person.id, now=now)
        conversation = (await require_member(session, conversation_id, person.id)).conversation
        seen = await overview(session, [conversation], person.id)
        view = seen.views(await reader_for(session, person, seen.people))[0]
        members = (await members_of(session, [conversation_id]))[conversation_id]
    house.hub.publish(*members)
    return view
