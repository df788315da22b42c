"""Writing into the rows of a combined payment what the journal already says. `combine_confirming` does it at once,
`reactions` again for every entry, recovery after a crash: each call is harmless when repeated."""

from datetime import datetime

from sqlalchemy import exists, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.ids import key_for
from wallet.ledger.model import Entry, Kind
from wallet.payments.combine_reading import read_combined
from wallet.payments.combine_rows import Combined, CombinedRow, CombinedState, change_combined
from wallet.payments.order_rows import OrderRow

COMBINE_CAUSE = "combine:"


def combine_key(combine_id: str, attempt: int) -> bytes:
    """The key of one attempt to pay the whole."""
    return key_for(f"combine:{combine_id}" if attempt == 1 else f"combine:{combine_id}:{attempt}")


def pays_combined(entry: Entry) -> bool:
    return entry.kind is Kind.POST and entry.cause.startswith(COMBINE_CAUSE)


async def settle_combined(session: AsyncSession, entry: Entry) -> CombinedRow:
    """Mark the whole as paid, once; its parts wait for entries of their own."""
    combine_id = entry.cause.removeprefix(COMBINE_CAUSE)
    change = update(CombinedRow).where(
        col(CombinedRow.id) == combine_id, col(CombinedRow.state) == CombinedState.PAYING
    )
    values = change.values(state=CombinedState.SUCCESS, paid_at=entry.posted_at, entry_seq=entry.seq)
    row = await change_combined(session, values)
    row = row or (await session.exec(select(CombinedRow).where(CombinedRow.id == combine_id))).one_or_none()
    ensure(row and row.entry_seq == entry.seq, "the entry of a combined payment pays it, once", seq=entry.seq)
    assert row
    return row


async def settle_divided(session: AsyncSession, combine_id: str, at: datetime) -> Combined | None:
    """Write that every part has its money, once that is so; the whole, or None while one still waits."""
    unpaid = exists().where(col(OrderRow.combine_id) == combine_id, col(OrderRow.entry_seq).is_(None))
    change = update(CombinedRow).where(
        col(CombinedRow.id) == combine_id, col(CombinedRow.divided_at).is_(None), ~unpaid
    )
    await change_combined(session, change.values(divided_at=at))
    found = await read_combined(session, col(CombinedRow.id) == combine_id)
    return found if found and found.is_divided else None
