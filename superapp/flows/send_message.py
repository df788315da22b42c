"""A person writes into a conversation. Called by web/pages/chat; after the commit every member is woken."""

from superapp.accounts.people import Person, ids_of_handles
from superapp.chat import previews
from superapp.chat.cards import text_body
from superapp.chat.conversations import members_of
from superapp.chat.kinds import Kind
from superapp.chat.links import first_link
from superapp.chat.mentions import handles_in
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
    text_body(text)
    async with house.database.write() as session:
        membership = await require_writer(session, conversation_id, person.id, now=house.clock.now())
        named: dict[str, str] = {}
        if membership.conversation.kind is Kind.GROUP and (handles := handles_in(text)):
            in_it = (await members_of(session, [conversation_id]))[conversation_id]
            named = {key: one for key, one in (await ids_of_handles(session, handles)).items() if one in in_it}
        body = text_body(text) | ({"mentions": named} if named else {})
        if house.settings.link_previews:
            await previews.want(session, text, now=house.clock.now())
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
            mentions=list(named.values()),
        )
        if not message.revision and first_link(text):
            await previews.attach(session, conversation_id, message.seq, str(body["text"]))
        gathered = await gather(session, [message])
        view = gathered.views(await reader_for(session, person, gathered.people))[0]
        members = (await members_of(session, [conversation_id]))[conversation_id]
    house.hub.publish(*members)
    return view
