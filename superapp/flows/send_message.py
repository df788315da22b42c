"""A person writes into a conversation. Called by web/pages/chat; after the commit every member is woken."""

from superapp.accounts.people import Person
from superapp.chat.cards import text_body
from superapp.chat.conversations import Kind, members_of, require_member
from superapp.chat.errors import NobodyAnswers
from superapp.chat.messages import append
from superapp.chat.views import View, message_view
from superapp.house import House


async def send_text(
    house: House, person: Person, conversation_id: str, text: str, *, client_id: str | None = None
) -> View:
    """The stored message; for a repeated `client_id`, the first one.

    Raises NotFound, MessageEmpty, MessageTooLong, NobodyAnswers, ClientIdInvalid, ClientIdReused.
    """
    body = text_body(text)
    async with house.database.write() as session:
        conversation = (await require_member(session, conversation_id, person.id)).conversation
        if conversation.kind is Kind.SERVICE:
            raise NobodyAnswers(conversation.service)
        message = await append(
            session,
            conversation_id,
            person.id,
            "text",
            body,
            client_id=client_id,
            now=house.clock.now(),
            chance=house.chance,
        )
        members = (await members_of(session, [conversation_id]))[conversation_id]
    house.hub.publish(*members)
    return message_view(message)
