"""A person starts an encrypted conversation and writes into it what their browser has encrypted. Called by
web/pages/encrypted; after the commit both people are woken."""

from typing import Any

from superapp.accounts.people import Person, get_person
from superapp.base.errors import NotFound
from superapp.chat.attachments import attachment_blob
from superapp.chat.cards import Notice
from superapp.chat.conversations import encrypted_conversation, members_of, require_member
from superapp.chat.encrypted import check_sealed, encrypted_body
from superapp.chat.kinds import Kind
from superapp.chat.messages import append, attachment_of, find_by_client_id
from superapp.chat.views import View, gather
from superapp.chat.writing import require_writer
from superapp.contacts.reach import require_may_write
from superapp.house import House
from superapp.readers import reader_for
from superapp.safety.silences import require_voice
from wallet.ids import new_id


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


async def send(
    house: House,
    person: Person,
    conversation_id: str,
    content: dict[str, Any],
    *,
    client_id: str,
    sealed: bytes = b"",
) -> View:
    """The stored message; for a repeated `client_id`, the first one. content: Megolm's, as the browser made it. sealed:
    a file that the browser encrypted with a key of its own, which stands in the content; empty for none.

    Raises EncryptedInvalid, AttachmentRefused, ClientIdInvalid, and what `require_writer` raises.
    """
    body = encrypted_body(content)
    attachment = await _keep(house, person, conversation_id, sealed, client_id) if sealed else None
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
            attachment=attachment,
        )
        gathered = await gather(session, [message])
        reader = await reader_for(session, person, gathered.people)
        members = await members_of(session, [conversation_id])
    house.hub.publish(*members[conversation_id])
    return gathered.views(reader)[0]


async def get_sealed(house: House, person: Person, conversation_id: str, seq: int) -> bytes:
    """The encrypted file of a message. Raises NotFound, BlobUnknown."""
    async with house.database.read() as session:
        membership = await require_member(session, conversation_id, person.id)
        attachment = await attachment_of(session, conversation_id, seq)
    if attachment is None or membership.conversation.kind is not Kind.ENCRYPTED or seq <= membership.from_seq:
        raise NotFound("file")
    return await house.blobs.get(attachment_blob(conversation_id, attachment))


async def _keep(house: House, person: Person, conversation_id: str, sealed: bytes, client_id: str) -> str | None:
    """The file's id; None when its message is there already."""
    check_sealed(sealed)
    async with house.database.read() as session:
        await require_writer(session, conversation_id, person.id, now=house.clock.now(), encrypted=True)
        if await find_by_client_id(session, conversation_id, person.id, client_id):
            return None
    attachment = new_id("sea", house.clock.now(), house.chance)
    # Before the message that carries its key: a crash in between leaves bytes that nobody can open.
    await house.blobs.put(attachment_blob(conversation_id, attachment), sealed)
    return attachment
