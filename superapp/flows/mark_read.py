"""A person has read a conversation up to a message. Called by web/pages/chat."""

from superapp.accounts.people import Person
from superapp.chat import marks
from superapp.house import House


async def mark_read(house: House, person: Person, conversation_id: str, seq: int) -> None:
    """Moves the mark forward only. Raises NotFound."""
    async with house.database.write() as session:
        told = await marks.mark_read(session, conversation_id, person.id, seq, now=house.clock.now())
    house.hub.publish(*told)
