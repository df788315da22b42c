"""Somebody edits, takes back or reacts to a message. Called by web/pages/chat; after the commit every member
is woken."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person
from superapp.chat import changes, previews
from superapp.chat.attachments import attachment_blob
from superapp.chat.cards import picture_blob, read_picture, text_body
from superapp.chat.conversations import members_of, require_member
from superapp.chat.messages import Message, attachment_of, some_messages
from superapp.chat.views import View, gather
from superapp.chat.writing import require_reachable, require_writer
from superapp.house import House
from superapp.readers import reader_for

Change = Callable[[AsyncSession, datetime], Awaitable[None]]


async def edit(house: House, person: Person, conversation_id: str, seq: int, text: str) -> View:
    """The message as it is now.

    Raises NotYourMessage, CannotChange, TooLateToChange, MessageEmpty, MessageTooLong, and what `require_writer`
    raises.
    """
    async with house.database.read() as session:
        # Other words are words: where somebody may not write, they do not speak through an old message either.
        await require_writer(session, conversation_id, person.id, now=house.clock.now())

    async def change(session: AsyncSession, now: datetime) -> None:
        if house.settings.link_previews:
            await previews.want(session, text_body(text)["text"], now=now)
        await changes.edit(session, conversation_id, seq, person.id, text, now=now)

    return await _change(house, person, conversation_id, seq, change)


async def unsend(house: House, person: Person, conversation_id: str, seq: int) -> View:
    """The files of a picture, a file or a voice note go with it.

    Raises NotFound, NotYourMessage, CannotChange, TooLateToChange.
    """
    async with house.database.read() as session:
        before = (await some_messages(session, {(conversation_id, seq)})).get((conversation_id, seq))
        attachment = await attachment_of(session, conversation_id, seq)
    view = await _change(
        house, person, conversation_id, seq, lambda s, now: changes.unsend(s, conversation_id, seq, person.id, now=now)
    )
    for blob in _blobs_of(before, attachment):
        await house.blobs.delete(blob)
    return view


def _blobs_of(message: Message | None, attachment: str | None) -> list[str]:
    if message is None:
        return []
    if message.kind == "picture":
        picture = read_picture(message.body).picture
        return [picture_blob(message.conversation_id, picture, small=small) for small in (True, False)]
    return [attachment_blob(message.conversation_id, attachment)] if attachment else []


async def react(house: House, person: Person, conversation_id: str, seq: int, emoji: str) -> View:
    """emoji: "" takes it back. Raises NotFound, CannotChange, ReactionUnknown, YouBlocked, NotReachable, Silenced."""
    if emoji:
        async with house.database.read() as session:
            membership = await require_member(session, conversation_id, person.id)
            await require_reachable(session, membership, now=house.clock.now())
    return await _change(
        house,
        person,
        conversation_id,
        seq,
        lambda s, now: changes.react(s, conversation_id, seq, person.id, emoji, now=now),
    )


async def _change(house: House, person: Person, conversation_id: str, seq: int, change: Change) -> View:
    async with house.database.write() as session:
        await change(session, house.clock.now())
        messages = list((await some_messages(session, {(conversation_id, seq)})).values())
        gathered = await gather(session, messages)
        view = gathered.views(await reader_for(session, person, gathered.people))[0]
        members = (await members_of(session, [conversation_id]))[conversation_id]
    await house.look_at_money(house.wallet, person.id, [view])
    house.hub.publish(*members)
    return view
