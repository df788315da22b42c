"""Writing into a transfer's row what the journal says of it. `transfers` does it at once, `wallet.reactions` repeats it
for every entry, so each call is harmless when repeated.

A transfer has at most two entries, each under a key of its own: "send" fills the transfer's account, "end" empties it.
One key for both ends, received and returned, so that the ledger itself lets only one of them be."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select as columns
from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.ids import key_for
from wallet.ledger.model import Entry, Kind
from wallet.payments.transfer_rows import TransferRow, TransferState

TRANSFER_CAUSE = "transfer:"
TRANSFER_BACK_CAUSE = "transfer_back:"
TRANSFER_LIFE = timedelta(hours=24)


def send_key(transfer_id: str) -> bytes:
    return key_for(f"send:{transfer_id}")


def end_key(transfer_id: str) -> bytes:
    return key_for(f"end:{transfer_id}")


def moves_transfer(entry: Entry) -> bool:
    return entry.kind is Kind.POST and entry.cause.startswith((TRANSFER_CAUSE, TRANSFER_BACK_CAUSE))


def transfer_of(entry: Entry) -> str:
    """The id of the transfer that this entry belongs to."""
    return entry.cause.partition(":")[2]


async def settled_before(session: AsyncSession, entries: Sequence[Entry]) -> set[int]:
    """Of these entries of transfers the seqs of those whose transfers name them already."""
    ids = {transfer_of(one) for one in entries}
    named = columns(col(TransferRow.entry_seq), col(TransferRow.end_seq)).where(col(TransferRow.id).in_(ids))
    return {seq for row in await session.execute(named) for seq in row if seq is not None} if ids else set()


async def settle_transfer(session: AsyncSession, entry: Entry) -> TransferRow:
    """Mark the transfer of this entry as sent, received or returned, once; the row as it stands afterwards."""
    transfer_id = transfer_of(entry)
    change = update(TransferRow).where(col(TransferRow.id) == transfer_id)
    if is_send := entry.key == send_key(transfer_id):
        change = change.where(col(TransferRow.entry_seq).is_(None)).values(
            state=TransferState.WAITING,
            sent_at=entry.posted_at,
            expires_at=entry.posted_at + TRANSFER_LIFE,
            entry_seq=entry.seq,
        )
    else:
        went_back = entry.cause.startswith(TRANSFER_BACK_CAUSE)
        change = change.where(col(TransferRow.end_seq).is_(None)).values(
            state=TransferState.RETURNED if went_back else TransferState.RECEIVED,
            returned_by=TransferRow.returned_by if went_back else "",
            finished_at=entry.posted_at,
            end_seq=entry.seq,
        )
    options = {"synchronize_session": False, "populate_existing": True}
    row = (await session.execute(change.returning(TransferRow), execution_options=options)).scalar_one_or_none()
    if row is None:
        row = (await session.exec(select(TransferRow).where(TransferRow.id == transfer_id))).one_or_none()
    named = (row.entry_seq if is_send else row.end_seq) if row else None
    ensure(row and named == entry.seq, "the entry of a transfer sends or ends that transfer, once", seq=entry.seq)
    assert row
    return row
