"""What must be true of money that came from cards or went to them, for `wallet.books`: each top-up and each withdrawal
against the journal, in both directions, and each debt against the top-ups it comes from."""

from collections.abc import Sequence

from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, Entry, Kind
from wallet.payments import top_up_settling, withdrawal_settling
from wallet.payments.top_up_rows import TopUpRow, TopUpState
from wallet.payments.top_up_settling import DEBT_CAUSE, TOP_UP_BACK_CAUSE, collect_key, credit_key
from wallet.payments.withdrawal_rows import OPEN, WithdrawalRow, WithdrawalState
from wallet.payments.withdrawal_settling import fee_key, hold_key, pay_key
from wallet.witnesses import Fact

ROWS_PAGE = 200
LOOKS = 3


class _Wrong:
    """The first thing that is wrong."""

    def __init__(self, house: WalletHouse) -> None:
        self.house, self.words, self.seen = house, "", 0

    def expect(self, condition: bool, otherwise: str) -> None:
        if not condition:
            self.words = self.words or otherwise

    def fact(self, sentence: str, what: str) -> list[Fact]:
        return [Fact(sentence, not self.words, self.words or f"{self.seen} {what}")]


class TopUps:
    """Money in from cards, what banks took back, and what people owe for it."""

    def __init__(self, house: WalletHouse) -> None:
        self._house, self._wrong = house, _Wrong(house)

    async def see(self, entries: Sequence[Entry]) -> None:
        """Each entry of a top-up belongs to a row, under one of its keys."""
        ours = [entry for entry in entries if top_up_settling.is_of_card(entry)]
        wanted = select(TopUpRow).where(col(TopUpRow.id).in_({top_up_settling.top_up_of(entry) for entry in ours}))
        async with self._house.database.read() as session:
            rows = {row.id: row for row in (await session.exec(wanted)).all()} if ours else {}
        for entry in ours:
            row = rows.get(top_up_settling.top_up_of(entry))
            self._wrong.expect(row is not None and self._fits(row, entry), f"entry {entry.seq} fits no top-up")
            self._wrong.seen += entry.key == credit_key(top_up_settling.top_up_of(entry))

    def _fits(self, row: TopUpRow, entry: Entry) -> bool:
        if entry.cause.startswith(DEBT_CAUSE):
            return entry.amount_minor <= row.amount_minor and row.state == TopUpState.CHARGED_BACK
        back = entry.cause.startswith(TOP_UP_BACK_CAUSE)
        key, named = (top_up_settling.back_key(row.id), row.back_seq) if back else (credit_key(row.id), row.entry_seq)
        return entry.key == key and entry.amount_minor == row.amount_minor and named in (None, entry.seq)

    async def facts(self) -> list[Fact]:
        """What rows say was credited or taken back is in the journal; a debt is what top-ups say is owed."""
        after, indebted = "", set[tuple[str, str]]()
        while rows := await self._settled_after(after):
            after = rows[-1].id
            for row in rows:
                credited = await self._house.ledger.get_entry(row.entry_seq or 0)
                self._wrong.expect(credited.key == credit_key(row.id), f"{row.id} names an entry that is not its own")
                if row.back_seq is not None:
                    indebted.add((row.person_id, row.currency))
        for person_id, currency in sorted(indebted):
            await self._check_debt(person_id, currency)
        return self._wrong.fact("a top-up is credited once, and what a bank takes back is owed or recovered", "top-ups")

    async def _check_debt(self, person_id: str, currency: str) -> None:
        """Looked at again when it does not fit at first: somebody may be writing between our two looks."""
        balance = owed = 0
        for _ in range(LOOKS):
            owed = await self._owed(person_id, currency)
            account = await self._house.ledger.find_account(AccountKind.ESCROW, f"debt:{person_id}", currency)
            if (balance := account.balance_minor if account else 0) == -owed:
                return
        self._wrong.expect(False, f"{person_id} owes {-balance}, and the top-ups say {owed}")

    async def _owed(self, person_id: str, currency: str) -> int:
        """As the rows say, but for a step that is in the journal and not yet written down."""
        hers = (TopUpRow.person_id == person_id, TopUpRow.currency == currency, col(TopUpRow.back_seq).is_not(None))
        async with self._house.database.read() as session:
            rows = (await session.exec(select(TopUpRow).where(*hers))).all()
        owed = 0
        for row in rows:
            step = await self._house.ledger.find_entry_by_key(collect_key(row.id, row.recovered_minor))
            owed += row.amount_minor - row.recovered_minor - (step.amount_minor if step else 0)
        return owed

    async def _settled_after(self, after: str) -> Sequence[TopUpRow]:
        question = select(TopUpRow).where(col(TopUpRow.id) > after, col(TopUpRow.entry_seq).is_not(None))
        async with self._house.database.read() as session:
            return (await session.exec(question.order_by(col(TopUpRow.id)).limit(ROWS_PAGE))).all()


class Withdrawals:
    """Money out to cards."""

    def __init__(self, house: WalletHouse) -> None:
        self._house, self._wrong = house, _Wrong(house)

    async def see(self, entries: Sequence[Entry]) -> None:
        """Each entry of a withdrawal belongs to a row, for its amount."""
        ours = [entry for entry in entries if withdrawal_settling.is_of_withdrawal(entry)]
        if not ours:
            return
        ids = {withdrawal_settling.withdrawal_of(entry) for entry in ours}
        async with self._house.database.read() as session:
            found = await session.exec(select(WithdrawalRow).where(col(WithdrawalRow.id).in_(ids)))
            rows = {row.id: row for row in found.all()}
        for entry in ours:
            row = rows.get(withdrawal_settling.withdrawal_of(entry))
            self._wrong.expect(row is not None and self._fits(row, entry), f"entry {entry.seq} fits no withdrawal")

    def _fits(self, row: WithdrawalRow, entry: Entry) -> bool:
        if entry.kind is Kind.VOID:
            return entry.hold == hold_key(row.id) and row.entry_seq is None
        if entry.kind is Kind.POST:
            return entry.amount_minor == (row.fee_minor if entry.key == fee_key(row.id) else row.amount_minor)
        return entry.amount_minor == row.amount_minor + row.fee_minor

    async def facts(self) -> list[Fact]:
        """A paid one was captured and its fee taken; a failed one holds nothing."""
        after = ""
        while rows := await self._after(after):
            after = rows[-1].id
            for row in rows:
                self._wrong.seen += 1
                await self._check(row)
        return self._wrong.fact("a withdrawal is paid out once or given back", "withdrawals")

    async def _check(self, row: WithdrawalRow) -> None:
        hold = await self._house.ledger.find_hold(hold_key(row.id))
        if row.state in (WithdrawalState.PAID, WithdrawalState.RETURNED):
            entry = await self._house.ledger.find_entry_by_key(pay_key(row.id))
            fee = await self._house.ledger.find_entry_by_key(fee_key(row.id))
            named = entry is not None and entry.seq == row.entry_seq
            self._wrong.expect(named, f"{row.id} was paid without its capture")
            self._wrong.expect((fee is not None) == bool(row.fee_minor), f"{row.id} was paid without its fee")
        else:
            self._wrong.expect(hold is None or hold.state == "void", f"{row.id} failed and still holds money")

    async def _after(self, after: str) -> Sequence[WithdrawalRow]:
        """Those that are over: an open one may be between two steps."""
        question = select(WithdrawalRow).where(col(WithdrawalRow.id) > after, col(WithdrawalRow.state).not_in(OPEN))
        async with self._house.database.read() as session:
            return (await session.exec(question.order_by(col(WithdrawalRow.id)).limit(ROWS_PAGE))).all()
