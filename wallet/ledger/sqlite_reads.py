"""The questions put to the SQLite ledger, each a function of a connection. The engine asks them on its read connection
for callers, and on its write connection while it holds the lock for a batch."""

# ruff: noqa: S608 - what is joined in are the column lists below; every value is bound

from array import array
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import apsw

from wallet.ledger import looking
from wallet.ledger.chain import microseconds, moment_of
from wallet.ledger.model import Account, AccountId, AccountKind, AccountState, ChainLink, Entry, Hold, Kind, Seq
from wallet.ledger.rules import AccountNow, HoldNow

ENTRY = (
    "seq, key, kind, debit, credit, amount_minor, cause, hold,"
    " debit_balance_minor, debit_held_minor, credit_balance_minor, batch, posted_us, debit_before, credit_before"
)
_ACCOUNT = "id, kind, owner, currency, balance_minor, held_minor, floor_minor, state, last_seq"
_HOLD = "key, debit, credit, amount_minor, state, expires_us, cause"
_LINK = "batch, first_seq, entries, hash, posted_us"
# The seqs of an account, newest first, along the links that each entry keeps to the one before; no index is needed. ?1
# is the account, ?2 the seq to stay below (a step from that entry when it is the account's own), ?3 how many.
STATEMENT_LINE = """WITH RECURSIVE line (seq, n) AS (
  SELECT coalesce(
    (SELECT CASE WHEN debit = ?1 THEN debit_before ELSE credit_before END FROM entry
      WHERE seq = ?2 AND ?1 IN (debit, credit)),
    (SELECT last_seq FROM account WHERE id = ?1)), 0
  UNION ALL
  SELECT CASE WHEN e.debit = ?1 THEN e.debit_before ELSE e.credit_before END, n + (line.seq < ?2)
    FROM line JOIN entry e ON e.seq = line.seq WHERE n < ?3)"""
_SEQ_MAX = 2**63 - 1
_STATES = {state.value: state for state in AccountState}


def find_account(db: apsw.Connection, kind: AccountKind, owner: str, currency: str) -> Account | None:
    rows = db.execute(
        f"SELECT {_ACCOUNT} FROM account WHERE kind = ? AND owner = ? AND currency = ?", (kind.value, owner, currency)
    )
    return next(map(_account, rows), None)


def accounts_after(db: apsw.Connection, account: AccountId, limit: int) -> list[Account]:
    rows = db.execute(f"SELECT {_ACCOUNT} FROM account WHERE id > ? ORDER BY id LIMIT ?", (account, limit))
    return [_account(row) for row in rows]


def accounts_now(db: apsw.Connection, ids: "array[int]") -> dict[AccountId, AccountNow]:
    rows: Iterable[Any] = db.execute(
        "SELECT id, balance_minor, held_minor, floor_minor, currency, state, last_seq FROM account"
        " WHERE id IN carray(?)",
        (apsw.carray(ids),),
    )
    return {
        i: AccountNow(balance, held, floor, currency, _STATES[state], last)
        for i, balance, held, floor, currency, state, last in rows
    }


def holds_now(db: apsw.Connection, keys: tuple[bytes, ...]) -> dict[bytes, HoldNow]:
    found = (_hold(row) for row in db.execute(f"SELECT {_HOLD} FROM hold WHERE key IN carray(?)", (apsw.carray(keys),)))
    return {h.key: HoldNow(h.debit, h.credit, h.amount_minor, h.state, h.expires_at, h.cause) for h in found}


def entries_with_keys(db: apsw.Connection, keys: tuple[bytes, ...]) -> dict[bytes, Entry]:
    rows = db.execute(f"SELECT {ENTRY} FROM entry WHERE key IN carray(?)", (apsw.carray(keys),))
    return {entry.key: entry for entry in map(_entry, rows)}


def find_repeated_key(db: apsw.Connection) -> bytes | None:
    row: Any = db.execute("SELECT key FROM entry GROUP BY key HAVING count(*) > 1 LIMIT 1").fetchone()
    return row[0] if row else None


def entries_after(db: apsw.Connection, seq: Seq, limit: int) -> list[Entry]:
    rows = db.execute(f"SELECT {ENTRY} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))
    return [_entry(row) for row in rows]


def entries_of_account(db: apsw.Connection, account: AccountId, before: Seq | None, limit: int) -> list[Entry]:
    rows = db.execute(
        f"{STATEMENT_LINE} SELECT {ENTRY} FROM line JOIN entry USING (seq) WHERE line.seq < ?2"
        " ORDER BY line.seq DESC LIMIT ?3",
        (account, _SEQ_MAX if before is None else before, limit),
    )
    return [_entry(row) for row in rows]


def entries_of_cause(db: apsw.Connection, cause: str) -> list[Entry]:
    return [_entry(row) for row in db.execute(f"SELECT {ENTRY} FROM entry WHERE cause = ? ORDER BY seq", (cause,))]


def find_hold(db: apsw.Connection, key: bytes) -> Hold | None:
    return next(map(_hold, db.execute(f"SELECT {_HOLD} FROM hold WHERE key = ?", (key,))), None)


def open_holds(db: apsw.Connection, expired_at: datetime | None, limit: int) -> list[Hold]:
    if expired_at is None:
        rows = db.execute(f"SELECT {_HOLD} FROM hold WHERE state = 'open' ORDER BY expires_us, key LIMIT ?", (limit,))
    else:
        rows = db.execute(
            f"SELECT {_HOLD} FROM hold WHERE state = 'open' AND expires_us <= ? ORDER BY expires_us, key LIMIT ?",
            (microseconds(expired_at), limit),
        )
    return [_hold(row) for row in rows]


def head(db: apsw.Connection) -> ChainLink:
    return _link(next(iter(db.execute(f"SELECT {_LINK} FROM chain ORDER BY batch DESC LIMIT 1"))))


def links_after(db: apsw.Connection, batch: int, limit: int) -> list[ChainLink]:
    rows = db.execute(f"SELECT {_LINK} FROM chain WHERE batch > ? ORDER BY batch LIMIT ?", (batch, limit))
    return [_link(row) for row in rows]


def accounts_of(db: apsw.Connection, owner: str) -> list[Account]:
    kinds = ", ".join(f"'{kind.value}'" for kind in AccountKind)  # named, so that the index by kind and owner serves
    rows = db.execute(f"SELECT {_ACCOUNT} FROM account WHERE owner = ? AND kind IN ({kinds}) ORDER BY id", (owner,))
    return [_account(row) for row in rows]


def some_accounts(db: apsw.Connection, ids: "array[int]") -> dict[AccountId, Account]:
    if not ids:
        return {}  # an empty array has no address that SQLite would take
    rows = db.execute(f"SELECT {_ACCOUNT} FROM account WHERE id IN carray(?)", (apsw.carray(ids),))
    return {account.id: account for account in map(_account, rows)}


def find_entries(db: apsw.Connection, wanted: looking.EntryFilter, limit: int) -> list[Entry]:
    sql, values = looking.entries_question(wanted, limit, columns=ENTRY, ledger="", mark="?")
    return [_entry(row) for row in db.execute(sql, values)]


def volumes_after(db: apsw.Connection, seq: Seq) -> list[looking.DayVolume]:
    sql = looking.volume_question(
        "", "?", day="e.posted_us / 86400000000", what="substr(e.cause, 1, instr(e.cause || ':', ':') - 1)"
    )
    return looking.volumes_of(list(db.execute(sql, (seq,))))


def totals_at(db: apsw.Connection, seq: Seq) -> list[looking.KindTotal]:
    return looking.totals_of(list(db.execute(looking.totals_question("", "?"), (seq,))))


def changes_between(db: apsw.Connection, after: Seq, to: Seq) -> list[looking.KindTotal]:
    return looking.totals_of(list(db.execute(looking.changes_question("", "?"), (after, to))))


def accounts_at(db: apsw.Connection, *values: object) -> list[looking.AccountAt]:
    """values: seq, kind, currency, the account to page from, how many."""
    return looking.accounts_of(list(db.execute(looking.accounts_question("", "?"), values)))  # pyright: ignore[reportArgumentType] numbers and text


def _account(row: Any) -> Account:
    i, kind, owner, currency, balance, held, floor, state, last_seq = row
    return Account(i, AccountKind(kind), owner, currency, balance, held, floor, AccountState(state), last_seq)


def _entry(row: Any) -> Entry:
    seq, key, kind, debit, credit, amount, cause, hold, x, y, z, batch, us, v, w = row
    return Entry(seq, key, Kind(kind), debit, credit, amount, cause, hold, x, y, z, batch, moment_of(us), v, w)


def _hold(row: Any) -> Hold:
    key, debit, credit, amount, state, expires_us, cause = row
    return Hold(key, debit, credit, amount, state, None if expires_us is None else moment_of(expires_us), cause)


def _link(row: Any) -> ChainLink:
    batch, first_seq, entries, digest, posted_us = row
    return ChainLink(batch, first_seq, entries, digest, moment_of(posted_us))
