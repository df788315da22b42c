"""A person sends a file or a voice note into a conversation, and its members get it. Called by web/pages/attachments;
after the commit every member is woken."""

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat.attachments import FileCard, VoiceCard, attachment_blob, check_file, file_name, voice_type
from superapp.chat.conversations import members_of, require_member
from superapp.chat.messages import append, find_attachment, find_by_client_id
from superapp.chat.views import View, gather
from superapp.chat.writing import require_writer
from superapp.house import House
from superapp.readers import reader_for
from wallet.ids import new_id


async def send_file(
    house: House,
    person: Person,
    conversation_id: str,
    data: bytes,
    name: str,
    *,
    client_id: str,
    reply_to: int | None = None,
) -> View:
    """The stored message; for a repeated `client_id`, the first one. reply_to: the number of the message it answers.

    Raises AttachmentRefused, ClientIdInvalid, ClientIdReused, ReplyUnknown, and what `require_writer` raises.
    """
    check_file(data)
    file = new_id("fil", house.clock.now(), house.chance)
    card = FileCard(file, file_name(name), len(data))
    return await _send(house, person, conversation_id, "file", card, file, data, client_id, reply_to)


async def send_voice(
    house: House,
    person: Person,
    conversation_id: str,
    data: bytes,
    seconds: int,
    *,
    client_id: str,
    reply_to: int | None = None,
) -> View:
    """As `send_file`."""
    voice = new_id("voi", house.clock.now(), house.chance)
    card = VoiceCard(voice, seconds, voice_type(data, seconds))
    return await _send(house, person, conversation_id, "voice", card, voice, data, client_id, reply_to)


async def get_attachment(
    house: House, person: Person, conversation_id: str, attachment: str
) -> tuple[bytes, FileCard | VoiceCard]:
    """Its bytes and its card. Raises NotFound for whoever is not in the conversation, or came later; BlobUnknown."""
    async with house.database.read() as session:
        membership = await require_member(session, conversation_id, person.id)
        message = await find_attachment(session, conversation_id, attachment)
    if message is None or message.kind not in {"file", "voice"} or message.seq <= membership.from_seq:
        raise NotFound("file")  # also what was taken back
    card = FileCard(**message.body) if message.kind == "file" else VoiceCard(**message.body)
    return await house.blobs.get(attachment_blob(conversation_id, attachment)), card


async def _send(
    house: House,
    person: Person,
    conversation_id: str,
    kind: str,
    card: FileCard | VoiceCard,
    attachment: str,
    data: bytes,
    client_id: str,
    reply_to: int | None,
) -> View:
    async with house.database.read() as session:
        await require_writer(session, conversation_id, person.id, now=house.clock.now())
        if earlier := await find_by_client_id(session, conversation_id, person.id, client_id):
            gathered = await gather(session, [earlier])
            return gathered.views(await reader_for(session, person, gathered.people))[0]
    # Before the message that names it: a crash in between leaves a file that nobody asks for.
    await house.blobs.put(attachment_blob(conversation_id, attachment), data)
    now = house.clock.now()
    async with house.database.write() as session:
        await require_writer(session, conversation_id, person.id, now=now)
        message = await append(
            session,
            conversation_id,
            person.id,
            kind,
            card.body(),
            client_id=client_id,
            now=now,
            chance=house.chance,
            attachment=attachment,
            reply_to=reply_to,
        )
        gathered = await gather(session, [message])
        view = gathered.views(await reader_for(session, person, gathered.people))[0]
        members = (await members_of(session, [conversation_id]))[conversation_id]
    house.hub.publish(*members)
    return view
