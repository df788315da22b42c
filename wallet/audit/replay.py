"""The money of an export, replayed row by row: balances, holds and currencies must be what each row says they are.
Pure; `verify.py` feeds it and is told of each row that does not fit, but not of those that follow from it."""

from collections import defaultdict
from collections.abc import Callable

from wallet.ledger.model import AccountId, Entry, Kind

Say = Callable[[str], None]


class Replay:
    def __init__(self) -> None:
        self._currency: dict[AccountId, str] = {}
        self._balance: dict[AccountId, int] = defaultdict(int)
        self._held: dict[AccountId, int] = defaultdict(int)
        self._holds: dict[bytes, tuple[AccountId, int]] = {}
        self._keys: set[bytes] = set()

    def open_account(self, account: AccountId, currency: str) -> None:
        self._currency[account] = currency

    def take(self, entry: Entry, say: Say) -> None:
        if entry.key in self._keys:
            say(f"row {entry.seq} carries the key of an earlier row")
        self._keys.add(entry.key)
        if self._currency.get(entry.debit) != self._currency.get(entry.credit) or entry.debit not in self._currency:
            say(f"row {entry.seq} moves money between accounts of two currencies, or unknown ones")
        amount = entry.amount_minor
        if entry.kind is Kind.AUTHORIZE:
            self._held[entry.debit] += amount
            self._holds[entry.key] = entry.debit, amount
        else:
            if entry.kind is not Kind.POST:
                owner, whole = self._holds.pop(entry.hold or b"", (0, 0))
                if owner != entry.debit or amount > whole:
                    say(f"row {entry.seq} ends a hold that was not open for it")
                self._held[entry.debit] -= whole
            self._balance[entry.debit] -= amount
            self._balance[entry.credit] += amount
        now = (self._balance[entry.debit], self._held[entry.debit], self._balance[entry.credit])
        if now != (entry.debit_balance_minor, entry.debit_held_minor, entry.credit_balance_minor):
            say(f"row {entry.seq} states other balances than the rows up to it give")
            # Go on from what it states: a row that was changed shall not make all that follow it wrong.
            self._balance[entry.debit], self._held[entry.debit] = entry.debit_balance_minor, entry.debit_held_minor
            self._balance[entry.credit] = entry.credit_balance_minor

    def finish(self, say: Say) -> None:
        sums: dict[str, int] = defaultdict(int)
        for account, balance in self._balance.items():
            sums[self._currency.get(account, "")] += balance
        if uneven := {currency: total for currency, total in sums.items() if total}:
            say(f"balances do not sum to zero: {uneven}")
