"""What must be true of split bills and of disputes, for `wallet.books`; see `witnesses.py` for what a witness is."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import col, select

from wallet.ledger.model import Entry
from wallet.payments.dispute_rows import DisputeEventRow, DisputeRow
from wallet.payments.refund_rows import RefundRow, RefundState
from wallet.payments.split_rows import PartRow, PartState, SplitRow, SplitState
from wallet.payments.split_settling import part_in, part_key, pays_split
from wallet.witnesses import ROWS_PAGE, Between, Fact


class Splits(Between):
    """Shares of split bills against the journal, in both directions."""

    async def see(self, entries: Sequence[Entry]) -> None:
        """Each entry of a split moves one share from the person who owes it to the starter."""
        ours = [entry for entry in entries if pays_split(entry)]
        wanted = (
            select(PartRow, SplitRow)
            .join(SplitRow, col(SplitRow.id) == col(PartRow.split_id))
            .where(col(PartRow.id).in_({part_in(entry) for entry in ours}))
        )
        async with self.house.database.read() as session:
            rows = {part.id: (part, split) for part, split in (await session.exec(wanted)).all()} if ours else {}
        for entry in ours:
            found = rows.get(part_in(entry))
            self.expect(found is not None and await self._fits(*found, entry), f"entry {entry.seq} fits no share")
            self.seen += 1

    async def _fits(self, part: PartRow, split: SplitRow, entry: Entry) -> bool:
        parties = await self.owner(entry.debit), await self.owner(entry.credit)
        named = part.entry_seq in (None, entry.seq)
        return named and entry.amount_minor == part.amount_minor and parties == (part.person_id, split.starter_id)

    async def facts(self) -> list[Fact]:
        """Shares sum to the total; a paid one names the entry that paid it; all are settled when the split is done."""
        after = ""
        while rows := await self._after(after):
            after = rows[-1].id
            for row in rows:
                await self._check(row)
        return self.fact("a split's shares sum to its total, and each is paid at most once", "shares paid")

    async def _check(self, row: SplitRow) -> None:
        async with self.house.database.read() as session:
            parts = (await session.exec(select(PartRow).where(PartRow.split_id == row.id))).all()
        sums = sum(part.amount_minor for part in parts) == row.total_minor
        self.expect(sums, f"the shares of {row.id} do not sum to its total")
        for part in parts:
            if part.entry_seq is not None:
                entry = await self.house.ledger.get_entry(part.entry_seq)
                own = entry.key == part_key(part.id, part.attempt)
                self.expect(own, f"{part.id} names entry {part.entry_seq}, which is not its own")
        settled = all(part.state in (PartState.OWN, PartState.PAID) for part in parts)
        self.expect(row.state != SplitState.DONE or settled, f"{row.id} is done, and somebody has not paid")

    async def _after(self, after: str) -> Sequence[SplitRow]:
        question = select(SplitRow).where(col(SplitRow.id) > after).order_by(col(SplitRow.id)).limit(ROWS_PAGE)
        async with self.house.database.read() as session:
            return (await session.exec(question)).all()


class Disputes(Between):
    """The refunds that count for a dispute are refunds of its order, made, and sum to what it says."""

    async def see(self, entries: Sequence[Entry]) -> None:
        """Disputes move no money of their own."""

    async def facts(self) -> list[Fact]:
        after = ""
        while rows := await self._after(after):
            after = rows[-1].id
            await self._check(rows)
        return self.fact("a dispute's refunds are refunds of its order", "disputes")

    async def _check(self, rows: Sequence[DisputeRow]) -> None:
        linked = (
            select(DisputeEventRow, RefundRow)
            .join(RefundRow, col(RefundRow.id) == col(DisputeEventRow.refund_id))
            .where(col(DisputeEventRow.dispute_id).in_([row.id for row in rows]))
        )
        refunds: dict[str, list[RefundRow]] = defaultdict(list)
        async with self.house.database.read() as session:
            for event, refund in (await session.exec(linked)).all():
                refunds[event.dispute_id].append(refund)
        for row in rows:
            self.seen += 1
            made = [one for one in refunds[row.id] if one.order_id == row.order_id and one.state == RefundState.SUCCESS]
            whole = len(made) == len(refunds[row.id]) == len({one.id for one in made})
            sums = sum(one.amount_minor for one in made) == row.refunded_minor
            self.expect(whole and sums, f"{row.id} counts refunds that are not its own")

    async def _after(self, after: str) -> Sequence[DisputeRow]:
        question = select(DisputeRow).where(col(DisputeRow.id) > after).order_by(col(DisputeRow.id)).limit(ROWS_PAGE)
        async with self.house.database.read() as session:
            return (await session.exec(question)).all()
