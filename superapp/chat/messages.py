"""Messages: numbered without gaps within their conversation, written once however often a client repeats itself. Flows
append; every append leaves one event for each member (superapp/realtime/events.py) in the same transaction, and the
caller wakes the members through the hub after its commit."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
    tuple_,
)
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError, NotFound
from superapp.chat.cards import check_body, searched_words
from superapp.chat.conversations import (
    Conversation,
    ConversationRow,
    lock_all,
    member_rows,
    members_of,
    readers_of,
)
from superapp.chat.encrypted import KINDS_IN_ENCRYPTED
from superapp.chat.errors import ClientIdInvalid, ClientIdReused, EncryptedOnly, ReplyUnknown
from superapp.chat.kinds import Kind
from superapp.chat.mentions import MentionRow
from superapp.chat.reading import who_show_reading
from superapp.realtime.events import record_each
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.many import padded
from wallet.ports import Chance

_CLIENT_ID = re.compile(r"[A-Za-z0-9_:-]{1,64}")


class MessageRow(HostTable, table=True):
    __tablename__ = "messages"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("conversation_id", "sender_id", "client_id", name="one_message_per_client_id"),
        UniqueConstraint("id", name="message_id_is_unique"),
        CheckConstraint("seq > 0", name="messages_are_numbered_from_one"),
        Index("ix_messages_replies", "conversation_id", "reply_to"),
    )
    conversation_id: str = Field(sa_column=Column(String(64), primary_key=True))
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    id: str = Field(sa_column=Column(String(64), nullable=False))
    # Empty when the service itself speaks; not null, so that the unique key holds for services too.
    sender_id: str = Field(sa_column=Column(String(64), nullable=False))
    kind: str = Field(sa_column=Column(String(32), nullable=False))
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    client_id: str | None = Field(sa_column=Column(String(64), nullable=True))
    sent_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    reply_to: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    # Counts the changes since it was sent, so that an old look at a message never replaces a newer one.
    revision: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    edited_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    # What a search looks at, see superapp/chat/search.py.
    words: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    is_forwarded: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    # The file or voice note of the message, by which its members ask for it.
    attachment: str | None = Field(default=None, sa_column=Column(String(40), nullable=True, index=True))


@dataclass(frozen=True, slots=True)
class Message:
    """sender_id: None when the service of the thread speaks. reply_to: the number of the message that it
    answers, in the same conversation. revision: how often it was changed; edited_at: when its words were."""

    id: str
    conversation_id: str
    seq: int
    sender_id: str | None
    kind: str
    body: dict[str, Any]
    client_id: str | None
    sent_at: datetime
    reply_to: int | None = None
    revision: int = 0
    edited_at: datetime | None = None
    is_forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be written; its fields are as `append` says."""

    conversation_id: str
    sender_id: str | None
    kind: str
    body: dict[str, Any]
    client_id: str | None
    reply_to: int | None = None
    is_forwarded: bool = False
    attachment: str | None = None
    mentions: Sequence[str] = ()

    @property
    def name(self) -> tuple[str, str, str]:
        """What a repeat of it has too, where it has a client id."""
        return self.conversation_id, self.sender_id or "", self.client_id or ""


async def append(
    session: AsyncSession,
    conversation_id: str,
    sender_id: str | None,
    kind: str,
    body: dict[str, Any],
    *,
    client_id: str | None,
    now: datetime,
    chance: Chance,
    reply_to: int | None = None,
    is_forwarded: bool = False,
    attachment: str | None = None,
    mentions: Sequence[str] = (),
) -> Message:
    """Write one message and one event per member. Wake the members (`hub.publish`) after the commit.

    kind, body: as superapp/chat/cards.py describes. client_id: the sender's own name for this message; a repeated one
    returns the first message, as it is now. What a person sends, they have read up to. mentions: who is named in it;
    only members are.
    Raises NotFound (no such conversation, or the sender is not in it); ClientIdInvalid; ClientIdReused; ReplyUnknown;
    EncryptedOnly.
    """
    draft = Draft(conversation_id, sender_id, kind, body, client_id, reply_to, is_forwarded, attachment, mentions)
    (answer,) = await append_all(session, [draft], now=now, chance=chance)
    if isinstance(answer, HostError):
        raise answer
    return answer


async def append_all(
    session: AsyncSession, drafts: Sequence[Draft], *, now: datetime, chance: Chance
) -> list[Message | HostError]:
    """As `append`, for several in as many questions as for one, in their order; a refusal stands where it would be
    raised."""
    if not drafts:
        return []
    for one in drafts:
        check_body(one.kind, one.body)
        if one.client_id is not None and not _CLIENT_ID.fullmatch(one.client_id):
            raise ClientIdInvalid()
    # The row lock makes the next number ours, and makes the look for an earlier message see what others committed.
    conversations = await lock_all(session, {one.conversation_id for one in drafts})
    members = await members_of(session, list(conversations))
    known = await _earlier(session, [one.name for one in drafts if one.client_id is not None])
    senders = {one.sender_id for one in drafts if one.sender_id}
    showing = await who_show_reading(session, senders)
    keeping = await member_rows(session, {(one.conversation_id, one.sender_id) for one in drafts if one.sender_id})
    answers: list[Message | HostError] = []
    news: list[tuple[Iterable[str], dict[str, Any]]] = []
    for one in drafts:
        conversation, people = conversations.get(one.conversation_id), members.get(one.conversation_id, {})
        if conversation is None or (one.sender_id is not None and one.sender_id not in people):
            answers.append(NotFound("conversation"))
            continue
        if not _may_stand_in(conversation, one.kind):
            answers.append(EncryptedOnly())
            continue
        if one.client_id is not None and (earlier := known.get(one.name)):
            is_same = earlier.revision or _says_the_same(one, earlier, conversation)
            answers.append(earlier if is_same else ClientIdReused(one.client_id))
            continue
        if one.reply_to is not None and not await _can_answer(session, one, one.reply_to):
            answers.append(ReplyUnknown())
            continue
        row = _row(one, conversation, now=now, chance=chance)
        named = [who for who in dict.fromkeys(one.mentions) if who in people and who != one.sender_id]
        session.add_all([conversation, row])
        session.add_all(MentionRow(person_id=who, conversation_id=row.conversation_id, seq=row.seq) for who in named)
        if one.sender_id and (mine := keeping.get((one.conversation_id, one.sender_id))):
            mine.read_seq = row.seq
            mine.shown_seq = row.seq if one.sender_id in showing else mine.shown_seq
            mine.wrote_seq = row.seq if one.kind != "notice" else mine.wrote_seq
            session.add(mine)
        written = message_of(row)
        answers.append(written)
        news.append((people, {"conversation_id": row.conversation_id, "seq": row.seq}))
        if one.client_id is not None:
            known[one.name] = written
    await session.flush()
    await record_each(session, "message", news, now=now)
    return answers


def _may_stand_in(conversation: ConversationRow, kind: str) -> bool:
    return kind in KINDS_IN_ENCRYPTED if conversation.kind == Kind.ENCRYPTED else kind != "encrypted"


async def _can_answer(session: AsyncSession, draft: Draft, number: int) -> bool:
    if await session.get(MessageRow, (draft.conversation_id, number)) is None:
        return False
    return draft.sender_id in await readers_of(session, draft.conversation_id, number)


def _says_the_same(draft: Draft, earlier: Message, conversation: ConversationRow) -> bool:
    """A file sent again has a new id and words encrypted again are other bytes: known by the client id alone."""
    if draft.attachment is not None or draft.is_forwarded or conversation.kind == Kind.ENCRYPTED:
        return True
    return (earlier.kind, earlier.body, earlier.reply_to) == (draft.kind, draft.body, draft.reply_to)


def _row(draft: Draft, conversation: ConversationRow, *, now: datetime, chance: Chance) -> MessageRow:
    """Its number is the conversation's next one."""
    conversation.last_seq += 1
    conversation.last_message_at = now
    return MessageRow(
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        id=new_id("msg", now, chance),
        sender_id=draft.sender_id or "",
        kind=draft.kind,
        body=draft.body,
        client_id=draft.client_id,
        sent_at=now,
        reply_to=draft.reply_to,
        words=searched_words(draft.kind, draft.body),
        is_forwarded=draft.is_forwarded,
        attachment=draft.attachment,
    )


async def messages_before(
    session: AsyncSession, conversation_id: str, before_seq: int | None, *, limit: int, after_seq: int = 0
) -> list[Message]:
    """The `limit` messages before number `before_seq` (None: the newest), the oldest first; all after `after_seq`."""
    query = select(MessageRow).where(
        col(MessageRow.conversation_id) == conversation_id, col(MessageRow.seq) > after_seq
    )
    if before_seq is not None:
        query = query.where(col(MessageRow.seq) < before_seq)
    rows = (await session.exec(query.order_by(col(MessageRow.seq).desc()).limit(limit))).all()
    return [message_of(row) for row in reversed(rows)]


async def messages_from(session: AsyncSession, conversation_id: str, from_seq: int, *, limit: int) -> list[Message]:
    """The first `limit` messages from number `from_seq` on, the oldest first."""
    query = select(MessageRow).where(
        col(MessageRow.conversation_id) == conversation_id, col(MessageRow.seq) >= from_seq
    )
    return [message_of(row) for row in await session.exec(query.order_by(col(MessageRow.seq)).limit(limit))]


async def some_messages(session: AsyncSession, places: set[tuple[str, int]]) -> dict[tuple[str, int], Message]:
    """(conversation id, number) -> message, for those that exist."""
    if not places:
        return {}
    rows = await session.exec(
        select(MessageRow).where(tuple_(col(MessageRow.conversation_id), col(MessageRow.seq)).in_(sorted(places)))
    )
    return {(row.conversation_id, row.seq): message_of(row) for row in rows}


async def last_messages(session: AsyncSession, conversations: list[Conversation]) -> dict[str, Message]:
    """conversation id -> its newest message."""
    found = await some_messages(session, {(one.id, one.last_seq) for one in conversations if one.last_seq})
    return {message.conversation_id: message for message in found.values()}


async def find_attachment(session: AsyncSession, conversation_id: str, attachment: str) -> Message | None:
    """The message that carries it, in this conversation."""
    found = await session.exec(
        select(MessageRow).where(
            col(MessageRow.attachment) == attachment, col(MessageRow.conversation_id) == conversation_id
        )
    )
    row = found.first()
    return message_of(row) if row else None


async def attachment_of(session: AsyncSession, conversation_id: str, seq: int) -> str | None:
    """What the message carries; None also for one that was taken back, or is not there."""
    row = await session.get(MessageRow, (conversation_id, seq))
    return row.attachment if row and row.kind != "unsent" else None


async def find_by_client_id(
    session: AsyncSession, conversation_id: str, sender_id: str | None, client_id: str
) -> Message | None:
    name = (conversation_id, sender_id or "", client_id)
    return (await _earlier(session, [name])).get(name)


async def _earlier(session: AsyncSession, names: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str, str], Message]:
    """names: as `Draft.name`."""
    if not names:
        return {}
    named = tuple_(col(MessageRow.conversation_id), col(MessageRow.sender_id), col(MessageRow.client_id))
    rows = (await session.exec(select(MessageRow).where(named.in_(padded(sorted(set(names))))))).all()
    return {(row.conversation_id, row.sender_id, row.client_id or ""): message_of(row) for row in rows}


def message_of(row: MessageRow) -> Message:
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        seq=row.seq,
        sender_id=row.sender_id or None,
        kind=row.kind,
        body=row.body,
        client_id=row.client_id,
        sent_at=row.sent_at,
        reply_to=row.reply_to,
        revision=row.revision,
        edited_at=row.edited_at,
        is_forwarded=row.is_forwarded,
    )
