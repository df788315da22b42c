"""A person sends a sticker, a place or the card of somebody. Called by web/pages/attachments; after the commit every
member is woken."""

from typing import Any

from superapp.accounts.people import Person, get_person
from superapp.base.errors import ensure
from superapp.chat.attachments import place_card
from superapp.chat.conversations import members_of
from superapp.chat.messages import append
from superapp.chat.views import View, gather
from superapp.chat.writing import require_writer
from superapp.house import House
from superapp.readers import reader_for


async def send_card(
    house: House,
    person: Person,
    conversation_id: str,
    kind: str,
    facts: dict[str, Any],
    *,
    client_id: str,
    reply_to: int | None = None,
) -> View:
    """kind, facts: "sticker" {sticker}, "person" {person_id}, "place" {latitude, longitude, name, address}.
    reply_to: the number of the message it answers.

    Raises NotFound (of the person on the card, too), AttachmentRefused, ClientIdInvalid, ClientIdReused, ReplyUnknown,
    and what `require_writer` raises.
    """
    ensure(kind in {"sticker", "person", "place"}, "the kind of a card is known", kind=kind)
    body = place_card(**facts).body() if kind == "place" else facts
    now = house.clock.now()
    async with house.database.write() as session:
        await require_writer(session, conversation_id, person.id, now=now)
        if kind == "person":
            await get_person(session, str(facts["person_id"]))
        message = await append(
            session,
            conversation_id,
            person.id,
            kind,
            body,
            client_id=client_id,
            now=now,
            chance=house.chance,
            reply_to=reply_to,
        )
        gathered = await gather(session, [message])
        view = gathered.views(await reader_for(session, person, gathered.people))[0]
        members = (await members_of(session, [conversation_id]))[conversation_id]
    house.hub.publish(*members)
    return view
