"""What may still be done to a message: its sender edits its words or takes it back, everybody in the conversation
reacts, a preview of its link comes or goes. Each change raises the message's revision and leaves a "change" event for
each member; flows/change_message and flows/preview_links call it and wake the members after their commit."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, String
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.chat import pins, previews
from superapp.chat.cards import searched_words, text_body
from superapp.chat.conversations import lock, readers_of
from superapp.chat.errors import CannotChange, NotYourMessage, ReactionUnknown, TooLateToChange
from superapp.chat.mentions import handles_in
from superapp.chat.messages import MessageRow, find_by_client_id
from superapp.realtime.events import record
from superapp.storage.database import HostTable, UtcDateTime

UNSEND_WITHIN = timedelta(minutes=2)
EDIT_WITHIN = timedelta(days=2)
REACTIONS = ("👍", "❤️", "😂", "😮", "😢", "🙏", "🎉", "👀")


class ReactionRow(HostTable, table=True):
    """A person has one reaction to a message; another one takes its place."""

    __tablename__ = "message_reactions"  # pyright: ignore[reportAssignmentType]
    conversation_id: str = Field(sa_column=Column(String(64), primary_key=True))
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    emoji: str = Field(sa_column=Column(String(16), nullable=False))
    reacted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


async def edit(
    session: AsyncSession, conversation_id: str, seq: int, person_id: str, text: str, *, now: datetime
) -> None:
    """Other words for a text. The same words change nothing.

    Raises NotFound, NotYourMessage, CannotChange, TooLateToChange, MessageEmpty, MessageTooLong.
    """
    body = text_body(text)
    row = await _own(session, conversation_id, seq, person_id)
    if row.kind != "text" or row.is_forwarded:  # other people's words stay theirs
        raise CannotChange(row.kind)
    handles = handles_in(text)
    if named := {key: one for key, one in row.body.get("mentions", {}).items() if key in handles}:
        body["mentions"] = named
    if row.body == body:
        return
    if now - row.sent_at > EDIT_WITHIN:
        raise TooLateToChange("edited", minutes_max=_minutes(EDIT_WITHIN))
    row.body, row.edited_at, row.words = body, now, searched_words("text", body)
    await previews.attach(session, conversation_id, seq, body["text"])
    await _changed(session, row, now=now)


async def unsend(session: AsyncSession, conversation_id: str, seq: int, person_id: str, *, now: datetime) -> None:
    """Its words are gone from here; that there was a message stays. A second time changes nothing.

    Raises NotFound, NotYourMessage, CannotChange, TooLateToChange.
    """
    row = await _own(session, conversation_id, seq, person_id)
    if row.kind == "unsent":
        return
    if row.kind in {"notice", "transfer", "envelope", "split"}:  # what happened to the group, or to money, did happen
        raise CannotChange(row.kind)
    if now - row.sent_at > UNSEND_WITHIN:
        raise TooLateToChange("unsent", minutes_max=_minutes(UNSEND_WITHIN))
    row.kind, row.body, row.words = "unsent", {}, ""
    for reaction in await session.exec(_reactions_to(conversation_id, seq)):
        await session.delete(reaction)
    await previews.detach(session, conversation_id, seq)
    await pins.forget_pin(session, conversation_id, seq)
    await _changed(session, row, now=now)


async def react(
    session: AsyncSession, conversation_id: str, seq: int, person_id: str, emoji: str, *, now: datetime
) -> None:
    """emoji: one of REACTIONS, or "" to take it back. Raises NotFound, CannotChange, ReactionUnknown."""
    if emoji and emoji not in REACTIONS:
        raise ReactionUnknown()
    row = await _locked(session, conversation_id, seq, person_id)
    if row.kind in {"unsent", "notice", "encrypted"}:  # to an encrypted one a reaction would be readable
        raise CannotChange(row.kind)
    known = await session.get(ReactionRow, (conversation_id, seq, person_id), populate_existing=True)
    if (known.emoji if known else "") == emoji:
        return
    if known and not emoji:
        await session.delete(known)
    else:
        reaction = known or ReactionRow(
            conversation_id=conversation_id, seq=seq, person_id=person_id, emoji=emoji, reacted_at=now
        )
        reaction.emoji, reaction.reacted_at = emoji, now
        session.add(reaction)
    await _changed(session, row, now=now)


async def tell_preview(session: AsyncSession, conversation_id: str, seq: int, *, now: datetime) -> bool:
    """The preview of a message is here. False when there is nothing to tell: told, edited or taken back meanwhile."""
    await lock(session, conversation_id)
    row = await session.get(MessageRow, (conversation_id, seq), populate_existing=True)
    if row is None or not await previews.mark_told(session, conversation_id, seq):
        return False
    await _changed(session, row, now=now)
    return True


async def remove_preview(
    session: AsyncSession, conversation_id: str, seq: int, person_id: str, *, now: datetime
) -> None:
    """A second time changes nothing. Raises NotFound, NotYourMessage."""
    row = await _own(session, conversation_id, seq, person_id)
    if await previews.remove(session, conversation_id, seq):
        await _changed(session, row, now=now)


async def tell_again(
    session: AsyncSession, conversation_id: str, sender_id: str, client_id: str, *, only: set[str] | None, now: datetime
) -> list[str]:
    """What this message shows has changed, though not the message: a "change" event for its readers. only: these
    people, None for all. Returns who was told; nobody when there is no such message."""
    message = await find_by_client_id(session, conversation_id, sender_id, client_id)
    if message is None:
        return []
    readers = [one for one in await readers_of(session, conversation_id, message.seq) if only is None or one in only]
    await record(session, readers, "change", {"conversation_id": conversation_id, "seq": message.seq}, now=now)
    return readers


async def reactions_to(
    session: AsyncSession, places: set[tuple[str, int]]
) -> dict[tuple[str, int], dict[str, list[str]]]:
    """(conversation id, number) -> emoji -> who, in the order in which they reacted."""
    found: dict[tuple[str, int], dict[str, list[str]]] = {place: {} for place in places}
    by_conversation: dict[str, list[int]] = {}
    for conversation_id, seq in places:
        by_conversation.setdefault(conversation_id, []).append(seq)
    for conversation_id, numbers in sorted(by_conversation.items()):
        rows = await session.exec(
            select(ReactionRow)
            .where(col(ReactionRow.conversation_id) == conversation_id, col(ReactionRow.seq).in_(numbers))
            .order_by(col(ReactionRow.reacted_at), col(ReactionRow.person_id))
        )
        for row in rows:
            found[(conversation_id, row.seq)].setdefault(row.emoji, []).append(row.person_id)
    return found


async def _own(session: AsyncSession, conversation_id: str, seq: int, person_id: str) -> MessageRow:
    row = await _locked(session, conversation_id, seq, person_id)
    if row.sender_id != person_id:
        raise NotYourMessage()
    return row


async def _locked(session: AsyncSession, conversation_id: str, seq: int, person_id: str) -> MessageRow:
    """The message, for somebody who can read it, with the conversation locked: changes come one after the other."""
    conversation = await lock(session, conversation_id)
    row = await session.get(MessageRow, (conversation_id, seq), populate_existing=True)
    if conversation is None or row is None or person_id not in await readers_of(session, conversation_id, seq):
        raise NotFound("message")
    return row


async def _changed(session: AsyncSession, row: MessageRow, *, now: datetime) -> None:
    """Answers show the line they answer, so they are told as changed too."""
    row.revision += 1
    session.add(row)
    answers = await session.exec(
        select(MessageRow.seq).where(
            col(MessageRow.conversation_id) == row.conversation_id, col(MessageRow.reply_to) == row.seq
        )
    )
    changed = [row.seq, *(answers.all() if _shows_in_answers(row) else [])]
    await session.flush()
    for seq in changed:
        body: dict[str, Any] = {"conversation_id": row.conversation_id, "seq": seq}
        await record(session, await readers_of(session, row.conversation_id, seq), "change", body, now=now)


def _shows_in_answers(row: MessageRow) -> bool:
    return row.edited_at is not None or row.kind == "unsent"


def _reactions_to(conversation_id: str, seq: int):
    return select(ReactionRow).where(col(ReactionRow.conversation_id) == conversation_id, col(ReactionRow.seq) == seq)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
