"""A person starts an encrypted conversation and writes into it what their browser has encrypted. Called by
web/pages/encrypted; after the commit both people are woken."""

from typing import Any

from superapp.accounts.people import Person, get_person
from superapp.chat.cards import Notice
from superapp.chat.conversations import encrypted_conversation, members_of
from superapp.chat.encrypted import encrypted_body
from superapp.chat.messages import append
from superapp.chat.views import View, gather
from superapp.chat.writing import require_writer
from superapp.contacts.reach import require_may_write
from superapp.house import House
from superapp.readers import reader_for
from superapp.safety.silences import require_voice


async def start(house: House, person: Person, other_id: str) -> str:
    """The conversation's id; the same one however often and by whomever it is opened. The other one learns of it.

    Raises NotFound (no such person), ChatWithYourself, YouBlocked, NotReachable, Silenced.
    """
    now = house.clock.now()
    async with house.database.write() as session:
        other = await get_person(session, other_id)
        conversation = await encrypted_conversation(session, person.id, other.id, now=now, chance=house.chance)
        if not conversation.last_seq:
            await require_voice(session, person.id, now=now)
            await require_may_write(session, person.id, other.id)
            notice = Notice("encrypted", [], "").body()
            await append(
                session, conversation.id, person.id, "notice", notice, client_id=None, now=now, chance=house.chance
            )
    house.hub.publish(person.id, other.id)
    return conversation.id


async def send(house: House, person: Person, conversation_id: str, content: dict[str, Any], *, client_id: str) -> View:
    """The stored message; for a repeated `client_id`, the first one. content: Megolm's, as the browser made it.

    Raises EncryptedInvalid, ClientIdInvalid, and what `require_writer` raises.
    """
    body = encrypted_body(content)
    async with house.database.write() as session:
        membership = await require_writer(session, conversation_id, person.id, now=house.clock.now(), encrypted=True)
        message = await append(
            session,
            membership.conversation.id,
            person.id,
            "encrypted",
            body,
            client_id=client_id,
            now=house.clock.now(),
            chance=house.chance,
        )
        gathered = await gather(session, [message])
        reader = await reader_for(session, person, gathered.people)
        members = await members_of(session, [conversation_id])
    house.hub.publish(*members[conversation_id])
    return gathered.views(reader)[0]
