"""Writing into a transfer's row what the journal says of it. `transfers` does it at once, `wallet.reactions` repeats it
for every entry, so each call is harmless when repeated.

A transfer has at most two entries, each under a key of its own: "send" fills the transfer's account, "end" empties it.
One key for both ends, received and returned, so that the ledger itself lets only one of them be."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, bindparam, case, update
from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.ids import key_for
from wallet.ledger.model import Entry, Kind
from wallet.many import padded
from wallet.payments.transfer_rows import TransferRow, TransferState

TRANSFER_CAUSE = "transfer:"
TRANSFER_BACK_CAUSE = "transfer_back:"
TRANSFER_LIFE = timedelta(hours=24)

Values = dict[str, Any]
_TABLE: Any = TransferRow.__table__  # pyright: ignore[reportAttributeAccessIssue] SQLModel does not type it
_SENT = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("transfer"), _TABLE.c.entry_seq.is_(None))
    .values(
        state=TransferState.WAITING.value,
        sent_at=bindparam("at"),
        expires_at=bindparam("runs_out"),
        entry_seq=bindparam("seq"),
    )
)
_ENDED = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("transfer"), _TABLE.c.end_seq.is_(None))
    .values(
        state=bindparam("end"),
        returned_by=case((bindparam("went_back", type_=Boolean), _TABLE.c.returned_by), else_=""),
        finished_at=bindparam("at"),
        end_seq=bindparam("seq"),
    )
)


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


async def settle_transfers(session: AsyncSession, entries: Sequence[Entry]) -> dict[str, TransferRow]:
    """Mark the transfers of these entries as sent, received or returned, each once; the rows as they stand afterwards,
    by id. In the order of their ids, so that two who settle the same never wait for each other in a circle."""
    if not entries:
        return {}
    sent: list[Values] = []
    ended: list[Values] = []
    for entry in sorted(entries, key=transfer_of):
        transfer_id = transfer_of(entry)
        known = {"transfer": transfer_id, "seq": entry.seq, "at": entry.posted_at}
        if entry.key == send_key(transfer_id):
            sent.append(known | {"runs_out": entry.posted_at + TRANSFER_LIFE})
        else:
            went_back = entry.cause.startswith(TRANSFER_BACK_CAUSE)
            end = TransferState.RETURNED if went_back else TransferState.RECEIVED
            ended.append(known | {"end": end.value, "went_back": went_back})
    connection = await session.connection()
    if sent:
        await connection.execute(_SENT, sent)
    if ended:
        await connection.execute(_ENDED, ended)
    ids = padded(sorted({transfer_of(one) for one in entries}))
    wanted = select(TransferRow).where(col(TransferRow.id).in_(ids)).execution_options(populate_existing=True)
    rows = {row.id: row for row in (await session.exec(wanted)).all()}
    for entry in entries:
        row = rows.get(transfer_of(entry))
        named = (row.entry_seq if entry.key == send_key(row.id) else row.end_seq) if row else None
        ensure(named == entry.seq, "the entry of a transfer sends or ends that transfer, once", seq=entry.seq)
    return rows
