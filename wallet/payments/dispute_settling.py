"""Steps of a dispute inside the transaction that takes them: events, the end of a clock, and the refund that is linked
to it. `disputes` and `dispute_deciding` call these with the dispute's row locked; `settling.settle_refund` calls
`link_refund` in the transaction that marks a refund as done, so that a refund counts for its dispute exactly once."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.payments.dispute_rows import PERSON_GOES_ON_WITHIN, DisputeEventRow, DisputeRow, DisputeState
from wallet.payments.refund_rows import RefundRow

OWN_REFUND_PREFIX = "dispute-"  # of the number of a refund that an operator ordered; the dispute's id follows


async def lock_dispute(session: AsyncSession, dispute_id: str) -> DisputeRow:
    """Everything that changes a dispute holds its row."""
    wanted = select(DisputeRow).where(DisputeRow.id == dispute_id).with_for_update()
    return (await session.exec(wanted, execution_options={"populate_existing": True})).one()


def note(
    session: AsyncSession,
    row: DisputeRow,
    actor: str,
    what: str,
    at: datetime,
    *,
    words: str = "",
    amount_minor: int = 0,
    refund_id: str = "",
) -> None:
    """One more event."""
    row.steps += 1
    session.add(
        DisputeEventRow(
            dispute_id=row.id,
            number=row.steps,
            at=at,
            actor=actor,
            what=what,
            words=words,
            amount_minor=amount_minor,
            refund_id=refund_id,
        )
    )
    session.add(row)


def close(row: DisputeRow, outcome: str, at: datetime) -> None:
    row.state, row.outcome, row.closed_at, row.due_at, row.obstacle = DisputeState.CLOSED, outcome, at, None, ""


def let_the_clock_decide(session: AsyncSession, row: DisputeRow, now: datetime) -> bool:
    """Whether the time of whoever was waited for is over; the dispute has then moved on."""
    due = row.due_at
    if due is None or due > now:
        return False
    if row.state == DisputeState.OPEN:
        row.state, row.due_at = DisputeState.ESCALATED, None
        note(session, row, "clock", "escalated", due)
    else:
        close(row, "lapsed", due)
        note(session, row, "clock", "lapsed", due)
    return True


async def link_refund(session: AsyncSession, refund: RefundRow) -> None:
    """A refund of an order has been made: it counts for the dispute about that order, if there is an open one."""
    wanted = (
        select(DisputeRow)
        .where(DisputeRow.order_id == refund.order_id, col(DisputeRow.state) != DisputeState.CLOSED)
        .with_for_update()
    )
    row = (await session.exec(wanted, execution_options={"populate_existing": True})).one_or_none()
    if row is None:
        return
    at = refund.refunded_at
    ensure(at, "a refund that is linked has been made", refund=refund.id)
    assert at
    by = "operator" if refund.out_refund_no.startswith(OWN_REFUND_PREFIX + row.id) else "merchant"
    row.refunded_minor += refund.amount_minor
    note(session, row, by, "refunded", at, amount_minor=refund.amount_minor, refund_id=refund.id)
    if row.refunded_minor >= (row.ordered_minor or row.amount_minor):
        close(row, "refunded", at)
    elif row.state == DisputeState.OPEN:  # a part of it is an answer
        row.state, row.due_at = DisputeState.ANSWERED, at + PERSON_GOES_ON_WITHIN
