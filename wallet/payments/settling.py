"""Writing into the rows what the journal already says. `confirm` and `refunds` do it at once, `reactions` does it again
for every entry, recovery does it after a crash: each of them may come first, so each call is harmless when repeated.

An order is paid if and only if its entry is in the journal; only this file sets SUCCESS."""

from sqlalchemy import case, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.ids import key_for
from wallet.ledger.holds import EXPIRE_CAUSE
from wallet.ledger.model import Entry, Kind
from wallet.payments import order_rows, payout_rows, refund_rows
from wallet.payments.dispute_settling import link_refund
from wallet.payments.order_rows import Order, OrderRow, OrderState, change_order
from wallet.payments.payout_rows import Payout, PayoutRow, PayoutState
from wallet.payments.refund_rows import Refund, RefundRow, RefundState

ORDER_CAUSE = "order:"
REFUND_CAUSE = "refund:"
PAYOUT_CAUSE = "payout:"


def pay_key(order_id: str, attempt: int) -> bytes:
    """The key of one attempt to pay. The first attempt's is that of "pay:<order id>"; see `recovery.fence`."""
    return key_for(f"pay:{order_id}" if attempt == 1 else f"pay:{order_id}:{attempt}")


def pays_order(entry: Entry) -> bool:
    return entry.kind is Kind.POST and entry.cause.startswith(ORDER_CAUSE)


def refunds_order(entry: Entry) -> bool:
    return entry.kind is Kind.POST and entry.cause.startswith(REFUND_CAUSE)


def ends_hold(entry: Entry) -> bool:
    return entry.kind in (Kind.CAPTURE, Kind.VOID)


async def settle_order(session: AsyncSession, entry: Entry) -> Order:
    """Mark the order of this entry as paid; the order as it stands, if it already is."""
    order_id = entry.cause.removeprefix(ORDER_CAUSE)
    change = update(OrderRow).where(col(OrderRow.id) == order_id, col(OrderRow.state) == OrderState.PAYING)
    row = await change_order(
        session, change.values(state=OrderState.SUCCESS, paid_at=entry.posted_at, entry_seq=entry.seq)
    )
    row = row or (await session.exec(select(OrderRow).where(OrderRow.id == order_id))).one_or_none()
    ensure(row and row.entry_seq == entry.seq, "the entry of an order pays that order, once", seq=entry.seq)
    assert row
    return order_rows.view_of(row)


async def settle_refund(session: AsyncSession, entry: Entry) -> Refund:
    """Mark the refund of this entry as done, add it to its order and to an open dispute about it, once."""
    refund_id = entry.cause.removeprefix(REFUND_CAUSE)
    change = update(RefundRow).where(col(RefundRow.id) == refund_id, col(RefundRow.state) == RefundState.PROCESSING)
    change = change.values(state=RefundState.SUCCESS, refunded_at=entry.posted_at, entry_seq=entry.seq)
    options = {"synchronize_session": False, "populate_existing": True}
    row = (await session.exec(change.returning(RefundRow), execution_options=options)).scalar_one_or_none()
    if row:
        await session.exec(
            update(OrderRow)
            .where(col(OrderRow.id) == row.order_id)
            .values(
                refunded_minor=OrderRow.refunded_minor + row.amount_minor,
                state=case((col(OrderRow.state) == OrderState.SUCCESS, OrderState.REFUND.value), else_=OrderRow.state),
            ),
            execution_options={"synchronize_session": False},
        )
        await link_refund(session, row)
    row = row or (await session.exec(select(RefundRow).where(RefundRow.id == refund_id))).one_or_none()
    ensure(row and row.entry_seq == entry.seq, "the entry of a refund is that refund, once", seq=entry.seq)
    assert row
    return refund_rows.view_of(row)


async def settle_payout(session: AsyncSession, entry: Entry) -> Payout | None:
    """Write how the hold of a payout has ended, once; None when the hold was not a payout's.

    A capture is the person's, a void is the merchant's or, by its cause, the clock's."""
    ensure(entry.hold, "what ends a hold names it", seq=entry.seq)
    assert entry.hold
    if entry.kind is Kind.CAPTURE:
        state = PayoutState.SUCCESS
    else:
        state = PayoutState.FAIL if entry.cause.startswith(EXPIRE_CAUSE) else PayoutState.CANCELLED
    change = update(PayoutRow).where(col(PayoutRow.hold_hex) == entry.hold.hex(), col(PayoutRow.entry_seq).is_(None))
    await session.exec(
        change.values(state=state, finished_at=entry.posted_at, entry_seq=entry.seq),
        execution_options={"synchronize_session": False},
    )
    row = (await session.exec(select(PayoutRow).where(PayoutRow.hold_hex == entry.hold.hex()))).one_or_none()
    if row is None:
        return None
    ensure(row.entry_seq == entry.seq, "the hold of a payout ends once", seq=entry.seq)
    return payout_rows.view_of(row)
