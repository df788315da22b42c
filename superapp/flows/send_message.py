"""A person writes into a conversation. Called by web/pages/chat; after the commit every member is woken."""

from superapp.accounts.people import Person
from superapp.chat.cards import text_body
from superapp.chat.conversations import members_of
from superapp.chat.messages import append
from superapp.chat.views import View, gather
from superapp.chat.writing import require_writer
from superapp.house import House
from superapp.readers import reader_for


async def send_text(
    house: House,
    person: Person,
    conversation_id: str,
    text: str,
    *,
    client_id: str | None = None,
    reply_to: int | None = None,
) -> View:
    """The stored message; for a repeated `client_id`, the first one. reply_to: the number of the message it answers.

    Raises MessageEmpty, MessageTooLong, ClientIdInvalid, ClientIdReused, ReplyUnknown, and what `require_writer`
    raises.
    """
    body = text_body(text)
    async with house.database.write() as session:
        await require_writer(session, conversation_id, person.id, now=house.clock.now())
        message = await append(
            session,
            conversation_id,
            person.id,
            "text",
            body,
            client_id=client_id,
            now=house.clock.now(),
            chance=house.chance,
            reply_to=reply_to,
        )
        gathered = await gather(session, [message])
        view = gathered.views(await reader_for(session, person, gathered.people))[0]
        members = (await members_of(session, [conversation_id]))[conversation_id]
    house.hub.publish(*members)
    return view
