"""A batch as the columns that `ledger.apply` takes, and its results back as outcomes. Only `postgres.py` uses it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from wallet.ledger.model import AccountId, Draft, Entry, Kind
from wallet.ledger.rules import Code, Outcome, refusal, repeated

APPLY = "SELECT * FROM ledger.apply($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
ENTRY = (
    "seq, key, kind, debit, credit, amount_minor, cause, hold,"
    " debit_balance_minor, debit_held_minor, credit_balance_minor, batch, posted_at, debit_before, credit_before"
)
ENTRIES_WITH_KEYS = f"SELECT {ENTRY} FROM ledger.entry WHERE key = ANY ($1)"  # noqa: S608 - the constant above
_CODES = {int(code): code for code in Code}


def encode(batch: Sequence[Draft], now_us: int) -> tuple[Any, ...]:
    """The arguments of `ledger.apply`, as schema/postgres/0002_apply.sql describes them."""
    place: dict[AccountId, int] = {}
    debtors: list[int] = []
    creditors: list[int] = []
    for draft in batch:
        debtors.append(place.setdefault(draft.debit, len(place) + 1) if draft.debit else 0)
        creditors.append(place.setdefault(draft.credit, len(place) + 1) if draft.credit else 0)
    slot: dict[bytes, int] = {}
    holds: list[int] = []
    expiries: list[datetime | None] = []
    for draft in batch:
        named = draft.key if draft.kind is Kind.AUTHORIZE else draft.hold
        holds.append(slot.setdefault(named, len(slot) + 1) if named else 0)
    if slot:
        expiries = [draft.expires_at for draft in batch]
    return (
        list(place),
        [draft.key for draft in batch],
        [draft.kind for draft in batch],
        debtors,
        creditors,
        [draft.amount_minor for draft in batch],
        [draft.cause for draft in batch],
        list(slot),
        holds,
        expiries,
        now_us,
    )


def decode(batch: Sequence[Draft], result: Mapping[str, Any], stored: Mapping[bytes, Entry]) -> list[Outcome]:
    """result: the row of `ledger.apply`; stored: the entries of the keys it knew."""
    outcomes: list[Outcome] = []
    number, seq, moment = result["number"], result["begin_seq"], result["moment"]
    debtors = result["debit_accounts"] or [draft.debit for draft in batch]
    creditors = result["credit_accounts"] or [draft.credit for draft in batch]
    columns = (result["codes"], debtors, creditors)
    balances = (result["debit_balances"], result["debit_helds"], result["credit_balances"])
    befores = (result["debit_befores"], result["credit_befores"])
    for draft, code, debit, credit, x, y, z, v, w in zip(batch, *columns, *balances, *befores, strict=True):
        if code == 0:
            amount, cause = draft.amount_minor, draft.cause
            key, kind, hold = draft.key, draft.kind, draft.hold
            entry = Entry(seq, key, kind, debit, credit, amount, cause, hold, x, y, z, number, moment, v, w)
            outcomes.append(entry)
            seq += 1
        elif code == Code.KEY_KNOWN:
            outcomes.append(repeated(draft, stored[draft.key]))
        else:
            outcomes.append(refusal(_CODES[code], draft))
    return outcomes


def entry_of(row: Sequence[Any]) -> Entry:
    """A row of the columns ENTRY."""
    seq, key, kind, debit, credit, amount, cause, hold, x, y, z, batch, moment, v, w = row
    return Entry(seq, key, Kind(kind), debit, credit, amount, cause, hold, x, y, z, batch, moment, v, w)
