"""What the operators do about disputes: the queue, and the decision. An ordered refund goes the way of every refund,
from the merchant's own account; when that does not suffice, the order stands, says why it waits, and each round tries
again. Called by the host's flow for operators, and by the worker."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, AccountRefused, LedgerBusy
from wallet.payments.dispute_rows import Dispute, DisputeDraftInvalid, DisputeNotOpen, DisputeRow, DisputeState, view_of
from wallet.payments.dispute_settling import OWN_REFUND_PREFIX, close, lock_dispute, note
from wallet.payments.disputes import finish_disputes, get_any_dispute
from wallet.payments.order_rows import OrderRow
from wallet.payments.refunds import (
    MerchantNotEnough,
    RefundDraft,
    RefundMismatch,
    RefundState,
    RefundTooLarge,
    RefundTooLate,
    RefundUnknown,
    TooManyRefunds,
    create_refund,
    get_refund,
)

REASON_LETTERS_MAX = 500
QUEUE_MAX, DECIDED_MAX = 200, 50
NOT_ENOUGH = MerchantNotEnough.code


async def disputes_for_operators(house: WalletHouse) -> tuple[list[Dispute], list[Dispute]]:
    """Those that wait for a decision or for an ordered refund, the oldest first; and the latest that were closed."""
    await finish_disputes(house)
    waiting = select(DisputeRow).where(col(DisputeRow.state).in_((DisputeState.ESCALATED, DisputeState.ORDERED)))
    closed = select(DisputeRow).where(DisputeRow.state == DisputeState.CLOSED)
    async with house.database.read() as session:
        open_rows = (await session.exec(waiting.order_by(col(DisputeRow.opened_at)).limit(QUEUE_MAX))).all()
        over = (await session.exec(closed.order_by(col(DisputeRow.closed_at).desc()).limit(DECIDED_MAX))).all()
    return _bare(open_rows), _bare(over)


async def order_refund(house: WalletHouse, dispute_id: str, amount_minor: int, reason: str) -> Dispute:
    """amount_minor: to be refunded now, up to what the person asked for and has not got yet.

    Raises DisputeUnknown, DisputeNotOpen (also when a refund was faster), DisputeDraftInvalid.
    """
    _require_reason(reason)
    await get_any_dispute(house, dispute_id)
    async with house.database.write() as session:
        row = await lock_dispute(session, dispute_id)
        _require_escalated(row)
        most = row.amount_minor - row.refunded_minor
        if not 1 <= amount_minor <= most:
            raise DisputeDraftInvalid("amount", f"from 1 to {most} minor units")
        row.state, row.ordered_minor = DisputeState.ORDERED, row.refunded_minor + amount_minor
        note(session, row, "operator", "ordered", house.clock.now(), words=reason, amount_minor=amount_minor)
    await carry_out(house, dispute_id)
    return await get_any_dispute(house, dispute_id)


async def refuse(house: WalletHouse, dispute_id: str, reason: str) -> Dispute:
    """Nothing is refunded, and nothing more can be said about this order. Raises as `order_refund`."""
    _require_reason(reason)
    await get_any_dispute(house, dispute_id)
    async with house.database.write() as session:
        row = await lock_dispute(session, dispute_id)
        _require_escalated(row)
        close(row, "refused", house.clock.now())
        note(session, row, "operator", "refused", house.clock.now(), words=reason)
    return await get_any_dispute(house, dispute_id)


async def carry_out(house: WalletHouse, dispute_id: str) -> bool:
    """Try to make an ordered refund; True once the dispute is closed by it. Safe to repeat and to run twice at once:
    the refund's number follows from the dispute, so it is made once."""
    async with house.database.read() as session:
        row = (await session.exec(select(DisputeRow).where(DisputeRow.id == dispute_id))).one()
        order = (await session.exec(select(OrderRow).where(OrderRow.id == row.order_id))).one()
    if row.state != DisputeState.ORDERED:
        return False
    number = await _free_number(house, row)
    amount = min(row.ordered_minor - row.refunded_minor, order.total_minor - order.refund_promised_minor)
    if number is None or amount < 1:
        return False  # another refund of this order is on its way; what it brings counts
    account = await house.ledger.find_account(AccountKind.MERCHANT, row.mchid, row.currency)
    if account is None or account.available_minor < amount:
        await _say_why(house, row, NOT_ENOUGH)
        return False
    draft = RefundDraft(
        mchid=row.mchid,
        out_refund_no=number,
        amount_minor=amount,
        total_minor=order.total_minor,
        currency=order.currency,
        transaction_id=order.transaction_id,
        reason="Ordered by the operator",
    )
    try:
        await create_refund(house, draft)
    except (MerchantNotEnough, RefundTooLate, TooManyRefunds, AccountRefused) as refusal:
        await _say_why(house, row, refusal.code)
        return False
    except (RefundTooLarge, RefundMismatch, LedgerBusy):
        return False  # another one was faster; the next round looks again
    return True


async def carry_out_orders(house: WalletHouse) -> int:
    """The worker's round: every ordered refund that waits; returns how many were made."""
    waiting = select(DisputeRow.id).where(DisputeRow.state == DisputeState.ORDERED)
    async with house.database.read() as session:
        ids = (await session.exec(waiting.order_by(col(DisputeRow.id)).limit(QUEUE_MAX))).all()
    return sum([await carry_out(house, one) for one in ids])


async def _free_number(house: WalletHouse, row: DisputeRow) -> str | None:
    """The number of the next refund; None while the one before is under way."""
    for turn in range(1, 100):
        number = f"{OWN_REFUND_PREFIX}{row.id}-{turn}"
        try:
            if (await get_refund(house, row.mchid, number)).state is RefundState.PROCESSING:
                return None
        except RefundUnknown:
            return number
    return None


async def _say_why(house: WalletHouse, row: DisputeRow, obstacle: str) -> None:
    ordered = (col(DisputeRow.id) == row.id, col(DisputeRow.state) == DisputeState.ORDERED)
    change = update(DisputeRow).where(*ordered, col(DisputeRow.obstacle) != obstacle)
    async with house.database.write() as session:
        await session.exec(change.values(obstacle=obstacle), execution_options={"synchronize_session": False})


def _require_escalated(row: DisputeRow) -> None:
    if row.state != DisputeState.ESCALATED:
        raise DisputeNotOpen(row.id, row.state)


def _require_reason(reason: str) -> None:
    if not 1 <= len(reason.strip()) <= REASON_LETTERS_MAX or "\0" in reason:
        raise DisputeDraftInvalid("reason", f"1 to {REASON_LETTERS_MAX} letters")


def _bare(rows: Sequence[DisputeRow]) -> list[Dispute]:
    """Without their events: a list shows none."""
    return [view_of(row, []) for row in rows]
