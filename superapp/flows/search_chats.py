"""Looking for a chat or for something that was said. Called by web/pages/search."""

from superapp.accounts.people import Person
from superapp.finding import Found, find_said
from superapp.house import House

MESSAGES_MAX = 50


async def search(
    house: House, person: Person, text: str, *, conversation_id: str | None, before: tuple[str, int] | None = None
) -> Found:
    """before: as `Found.more` of the page before, in its two parts. Raises NotFound for a conversation this person is
    not in."""
    async with house.database.read() as session:
        return await find_said(
            session, person, text, conversation_id=conversation_id, before=before, limit=MESSAGES_MAX
        )
