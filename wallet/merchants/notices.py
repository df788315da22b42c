"""What a merchant's server is told: the outbox of notices. Reactions queue a notice in the transaction that settles an
order; `deliver_due` and the worker's `run_notices` send it until the merchant says 200 or 204. Sending itself stands in
`notice_sending.py`, the table in `notice_rows.py`.

A notice is leased before it is sent, so two workers never send one attempt at once; a worker that dies leaves a lease
that runs out. Delivery is at least once; the id stays the same, so a merchant can tell."""

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.merchants import documents
from wallet.merchants.complaint_documents import CREATE_COMPLAINT
from wallet.merchants.notice_rows import NoticeRow
from wallet.merchants.notice_sending import Attempt, send_notice
from wallet.merchants.signing import encode_json
from wallet.payments.combined import Combined
from wallet.payments.disputes import Dispute
from wallet.payments.envelope_rows import EnvelopeRow
from wallet.payments.holds import MerchantHold
from wallet.payments.orders import Order
from wallet.payments.payouts import Payout
from wallet.payments.refunds import Refund

__all__ = [
    "RETRY_SECONDS",
    "NoticeRow",
    "deliver_due",
    "notices_of",
    "queue_campaign_notice",
    "queue_combined_notice",
    "queue_complaint_notice",
    "queue_hold_notice",
    "queue_order_notice",
    "queue_payout_notice",
    "queue_refund_notice",
    "run_notices",
]

# After the first attempt; 24 h 4 min together. Source: the platform's page on payment notices.
RETRY_SECONDS = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
LEASE = timedelta(seconds=30)  # an attempt takes 5 s at most; the rest is room for a slow machine
AT_ONCE = 64
PER_MERCHANT_AT_ONCE = 8  # a merchant whose server hangs must not hold up the others
IDLE_SECONDS_MAX = 1.0  # how late a notice queued by another process may be seen
_IDS = uuid.UUID("6c1d8d7e-52c1-5f0e-9d6b-0d4c36a0a7b1")


async def queue_order_notice(session: AsyncSession, order: Order) -> None:
    """TRANSACTION.SUCCESS for a paid order, once however often it is called. Due at once."""
    ensure(order.paid_at, "only a paid order is announced as paid", order=order.id)
    assert order.paid_at
    if not order.notify_url:  # paid by a code: the answer at the till was the notice
        return
    await _queue(
        session,
        NoticeRow(
            id=_stable_id("TRANSACTION.SUCCESS", order.id),
            mchid=order.mchid,
            event_type="TRANSACTION.SUCCESS",
            original_type="transaction",
            summary="支付成功",
            subject=order.id,
            notify_url=order.notify_url,
            resource=encode_json(documents.paid_transaction(order)).decode(),
            created_at=order.paid_at,
            due_at=order.paid_at,
        ),
    )


async def queue_combined_notice(session: AsyncSession, combined: Combined) -> None:
    """TRANSACTION.SUCCESS for a combined payment whose parts all have their money; one notice, to who combined."""
    ensure(combined.paid_at, "only what was paid is announced as paid", combined=combined.id)
    assert combined.paid_at
    await _queue(
        session,
        NoticeRow(
            id=_stable_id("TRANSACTION.SUCCESS", combined.id),
            mchid=combined.mchid,
            event_type="TRANSACTION.SUCCESS",
            original_type="transaction",
            summary="支付成功",
            subject=combined.id,
            notify_url=combined.notify_url,
            resource=encode_json(documents.paid_combined(combined)).decode(),
            created_at=combined.paid_at,
            due_at=combined.paid_at,
        ),
    )


async def queue_hold_notice(session: AsyncSession, hold: MerchantHold, event: str, at: datetime) -> None:
    """event: HOLD.CONFIRMED, HOLD.CAPTURED or HOLD.RELEASED (let go or run out); each once. Due at once.

    The resource is the hold as it is now, so a late HOLD.CONFIRMED may already say CAPTURED."""
    await _queue(
        session,
        NoticeRow(
            id=_stable_id(event, hold.id),
            mchid=hold.mchid,
            event_type=event,
            original_type="hold",
            summary="资金预留通知",
            subject=hold.id,
            notify_url=hold.notify_url,
            resource=encode_json(documents.hold(hold)).decode(),
            created_at=at,
            due_at=at,
        ),
    )


async def queue_refund_notice(session: AsyncSession, refund: Refund) -> None:
    """REFUND.SUCCESS for a finished refund, once however often it is called. Due at once."""
    ensure(refund.refunded_at, "only a finished refund is announced", refund=refund.id)
    assert refund.refunded_at
    if not refund.notify_url:
        return
    await _queue(
        session,
        NoticeRow(
            id=_stable_id("REFUND.SUCCESS", refund.id),
            mchid=refund.mchid,
            event_type="REFUND.SUCCESS",
            original_type="refund",
            summary="退款成功",
            subject=refund.id,
            notify_url=refund.notify_url,
            resource=encode_json(documents.refund_notice(refund)).decode(),
            created_at=refund.refunded_at,
            due_at=refund.refunded_at,
        ),
    )


async def queue_payout_notice(session: AsyncSession, payout: Payout) -> None:
    """MCHTRANSFER.BILL.FINISHED for a payout that was taken, cancelled or ran out; once. Due at once."""
    ensure(payout.finished_at, "only a finished payout is announced", payout=payout.id)
    assert payout.finished_at
    if not payout.notify_url:
        return
    await _queue(
        session,
        NoticeRow(
            id=_stable_id("MCHTRANSFER.BILL.FINISHED", payout.id),
            mchid=payout.mchid,
            event_type="MCHTRANSFER.BILL.FINISHED",
            original_type="mch_payment",
            summary="商家转账单据终态通知",
            subject=payout.id,
            notify_url=payout.notify_url,
            resource=encode_json(documents.payout_notice(payout)).decode(),
            created_at=payout.finished_at,
            due_at=payout.finished_at,
        ),
    )


async def queue_campaign_notice(session: AsyncSession, campaign: EnvelopeRow) -> None:
    """CAMPAIGN.FINISHED for one whose shares have all gone, or that ended with some left; once. Due at once."""
    ensure(campaign.ended_at, "only a campaign that is over is announced", campaign=campaign.id)
    assert campaign.ended_at
    if not campaign.notify_url:
        return
    await _queue(
        session,
        NoticeRow(
            id=_stable_id("CAMPAIGN.FINISHED", campaign.id),
            mchid=campaign.sender_id,
            event_type="CAMPAIGN.FINISHED",
            original_type="campaign",
            summary="营销活动结束通知",
            subject=campaign.id,
            notify_url=campaign.notify_url,
            resource=encode_json(documents.finished_campaign(campaign)).decode(),
            created_at=campaign.ended_at,
            due_at=campaign.ended_at,
        ),
    )


async def queue_complaint_notice(
    session: AsyncSession, dispute: Dispute, notify_url: str, *, number: int, action: str, at: datetime
) -> None:
    """COMPLAINT.CREATE for the first event of a dispute, COMPLAINT.STATE_CHANGE for every other; once. Due at once.

    number, at: of the event; action: the platform's word for it.
    """
    is_new = action == CREATE_COMPLAINT
    event = "COMPLAINT.CREATE" if is_new else "COMPLAINT.STATE_CHANGE"
    await _queue(
        session,
        NoticeRow(
            id=_stable_id(event, f"{dispute.id}:{number}"),
            mchid=dispute.mchid,
            event_type=event,
            original_type="complaint",
            summary="产生新投诉" if is_new else "投诉状态变化",
            subject=dispute.id,
            notify_url=notify_url,
            resource=encode_json({"complaint_id": dispute.complaint_id, "action_type": action}).decode(),
            created_at=at,
            due_at=at,
        ),
    )


async def deliver_due(house: WalletHouse) -> int:
    """Try every notice that is due now, a batch at a time; returns how many arrived.

    Each notice is tried at most once per call, however far its next attempt is overdue."""
    delivered, tried = 0, set[str]()
    while rows := await _lease(house, tried):
        tried.update(row.id for row in rows)
        outcomes = await asyncio.gather(*(send_notice(house, row) for row in rows), return_exceptions=True)
        results = [_attempt_of(outcome) for outcome in outcomes]
        await _settle(house, rows, results)
        delivered += sum(result.arrived for result in results)
    return delivered


async def run_notices(house: WalletHouse, stop: asyncio.Event, wake: asyncio.Event | None = None) -> None:
    """Deliver until `stop` is set, finishing what was begun. Sleeps until the next notice is due, at most one second,
    or until `wake` is set by whoever queued something in this process."""
    wake = wake or asyncio.Event()
    while not stop.is_set():
        wake.clear()
        await deliver_due(house)
        await _first_of((stop, wake), timeout_seconds=await _idle_seconds(house))


async def notices_of(house: WalletHouse, subject: str) -> list[NoticeRow]:
    """What was queued about one order or refund, for operators and the console."""
    wanted = select(NoticeRow).where(NoticeRow.subject == subject).order_by(col(NoticeRow.created_at))
    async with house.database.read() as session:
        return list((await session.exec(wanted)).all())


async def _queue(session: AsyncSession, row: NoticeRow) -> None:
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    await session.execute(insert(NoticeRow).values(**row.model_dump()).on_conflict_do_nothing())


async def _lease(house: WalletHouse, tried: set[str]) -> Sequence[NoticeRow]:
    now = house.clock.now()
    free = (
        col(NoticeRow.due_at) <= now,
        or_(col(NoticeRow.leased_until).is_(None), col(NoticeRow.leased_until) <= now),
    )
    rank = func.row_number().over(partition_by=NoticeRow.mchid, order_by=[col(NoticeRow.due_at), col(NoticeRow.id)])
    ranked = select(NoticeRow.id, rank.label("place")).where(*free, col(NoticeRow.id).not_in(tried)).subquery()
    fair = select(ranked.c.id).where(ranked.c.place <= PER_MERCHANT_AT_ONCE)
    wanted = (
        select(NoticeRow)
        .where(col(NoticeRow.id).in_(fair), *free)
        .order_by(col(NoticeRow.due_at), col(NoticeRow.id))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    async with house.database.write() as session:
        rows = (await session.exec(wanted)).all()
        for row in rows:
            row.leased_until = now + LEASE
            row.lease = house.chance.randbytes(8).hex()
            session.add(row)
    return rows


async def _settle(house: WalletHouse, rows: Sequence[NoticeRow], results: Sequence[Attempt]) -> None:
    now = house.clock.now()
    async with house.database.write() as session:
        for row, result in zip(rows, results, strict=True):
            attempts = row.attempts + 1
            again = not result.arrived and attempts <= len(RETRY_SECONDS)
            # The lease is named, so a worker that came back from the dead changes nothing.
            change = update(NoticeRow).where(col(NoticeRow.id) == row.id, col(NoticeRow.lease) == row.lease)
            await session.execute(
                change.values(
                    attempts=attempts,
                    lease=None,
                    leased_until=None,
                    last_status=result.status,
                    last_failure=result.failure,
                    due_at=now + timedelta(seconds=RETRY_SECONDS[attempts - 1]) if again else None,
                    delivered_at=now if result.arrived else None,
                    given_up_at=None if again or result.arrived else now,
                ),
                execution_options={"synchronize_session": False},
            )


def _attempt_of(outcome: Attempt | BaseException) -> Attempt:
    """A fault of our own with one notice is that notice's failed attempt; the others must not wait for it."""
    if isinstance(outcome, Attempt):
        return outcome
    if not isinstance(outcome, Exception):
        raise outcome
    return Attempt(None, f"could not be made: {type(outcome).__name__}")


async def _idle_seconds(house: WalletHouse) -> float:
    """Until the next notice is due, from 0 to one second. A leased one is due when its lease ends."""
    due = func.coalesce(col(NoticeRow.leased_until), col(NoticeRow.due_at))
    wanted = select(NoticeRow).where(col(NoticeRow.due_at).is_not(None)).order_by(due).limit(1)
    async with house.database.read() as session:
        soonest = (await session.exec(wanted)).one_or_none()
    if soonest is None or soonest.due_at is None:
        return IDLE_SECONDS_MAX
    left = ((soonest.leased_until or soonest.due_at) - house.clock.now()).total_seconds()
    return min(max(left, 0.0), IDLE_SECONDS_MAX)


async def _first_of(events: Sequence[asyncio.Event], *, timeout_seconds: float) -> None:
    waiters = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiters, timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for waiter in waiters:
            waiter.cancel()
            with suppress(asyncio.CancelledError):
                await waiter


def _stable_id(event_type: str, subject: str) -> str:
    return str(uuid.uuid5(_IDS, f"{event_type}:{subject}"))
