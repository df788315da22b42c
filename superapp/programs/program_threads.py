"""What is kept beside the thread in which a program and a person talk: the card that waits in the composer, when the
person came in, how far the program's server has been told. The thread itself is a conversation of superapp/chat.

The windows of answers are rows of one table, `WINDOWS`: what a person does opens a window, in which the program may
send so many messages. Called by flows/ask_program, send_service_message, push_to_programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, col, delete, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.message_errors import ReplyWindowClosed
from superapp.storage.database import HostTable, UtcDateTime
from superapp.storage.inserting import insert_new
from wallet.many import padded

TRIES_MAX = 3
"""As on the platform: a server that does not take a message after three tries does not get it."""
RETRY_SECONDS = 5
LEASE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Window:
    life: timedelta
    messages_max: int


# Source: the platform's page on customer messages; facts/server-api.md, section 1.
WINDOWS = {"wrote": Window(timedelta(hours=48), 5), "came": Window(timedelta(minutes=1), 2)}


class ProgramThreadRow(HostTable, table=True):
    __tablename__ = "program_threads"  # pyright: ignore[reportAssignmentType]

    conversation_id: str = Field(primary_key=True, max_length=64)
    appid: str = Field(index=True, max_length=18)
    person_id: str = Field(index=True, max_length=40)
    # A card the person may send, as the body of a message with its kind; null when none waits.
    draft: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    # When, and after which message.
    came_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    came_seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    # What the button said about where they come from; told to the server once, then null.
    came_from: str | None = Field(default=None, max_length=1000)
    told_seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    tries: int = 0
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class Thread:
    conversation_id: str
    appid: str
    person_id: str
    draft: dict[str, Any] | None
    came_at: datetime | None
    came_seq: int
    came_from: str | None
    told_seq: int
    tries: int


async def thread(
    session: AsyncSession, conversation_id: str, appid: str, person_id: str, *, told_seq: int, now: datetime
) -> Thread:
    """Made at the first call. told_seq: of a new one; what was said before is no news to the server."""
    values = {
        "conversation_id": conversation_id,
        "appid": appid,
        "person_id": person_id,
        "told_seq": told_seq,
        "came_seq": 0,
        "tries": 0,
        "due_at": now,
    }
    await insert_new(session, ProgramThreadRow, values)
    return _thread(await session.get_one(ProgramThreadRow, conversation_id))


async def find_thread(session: AsyncSession, conversation_id: str) -> Thread | None:
    row = await session.get(ProgramThreadRow, conversation_id)
    return _thread(row) if row else None


async def come(
    session: AsyncSession,
    conversation_id: str,
    came_from: str,
    draft: dict[str, Any] | None,
    *,
    after_seq: int,
    now: datetime,
) -> None:
    """The person opened the thread from the program, after message `after_seq`. draft: takes the place of one that
    waited."""
    row = await session.get_one(ProgramThreadRow, conversation_id)
    row.came_at, row.came_seq, row.came_from = now, after_seq, came_from[:1000]
    row.draft, row.due_at = draft, now
    session.add(row)
    await session.flush()


async def drop_draft(session: AsyncSession, conversation_id: str) -> None:
    row = await session.get(ProgramThreadRow, conversation_id)
    if row and row.draft is not None:
        row.draft = None
        session.add(row)
        await session.flush()


def require_window(
    *, wrote_at: datetime | None, after_writing: int, came_at: datetime | None, after_coming: int, now: datetime
) -> None:
    """after_writing, after_coming: messages sent by the program since. Raises ReplyWindowClosed."""
    open_windows = [
        (WINDOWS[what], sent)
        for what, at, sent in (("wrote", wrote_at, after_writing), ("came", came_at, after_coming))
        if at is not None and now - at < WINDOWS[what].life
    ]
    if not open_windows:
        raise ReplyWindowClosed("late")
    if all(sent >= window.messages_max for window, sent in open_windows):
        raise ReplyWindowClosed("used")


async def lease_due(
    session: AsyncSession, newest: Mapping[str, int], *, now: datetime, limit: int = 50
) -> list[Thread]:
    """Threads whose server has something to hear: those of `newest` (conversation id -> its last number) that it has
    not been told up to there, and those where somebody came in. Each is the caller's for LEASE."""
    query = (
        select(ProgramThreadRow)
        .where(
            col(ProgramThreadRow.due_at) <= now,
            or_(
                col(ProgramThreadRow.conversation_id).in_(padded(sorted(newest))),
                col(ProgramThreadRow.came_from).is_not(None),
            ),
        )
        .order_by(col(ProgramThreadRow.due_at))
        .with_for_update(skip_locked=True)
    )
    rows = (await session.exec(query)).all()
    waiting = [row for row in rows if row.told_seq < newest.get(row.conversation_id, 0) or row.came_from is not None]
    for row in waiting[:limit]:
        row.due_at = now + LEASE
        session.add(row)
    await session.flush()
    return [_thread(row) for row in waiting[:limit]]


async def told(session: AsyncSession, one: Thread, *, seq: int | None, came: bool, now: datetime) -> None:
    """The server has heard it, or never will. came: of the coming in; seq: of messages up to there."""
    change: dict[str, Any] = {"tries": 0, "due_at": now}
    if came:
        change["came_from"] = None
    if seq is not None:
        change["told_seq"] = seq
    await _change(session, one, change)


async def try_again(session: AsyncSession, one: Thread, *, now: datetime) -> None:
    await _change(session, one, {"tries": one.tries + 1, "due_at": now + timedelta(seconds=RETRY_SECONDS)})


async def forget_person(session: AsyncSession, person_id: str) -> None:
    await session.exec(delete(ProgramThreadRow).where(col(ProgramThreadRow.person_id) == person_id))


async def _change(session: AsyncSession, one: Thread, change: dict[str, Any]) -> None:
    await session.exec(
        update(ProgramThreadRow).where(col(ProgramThreadRow.conversation_id) == one.conversation_id).values(**change)
    )


def _thread(row: ProgramThreadRow) -> Thread:
    return Thread(
        row.conversation_id,
        row.appid,
        row.person_id,
        row.draft,
        row.came_at,
        row.came_seq,
        row.came_from,
        row.told_seq,
        row.tries,
    )
