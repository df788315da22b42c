"""Writing into the rows of a split bill what the journal says of them. `split_paying` does it at once,
`wallet.reactions` repeats it for every entry, so each call is harmless when repeated."""

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.ids import key_for
from wallet.ledger.model import Entry, Kind
from wallet.payments.limits import close
from wallet.payments.split_rows import SETTLED, PartRow, PartState, SplitRow, SplitState

SPLIT_CAUSE = "split:"


def part_key(part_id: str, attempt: int) -> bytes:
    """The key of one attempt to pay a share. A repeat of the attempt has the same one, so a share is paid once."""
    return key_for(f"split:{part_id}" if attempt == 1 else f"split:{part_id}:{attempt}")


def arriving_key(key: bytes) -> bytes:
    """How `limits` knows the same money on its way into the starter's wallet. No entry ever has this key."""
    return key_for(f"arriving:{key.hex()}")


def pays_split(entry: Entry) -> bool:
    return entry.kind is Kind.POST and entry.cause.startswith(SPLIT_CAUSE)


def part_in(entry: Entry) -> str:
    """The id of the share that this entry pays."""
    return entry.cause.removeprefix(SPLIT_CAUSE)


async def settle_part(session: AsyncSession, entry: Entry) -> str:
    """Mark the share of this entry as paid, and the split as done with its last one; returns the split's id."""
    part = (await session.exec(select(PartRow).where(PartRow.id == part_in(entry)))).one_or_none()
    ensure(part, "the entry of a split pays one of its shares", seq=entry.seq)
    assert part
    await close(session, arriving_key(entry.key))
    # The split's row first, as everybody who changes a share does: its lock is the order of things.
    split = await lock_split(session, part.split_id)
    change = update(PartRow).where(col(PartRow.id) == part.id, col(PartRow.entry_seq).is_(None))
    paid = await session.exec(
        change.values(state=PartState.PAID, paying_since=None, paid_at=entry.posted_at, entry_seq=entry.seq).returning(
            col(PartRow.id)
        ),
        execution_options={"synchronize_session": False},
    )
    if not paid.all():
        again = (await session.exec(select(PartRow.entry_seq).where(PartRow.id == part.id))).one()
        ensure(again == entry.seq, "a share is paid once", seq=entry.seq)
        return split.id
    left = await session.exec(
        select(PartRow.id).where(col(PartRow.split_id) == split.id, col(PartRow.state).not_in(SETTLED)).limit(1)
    )
    split.step += 1
    if left.first() is None and split.state == SplitState.OPEN:
        split.state, split.ended_at = SplitState.DONE, entry.posted_at
    session.add(split)
    return split.id


async def lock_split(session: AsyncSession, split_id: str) -> SplitRow:
    """Everything that changes a share holds this row: paying, closing and declining come one after the other."""
    wanted = select(SplitRow).where(SplitRow.id == split_id).with_for_update()
    return (await session.exec(wanted, execution_options={"populate_existing": True})).one()
