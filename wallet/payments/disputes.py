"""Disputes: a person complains about a payment to a merchant, who answers in words or with a refund. The person is
content, goes on to the operators (`dispute_deciding.py`), or lets the time run out. Called by the host's flows for
people and by the merchant API as the platform's complaints.

No money moves here: what a refund changes in a dispute follows from the refund itself (`dispute_settling.py`). Clocks
count when somebody looks, and in the worker's rounds; nobody reads "waiting" when the time is over."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.payments.dispute_rows import (
    MERCHANT_ANSWERS_WITHIN,
    PERSON_GOES_ON_WITHIN,
    REASONS,
    WORDS_LETTERS_MAX,
    Dispute,
    DisputeDraft,
    DisputeDraftInvalid,
    DisputeEvent,
    DisputeEventRow,
    DisputeExists,
    DisputeNotOpen,
    DisputeRow,
    DisputeState,
    DisputeUnknown,
    NothingToDispute,
    view_of,
)
from wallet.payments.dispute_settling import close, let_the_clock_decide, lock_dispute, note
from wallet.payments.numbers import new_complaint_id
from wallet.payments.order_rows import PAID, OrderRow, OrderUnknown

__all__ = [
    "REASONS",
    "WORDS_LETTERS_MAX",
    "Dispute",
    "DisputeDraft",
    "DisputeDraftInvalid",
    "DisputeEvent",
    "DisputeExists",
    "DisputeNotOpen",
    "DisputeState",
    "DisputeUnknown",
    "NothingToDispute",
    "accept",
    "answer",
    "complete",
    "disputable_minor",
    "dispute_of_order",
    "disputes_of_merchant",
    "escalate",
    "finish_disputes",
    "get_any_dispute",
    "get_dispute",
    "get_dispute_of_merchant",
    "open_dispute",
    "withdraw",
]

DISPUTE_LIFE = timedelta(days=180)  # after the payment; refunds are possible for a year
DISPUTES_MAX = 3  # about one order, one after the other
AT_ONCE = 200
WAITED_FOR = (DisputeState.OPEN, DisputeState.ANSWERED)


async def disputable_minor(house: WalletHouse, order_id: str, *, person_id: str) -> int:
    """How much of this order this person may ask back now. Raises OrderUnknown, NothingToDispute, DisputeExists."""
    async with house.database.read() as session:
        order = (await session.exec(select(OrderRow).where(OrderRow.id == order_id))).one_or_none()
        return await _require_disputable(session, order, order_id, person_id, house.clock.now())


async def open_dispute(house: WalletHouse, draft: DisputeDraft) -> Dispute:
    """One at a time for each order; a repeat with the same words returns it as it stands.

    Raises DisputeDraftInvalid, OrderUnknown (also for somebody else's), NothingToDispute, DisputeExists.
    """
    _require_words(draft.words, "words")
    if draft.reason not in REASONS:
        raise DisputeDraftInvalid("reason", "one of those offered")
    now = house.clock.now()
    try:
        async with house.database.write() as session:
            # The order's row first: a refund that is settled at this moment comes before or after, never in between.
            wanted = select(OrderRow).where(OrderRow.id == draft.order_id).with_for_update()
            order = (await session.exec(wanted)).one_or_none()
            most = await _require_disputable(session, order, draft.order_id, draft.person_id, now)
            if not 1 <= draft.amount_minor <= most:
                raise DisputeDraftInvalid("amount", f"from 1 to {most} minor units")
            assert order
            row = _new_row(house, draft, order, now)
            row.times = 1 + await _count(session, draft.order_id)
            session.add(row)
            await session.flush()
            note(session, row, "person", "opened", now, words=draft.words, amount_minor=draft.amount_minor)
        return await get_any_dispute(house, row.id)
    except (DisputeExists, IntegrityError):
        found = await dispute_of_order(house, draft.order_id, person_id=draft.person_id)
        same = found and (found.reason, found.words, found.amount_minor) == (
            draft.reason,
            draft.words,
            draft.amount_minor,
        )
        if found and same and found.state is not DisputeState.CLOSED:
            return found
        raise


async def get_dispute(house: WalletHouse, dispute_id: str, *, person_id: str) -> Dispute:
    """For the person who opened it. Raises DisputeUnknown."""
    return await _get(house, dispute_id, col(DisputeRow.id) == dispute_id, col(DisputeRow.person_id) == person_id)


async def get_dispute_of_merchant(house: WalletHouse, mchid: str, complaint_id: str) -> Dispute:
    """Raises DisputeUnknown, also for another merchant's."""
    return await _get(house, complaint_id, col(DisputeRow.complaint_id) == complaint_id, col(DisputeRow.mchid) == mchid)


async def get_any_dispute(house: WalletHouse, dispute_id: str) -> Dispute:
    """For operators. Raises DisputeUnknown."""
    return await _get(house, dispute_id, col(DisputeRow.id) == dispute_id)


async def dispute_of_order(house: WalletHouse, order_id: str, *, person_id: str) -> Dispute | None:
    """The latest one of this person about this order."""
    mine = (col(DisputeRow.order_id) == order_id, col(DisputeRow.person_id) == person_id)
    async with house.database.read() as session:
        rows = await session.exec(select(DisputeRow.id).where(*mine).order_by(col(DisputeRow.times).desc()).limit(1))
        found = rows.first()
    return await get_any_dispute(house, found) if found else None


async def disputes_of_merchant(
    house: WalletHouse, mchid: str, *, since: datetime, until: datetime, limit: int, offset: int
) -> tuple[list[Dispute], int]:
    """Those opened from `since` to before `until`, the newest first, and how many there are."""
    await finish_disputes(house, mchid)
    mine = (col(DisputeRow.mchid) == mchid, col(DisputeRow.opened_at) >= since, col(DisputeRow.opened_at) < until)
    wanted = select(DisputeRow).where(*mine).order_by(col(DisputeRow.id).desc()).offset(offset).limit(limit)
    async with house.database.read() as session:
        rows = (await session.exec(wanted)).all()
        total = (await session.exec(select(func.count()).select_from(DisputeRow).where(*mine))).one()
        return await _views(session, rows), total


async def answer(house: WalletHouse, mchid: str, complaint_id: str, words: str, *, what: str = "answered") -> Dispute:
    """The merchant says something: the person has PERSON_GOES_ON_WITHIN from now. What the operators have, they keep.

    what: "answered", "approved" (a refund will come) or "rejected" (none will).
    Raises DisputeUnknown, DisputeNotOpen, DisputeDraftInvalid.
    """
    _require_words(words, "response_content")
    async with _of_merchant(house, mchid, complaint_id) as (session, row):
        _require_state(row, DisputeState.OPEN, DisputeState.ANSWERED, DisputeState.ESCALATED)
        now = house.clock.now()
        note(session, row, "merchant", what, now, words=words)
        if row.state in WAITED_FOR:
            row.state, row.due_at = DisputeState.ANSWERED, now + PERSON_GOES_ON_WITHIN
    return await get_any_dispute(house, row.id)


async def complete(house: WalletHouse, mchid: str, complaint_id: str) -> Dispute:
    """The merchant has done what it will do. A second time changes nothing. Raises DisputeUnknown, DisputeNotOpen."""
    async with _of_merchant(house, mchid, complaint_id) as (session, row):
        if not row.is_completed:
            _require_state(row, DisputeState.OPEN, DisputeState.ANSWERED, DisputeState.ESCALATED)
            now = house.clock.now()
            row.is_completed = True
            if row.state == DisputeState.OPEN:
                row.state, row.due_at = DisputeState.ANSWERED, now + PERSON_GOES_ON_WITHIN
            note(session, row, "merchant", "completed", now)
    return await get_any_dispute(house, row.id)


async def accept(house: WalletHouse, dispute_id: str, *, person_id: str) -> Dispute:
    """The person is content with the answer. Raises DisputeUnknown, DisputeNotOpen."""
    async with _of_person(house, dispute_id, person_id) as (session, row):
        if row.outcome != "accepted":
            _require_state(row, DisputeState.ANSWERED)
            close(row, "accepted", house.clock.now())
            note(session, row, "person", "accepted", house.clock.now())
    return await get_any_dispute(house, dispute_id)


async def withdraw(house: WalletHouse, dispute_id: str, *, person_id: str) -> Dispute:
    """The person takes it back before it is decided. Raises DisputeUnknown, DisputeNotOpen."""
    async with _of_person(house, dispute_id, person_id) as (session, row):
        if row.outcome != "withdrawn":
            _require_state(row, DisputeState.OPEN, DisputeState.ANSWERED, DisputeState.ESCALATED)
            close(row, "withdrawn", house.clock.now())
            note(session, row, "person", "withdrawn", house.clock.now())
    return await get_any_dispute(house, dispute_id)


async def escalate(house: WalletHouse, dispute_id: str, words: str, *, person_id: str) -> Dispute:
    """The person asks the operators, after the merchant has answered. words: for them, may be empty.

    Raises DisputeUnknown, DisputeNotOpen, DisputeDraftInvalid.
    """
    _require_words(words, "words", may_be_empty=True)
    async with _of_person(house, dispute_id, person_id) as (session, row):
        if row.state != DisputeState.ESCALATED:
            _require_state(row, DisputeState.ANSWERED)
            row.state, row.due_at = DisputeState.ESCALATED, None
            note(session, row, "person", "escalated", house.clock.now(), words=words)
    return await get_any_dispute(house, dispute_id)


async def finish_disputes(house: WalletHouse, mchid: str = "") -> int:
    """Let the clocks decide, for all merchants or one; returns how many disputes moved on."""
    now = house.clock.now()
    due = [col(DisputeRow.state).in_(WAITED_FOR), col(DisputeRow.due_at) <= now]
    if mchid:
        due.append(col(DisputeRow.mchid) == mchid)
    async with house.database.read() as session:
        ids = (await session.exec(select(DisputeRow.id).where(*due).order_by(col(DisputeRow.id)).limit(AT_ONCE))).all()
    return sum([await _tick(house, one, now) for one in ids])


async def _tick(house: WalletHouse, dispute_id: str, now: datetime) -> bool:
    async with house.database.write() as session:
        return let_the_clock_decide(session, await lock_dispute(session, dispute_id), now)


async def _get(house: WalletHouse, name: str, *which: ColumnElement[bool]) -> Dispute:
    found = await _read(house, *which)
    if found is None:
        raise DisputeUnknown(name)
    if found.due_at and found.due_at <= house.clock.now() and await _tick(house, found.id, house.clock.now()):
        found = await _read(house, *which)
        assert found
    return found


async def _read(house: WalletHouse, *which: ColumnElement[bool]) -> Dispute | None:
    async with house.database.read() as session:
        rows = (await session.exec(select(DisputeRow).where(*which))).all()
        found = await _views(session, rows)
    return found[0] if found else None


async def _views(session: AsyncSession, rows: Sequence[DisputeRow]) -> list[Dispute]:
    events: dict[str, list[DisputeEventRow]] = {row.id: [] for row in rows}
    for event in await session.exec(select(DisputeEventRow).where(col(DisputeEventRow.dispute_id).in_(sorted(events)))):
        events[event.dispute_id].append(event)
    return [view_of(row, events[row.id]) for row in rows]


@asynccontextmanager
async def _of_merchant(
    house: WalletHouse, mchid: str, complaint_id: str
) -> AsyncIterator[tuple[AsyncSession, DisputeRow]]:
    found = await get_dispute_of_merchant(house, mchid, complaint_id)
    async with house.database.write() as session:
        yield session, await lock_dispute(session, found.id)


@asynccontextmanager
async def _of_person(
    house: WalletHouse, dispute_id: str, person_id: str
) -> AsyncIterator[tuple[AsyncSession, DisputeRow]]:
    found = await get_dispute(house, dispute_id, person_id=person_id)
    async with house.database.write() as session:
        yield session, await lock_dispute(session, found.id)


async def _require_disputable(
    session: AsyncSession, order: OrderRow | None, order_id: str, person_id: str, now: datetime
) -> int:
    if order is None or order.state not in PAID or order.payer_person_id != person_id or order.paid_at is None:
        raise OrderUnknown(order_id)
    earlier = (await session.exec(select(DisputeRow).where(DisputeRow.order_id == order_id))).all()
    for one in earlier:
        if one.state != DisputeState.CLOSED:
            raise DisputeExists(one.id)
        if one.outcome == "refused":
            raise NothingToDispute("decided")
    if len(earlier) >= DISPUTES_MAX:
        raise NothingToDispute("too_many")
    if now > order.paid_at + DISPUTE_LIFE:
        raise NothingToDispute("too_late")
    most = order.total_minor - order.refund_promised_minor
    if most < 1:
        raise NothingToDispute("refunded")
    return most


def _new_row(house: WalletHouse, draft: DisputeDraft, order: OrderRow, now: datetime) -> DisputeRow:
    return DisputeRow(
        id=new_id("dsp", now, house.chance),
        complaint_id=new_complaint_id(now, house.chance),
        order_id=order.id,
        mchid=order.mchid,
        appid=order.appid,
        person_id=draft.person_id,
        payer_openid=order.payer_openid,
        out_trade_no=order.out_trade_no,
        transaction_id=order.transaction_id or "",
        description=order.description,
        total_minor=order.total_minor,
        currency=order.currency,
        reason=draft.reason,
        words=draft.words,
        amount_minor=draft.amount_minor,
        opened_at=now,
        due_at=now + MERCHANT_ANSWERS_WITHIN,
    )


async def _count(session: AsyncSession, order_id: str) -> int:
    counted = select(func.count()).select_from(DisputeRow).where(col(DisputeRow.order_id) == order_id)
    return (await session.exec(counted)).one()


def _require_state(row: DisputeRow, *states: DisputeState) -> None:
    if row.state not in states:
        raise DisputeNotOpen(row.id, row.state)


def _require_words(words: str, field: str, *, may_be_empty: bool = False) -> None:
    if not (words.strip() or may_be_empty) or len(words) > WORDS_LETTERS_MAX or "\0" in words:
        raise DisputeDraftInvalid(field, f"1 to {WORDS_LETTERS_MAX} letters")
