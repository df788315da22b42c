"""A person pins or mutes one of their chats. Called by web/pages/chat; their other devices are woken."""

from superapp.accounts.people import Person
from superapp.chat.marks import keep
from superapp.house import House


async def keep_chat(
    house: House, person: Person, conversation_id: str, *, is_pinned: bool | None, is_muted: bool | None
) -> None:
    """None leaves a thing as it is. Raises NotFound."""
    async with house.database.write() as session:
        await keep(session, conversation_id, person.id, is_pinned=is_pinned, is_muted=is_muted, now=house.clock.now())
    house.hub.publish(person.id)
