"""A person sends a picture into a conversation, and its members look at it. Called by web/pages/pictures; after the
commit every member is woken."""

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat.cards import PictureCard, picture_blob
from superapp.chat.conversations import members_of, require_member
from superapp.chat.messages import append, find_by_client_id
from superapp.chat.views import View, gather
from superapp.chat.writing import require_writer
from superapp.house import House
from superapp.readers import reader_for
from superapp.storage.pictures import make_safe
from wallet.ids import new_id


async def send_picture(
    house: House, person: Person, conversation_id: str, data: bytes, *, client_id: str, reply_to: int | None = None
) -> View:
    """The stored message; for a repeated `client_id`, the first one. reply_to: the number of the message it answers.

    Raises PictureRefused, ClientIdInvalid, ClientIdReused, ReplyUnknown, and what `require_writer` raises.
    """
    async with house.database.read() as session:
        await require_writer(session, conversation_id, person.id, now=house.clock.now())
        earlier = await find_by_client_id(session, conversation_id, person.id, client_id)
        if earlier:
            gathered = await gather(session, [earlier])
            return gathered.views(await reader_for(session, person, gathered.people))[0]
    made = await make_safe(data)
    card = PictureCard(new_id("pic", house.clock.now(), house.chance), made.width, made.height)
    # Before the message that names them: a crash in between leaves two files that nobody asks for.
    for small, content in ((True, made.small), (False, made.large)):
        await house.blobs.put(picture_blob(conversation_id, card.picture, small=small), content)
    async with house.database.write() as session:
        await require_writer(session, conversation_id, person.id, now=house.clock.now())
        message = await append(
            session,
            conversation_id,
            person.id,
            "picture",
            card.body(),
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


async def look_at_picture(house: House, person: Person, conversation_id: str, picture: str, *, small: bool) -> bytes:
    """WebP. Raises NotFound for whoever is not in the conversation; BlobUnknown."""
    async with house.database.read() as session:
        await require_member(session, conversation_id, person.id)
    if not picture.startswith("pic_"):
        raise NotFound("picture")
    return await house.blobs.get(picture_blob(conversation_id, picture, small=small))
