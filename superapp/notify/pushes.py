"""What is to be sent to devices: a queue of rows, each leased before it is sent, so that two workers never send one at
once and one that died is followed by another. flows/send_notifications fills and empties it.

A row names what happened, not how it reads: the words are looked up when it is sent, so a message that was taken back
or read in between says nothing. What arrived stays for a while, because a notification that is on a screen must be
closed when the conversation is read elsewhere.

What a device gets, as JSON (browser/shell/worker/push.ts reads it):
    {"kind":"message","conversation_id","title","body","unread","sent_at"}
        title: who; body: the line, or "New message"
    {"kind":"news","tag","title","body","address","sent_at"}
        of contacts, and the summary after quiet hours; tag: the next one of the same takes its place
    {"kind":"read","conversation_id"}   close what shows of it; "summary" for the one after quiet hours
    {"kind":"test","title","body"}"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, String, UniqueConstraint, or_, update
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.notify.subscriptions import unsubscribe
from superapp.storage.database import HostTable, UtcDateTime
from superapp.storage.inserting import insert_new
from wallet.ids import new_id
from wallet.ports import Chance

RETRY_SECONDS = (15, 60, 300, 1800, 7200)  # after each attempt that a push service may yet answer otherwise
RETRY_SECONDS_MAX = 6 * 3600  # however long a push service asks to wait
LEASE = timedelta(seconds=60)
AT_ONCE = 32
KEPT_FOR = timedelta(days=7)
SUMMARY = "summary"  # the name under which a device shows one, as a conversation's id is that of its messages


class PushRow(HostTable, table=True):
    __tablename__ = "pushes"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("subscription_id", "kind", "conversation_id", "seq", name="one_push_per_device_and_message"),
        CheckConstraint("kind IN ('message', 'read', 'request', 'accepted', 'summary')", name="push_kind_is_known"),
        Index("ix_pushes_conversation", "subscription_id", "conversation_id"),
    )
    id: str = Field(sa_column=Column(String(64), primary_key=True))
    subscription_id: str = Field(sa_column=Column(String(64), nullable=False))
    person_id: str = Field(sa_column=Column(String(64), nullable=False))
    kind: str = Field(sa_column=Column(String(8), nullable=False))
    # What it is about. "request", "accepted": the other person and 0, so that one who asks again and again is told of
    # once while the row is kept. "summary": "" and when the quiet hours began, in seconds since 1970.
    conversation_id: str = Field(sa_column=Column(String(64), nullable=False))
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    # Null when there is nothing more to do with it.
    due_at: datetime | None = Field(sa_column=Column(UtcDateTime, nullable=True, index=True))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    leased_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    arrived_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


@dataclass(frozen=True, slots=True)
class Push:
    id: str
    subscription_id: str
    person_id: str
    kind: str
    conversation_id: str
    seq: int
    attempts: int
    created_at: datetime


async def queue_message(
    session: AsyncSession,
    subscription_id: str,
    person_id: str,
    conversation_id: str,
    seq: int,
    *,
    now: datetime,
    chance: Chance,
) -> None:
    """The newest message of a conversation takes the place of those that still wait."""
    waiting = _of(subscription_id, conversation_id)
    await session.exec(delete(PushRow).where(*waiting, col(PushRow.due_at).is_not(None), col(PushRow.seq) < seq))
    await _queue(session, "message", subscription_id, person_id, conversation_id, seq, now=now, chance=chance)


async def queue_contact(
    session: AsyncSession,
    subscription_id: str,
    person_id: str,
    kind: str,
    other_id: str,
    *,
    now: datetime,
    chance: Chance,
) -> None:
    """kind: "request" or "accepted"."""
    await _queue(session, kind, subscription_id, person_id, other_id, 0, now=now, chance=chance)


async def hold_back(
    session: AsyncSession,
    subscription_id: str,
    person_id: str,
    night: tuple[datetime, datetime],
    *,
    now: datetime,
    chance: Chance,
) -> None:
    """One summary for this device after the night, (beginning, end), however often it is called."""
    begun = int(night[0].timestamp())
    # A night that was made longer after its summary came has another one.
    await session.exec(delete(PushRow).where(*_summary_shown(subscription_id), col(PushRow.seq) == begun))
    await _queue(session, "summary", subscription_id, person_id, "", begun, now=now, due_at=night[1], chance=chance)


async def wait_on(session: AsyncSession, push: Push, until: datetime) -> None:
    """Not in the quiet hours."""
    later = update(PushRow).where(col(PushRow.id) == push.id).values(due_at=until, leased_until=None, attempts=0)
    await session.execute(later, execution_options={"synchronize_session": False})


async def take_down(
    session: AsyncSession,
    subscription_id: str,
    person_id: str,
    conversation_id: str,
    up_to_seq: int,
    *,
    now: datetime,
    chance: Chance,
) -> None:
    """Read up to there, or gone: what waits is dropped, what arrived is closed on the device."""
    read = (*_of(subscription_id, conversation_id), col(PushRow.kind) == "message", col(PushRow.seq) <= up_to_seq)
    shown = (await session.exec(select(PushRow.seq).where(*read, col(PushRow.arrived_at).is_not(None)))).all()
    await session.exec(delete(PushRow).where(*read))
    if shown:
        await _queue(session, "read", subscription_id, person_id, conversation_id, max(shown), now=now, chance=chance)


async def summary_shown(session: AsyncSession, subscription_id: str) -> datetime | None:
    """When the night began whose summary this device shows, as far as anybody knows; None for none."""
    begun = select(PushRow.seq).where(*_summary_shown(subscription_id)).order_by(col(PushRow.seq)).limit(1)
    found = (await session.exec(begun)).first()
    return datetime.fromtimestamp(found, UTC) if found is not None else None


async def close_summary(
    session: AsyncSession, subscription_id: str, person_id: str, read: Iterable[str], *, now: datetime, chance: Chance
) -> None:
    """Nothing of it waits any more. read: conversations that were read just now; a summary of one message stands under
    its conversation's name."""
    await session.exec(delete(PushRow).where(*_summary_shown(subscription_id)))
    for name in (SUMMARY, *sorted(read)):
        await _queue(session, "read", subscription_id, person_id, name, int(now.timestamp()), now=now, chance=chance)


async def lease_due(session: AsyncSession, *, now: datetime) -> list[Push]:
    """The next ones to send, ours for a minute."""
    free = or_(col(PushRow.leased_until).is_(None), col(PushRow.leased_until) <= now)
    rows = (
        await session.exec(
            select(PushRow)
            .where(col(PushRow.due_at) <= now, free)
            .order_by(col(PushRow.due_at), col(PushRow.id))
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
    ).all()
    for row in rows:
        row.leased_until, row.attempts = now + LEASE, row.attempts + 1
        session.add(row)
    await session.flush()
    return [_view(row) for row in rows]


async def settle(session: AsyncSession, push: Push, *, arrived: bool, now: datetime, chance: Chance) -> None:
    """Done with it: it arrived, or it will not. Nothing is left of a "read"."""
    if not arrived or push.kind == "read":
        await session.exec(delete(PushRow).where(col(PushRow.id) == push.id))
        return
    done = update(PushRow).where(col(PushRow.id) == push.id).values(due_at=None, leased_until=None, arrived_at=now)
    outcome: Any = await session.execute(done, execution_options={"synchronize_session": False})
    if not outcome.rowcount and push.kind == "message":
        # Read, or overtaken by a newer message, while it was under way: what shows now is closed or replaced.
        place = (push.subscription_id, push.person_id, push.conversation_id, push.seq)
        waits = select(PushRow.id).where(
            *_of(push.subscription_id, push.conversation_id), col(PushRow.kind) == "message"
        )
        if (await session.exec(waits)).first() is None:
            await _queue(session, "read", *place, now=now, chance=chance)


async def try_again(session: AsyncSession, push: Push, *, wait_seconds: float, now: datetime) -> bool:
    """False when it has been tried often enough; then it is given up."""
    if push.attempts > len(RETRY_SECONDS):
        await session.exec(delete(PushRow).where(col(PushRow.id) == push.id))
        return False
    wait = min(max(RETRY_SECONDS[push.attempts - 1], wait_seconds), RETRY_SECONDS_MAX)
    later = update(PushRow).where(col(PushRow.id) == push.id)
    later = later.values(due_at=now + timedelta(seconds=wait), leased_until=None)
    await session.execute(later, execution_options={"synchronize_session": False})
    return True


async def drop_device(session: AsyncSession, subscription_id: str) -> None:
    """The subscription and what waits for it; in this order, which is the one that others lock them in."""
    await unsubscribe(session, subscription_id)
    await session.exec(delete(PushRow).where(col(PushRow.subscription_id) == subscription_id))


async def forget_old_pushes(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed. A notification that old is closed by its reader."""
    return (await session.exec(delete(PushRow).where(col(PushRow.created_at) <= now - KEPT_FOR))).rowcount


async def pushes_to(session: AsyncSession, subscription_id: str) -> Sequence[PushRow]:
    """For tests and for who looks after the queue."""
    return (await session.exec(select(PushRow).where(col(PushRow.subscription_id) == subscription_id))).all()


def _of(subscription_id: str, conversation_id: str) -> tuple[Any, ...]:
    return (col(PushRow.subscription_id) == subscription_id, col(PushRow.conversation_id) == conversation_id)


def _summary_shown(subscription_id: str) -> tuple[Any, ...]:
    kind, arrived = col(PushRow.kind) == "summary", col(PushRow.arrived_at).is_not(None)
    return (col(PushRow.subscription_id) == subscription_id, kind, arrived)


async def _queue(
    session: AsyncSession,
    kind: str,
    subscription_id: str,
    person_id: str,
    conversation_id: str,
    seq: int,
    *,
    now: datetime,
    due_at: datetime | None = None,
    chance: Chance,
) -> None:
    await insert_new(
        session,
        PushRow,
        {
            "id": new_id("psh", now, chance),
            "subscription_id": subscription_id,
            "person_id": person_id,
            "kind": kind,
            "conversation_id": conversation_id,
            "seq": seq,
            "created_at": now,
            "due_at": due_at or now,
            "attempts": 0,
        },
    )


def _view(row: PushRow) -> Push:
    return Push(
        row.id,
        row.subscription_id,
        row.person_id,
        row.kind,
        row.conversation_id,
        row.seq,
        row.attempts,
        row.created_at,
    )
