"""What must be true of combined payments and of merchants' holds, for `wallet.books`; see `witnesses.py` for what a
witness is and must not do."""

from collections.abc import Sequence

from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, Entry, Kind
from wallet.payments.combine_rows import CombinedRow, CombinedState
from wallet.payments.combine_settling import COMBINE_CAUSE, pays_combined
from wallet.payments.hold_rows import ENDED, UNCONFIRMED, HoldRow, HoldState
from wallet.payments.hold_settling import HOLD_CAUSE, captures_hold, sets_aside
from wallet.payments.order_rows import OrderRow
from wallet.payments.settling import ORDER_CAUSE, ends_hold
from wallet.witnesses import Fact

ROWS_PAGE = 200


class CombinedPayments:
    """Combined payments against the journal: paid as one, divided without a rest."""

    def __init__(self, house: WalletHouse) -> None:
        self._house, self._wrong, self._seen = house, "", 0

    async def see(self, entries: Sequence[Entry]) -> None:
        """Each entry of a combined payment has its row, for the same sum, paid or about to be settled."""
        paid = {entry.cause.removeprefix(COMBINE_CAUSE): entry for entry in entries if pays_combined(entry)}
        if not paid:
            return
        async with self._house.database.read() as session:
            rows = (await session.exec(select(CombinedRow).where(col(CombinedRow.id).in_(paid)))).all()
        found = {row.id: row for row in rows}
        for combine_id, entry in paid.items():
            self._see(combine_id, found.get(combine_id), entry)

    def _see(self, combine_id: str, row: CombinedRow | None, entry: Entry) -> None:
        self._seen += 1
        fits = (
            row is not None
            and row.total_minor == entry.amount_minor
            and row.state in (CombinedState.PAYING, CombinedState.SUCCESS)
            and row.entry_seq in (None, entry.seq)
        )
        if not fits:
            self._wrong = self._wrong or f"entry {entry.seq} does not fit {combine_id}"

    async def facts(self) -> list[Fact]:
        """Parts sum to the whole; what is divided left nothing behind."""
        after = ""
        while rows := await self._after(after):
            after = rows[-1].id
            for row in rows:
                await self._check(row)
        sentence = "a combined payment is the sum of its parts, paid and divided as one"
        return [Fact(sentence, not self._wrong, self._wrong or f"{self._seen} combined payments")]

    async def _check(self, row: CombinedRow) -> None:
        async with self._house.database.read() as session:
            parts = (await session.exec(select(OrderRow).where(OrderRow.combine_id == row.id))).all()
        if sum(part.total_minor for part in parts) != row.total_minor:
            self._wrong = self._wrong or f"the parts of {row.id} do not sum to it"
        if row.state != CombinedState.SUCCESS and any(part.entry_seq for part in parts):
            self._wrong = self._wrong or f"a part of {row.id} is paid, the whole is not"
        if row.divided_at is None:
            return
        account = await self._house.ledger.find_account(AccountKind.ESCROW, COMBINE_CAUSE + row.id, row.currency)
        if account is None or account.balance_minor or not all(part.entry_seq for part in parts):
            self._wrong = self._wrong or f"{row.id} is divided, and a part is unpaid or a rest is left"

    async def _after(self, after: str) -> Sequence[CombinedRow]:
        question = select(CombinedRow).where(col(CombinedRow.id) > after).order_by(col(CombinedRow.id))
        async with self._house.database.read() as session:
            return (await session.exec(question.limit(ROWS_PAGE))).all()


class MerchantHolds:
    """Merchants' holds against the ledger's, in both directions."""

    def __init__(self, house: WalletHouse) -> None:
        self._house, self._wrong, self._seen = house, "", 0

    async def see(self, entries: Sequence[Entry]) -> None:
        """Each entry that sets aside, captures or lets go fits its row, which says so or is about to be settled."""
        ours = [entry for entry in entries if sets_aside(entry) or captures_hold(entry) or ends_hold(entry)]
        if not ours:
            return
        ids = {entry.cause.removeprefix(HOLD_CAUSE) for entry in ours if sets_aside(entry)}
        keys = {entry.hold.hex() for entry in ours if entry.hold}
        async with self._house.database.read() as session:
            begun = (await session.exec(select(HoldRow).where(col(HoldRow.id).in_(ids)))).all()
            ended = (await session.exec(select(HoldRow).where(col(HoldRow.hold_hex).in_(keys)))).all()
        by_id, by_key = {row.id: row for row in begun}, {row.hold_hex: row for row in ended}
        for entry in ours:
            if sets_aside(entry):
                self._see_begin(by_id.get(entry.cause.removeprefix(HOLD_CAUSE)), entry)
            else:
                self._see_end(by_key.get((entry.hold or b"").hex()), entry)

    def _see_begin(self, row: HoldRow | None, entry: Entry) -> None:
        self._seen += 1
        waits = row is not None and row.state == HoldState.CONFIRMING
        named = row is not None and row.hold_hex == entry.key.hex()
        if row is None or row.amount_minor != entry.amount_minor or not (waits or named):
            self._wrong = self._wrong or f"entry {entry.seq} sets aside for no hold"

    def _see_end(self, row: HoldRow | None, entry: Entry) -> None:
        """row None: what ended was a payout, a fence, or a hold whose begin is not settled yet."""
        if row is None or row.entry_seq is None:
            return
        taken = entry.kind is Kind.CAPTURE
        fits = row.entry_seq == entry.seq and taken == (row.state == HoldState.CAPTURED)
        if not fits or (taken and entry.cause != ORDER_CAUSE + row.order_id):
            self._wrong = self._wrong or f"entry {entry.seq} does not fit hold {row.id}, which is {row.state}"

    async def facts(self) -> list[Fact]:
        """Each confirmed row has its hold in the ledger, in the state it says; a captured one has its paid order."""
        after = ""
        while rows := await self._confirmed_after(after):
            after = rows[-1].id
            for row in rows:
                await self._check(row)
        sentence = "a merchant's hold is captured or let go exactly once, for at most what was set aside"
        return [Fact(sentence, not self._wrong, self._wrong or f"{self._seen} holds")]

    async def _check(self, row: HoldRow) -> None:
        hold = await self._house.ledger.find_hold(bytes.fromhex(row.hold_hex or ""))
        if hold is None or hold.amount_minor != row.amount_minor:
            self._wrong = self._wrong or f"{row.id} names a hold that is not its own"
        right = "captured" if row.state == HoldState.CAPTURED else "void"
        if row.state in ENDED and hold is not None and hold.state != right:
            self._wrong = self._wrong or f"{row.id} is {row.state}, its hold is {hold.state}"
        if row.state != HoldState.CAPTURED:
            return
        async with self._house.database.read() as session:
            order = await session.get(OrderRow, row.order_id)
        if order is None or (order.entry_seq, order.total_minor) != (row.entry_seq, row.captured_minor):
            self._wrong = self._wrong or f"{row.id} is captured, and its order does not say so"

    async def _confirmed_after(self, after: str) -> Sequence[HoldRow]:
        question = select(HoldRow).where(col(HoldRow.id) > after, col(HoldRow.state).not_in(UNCONFIRMED))
        async with self._house.database.read() as session:
            return (await session.exec(question.order_by(col(HoldRow.id)).limit(ROWS_PAGE))).all()
