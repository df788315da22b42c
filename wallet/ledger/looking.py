"""Questions of an auditor to the journal: entries by amount, account and range, and what every account had at some
entry. Each is one SQL statement, the same for both engines but for its placeholders, so that it sees one moment of the
books. `wallet/audit` asks them through `Ledger`.

None of them has an index of its own, because each index costs every payment (docs/decisions/0003-ledger.md): they read
the part of the journal that they are about."""

# ruff: noqa: S608 - what is joined in are the constants of this file and of the engines; every value is bound

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from wallet.ledger.model import AccountId, AccountKind, Seq

SEQ_MAX = 2**63 - 1
EPOCH_DAY = date(1970, 1, 1)
ACCOUNTS_MAX = 200  # in one filter


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """after_seq, before_seq: both excluded. accounts: on either side; None for any. amounts: in minor units, both
    included; None for any. currency: "" for any."""

    after_seq: Seq = 0
    before_seq: Seq = SEQ_MAX
    accounts: tuple[AccountId, ...] | None = None
    amount_from: int | None = None
    amount_to: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class KindTotal:
    """The accounts of one kind and currency at some entry. accounts: those that had money or owed some.
    debit_minor, credit_minor: what they owed and had together, neither negative. held_minor: set aside, within."""

    currency: str
    kind: AccountKind
    accounts: int
    debit_minor: int
    credit_minor: int
    held_minor: int


@dataclass(frozen=True, slots=True)
class AccountAt:
    """One account as it stood at some entry; state: as it is now."""

    id: AccountId
    kind: AccountKind
    owner: str
    currency: str
    state: str
    balance_minor: int
    held_minor: int


def entries_question(
    wanted: EntryFilter, limit: int, *, columns: str, ledger: str, mark: str
) -> tuple[str, list[int | str]]:
    """Newest first. columns: of an entry; ledger: what stands before a table's name; mark: "?" or "$"."""
    values: list[int | str] = [wanted.after_seq, wanted.before_seq]
    conditions = [f"seq > {mark}1", f"seq < {mark}2"]

    def bound(value: int | str) -> str:
        values.append(value)
        return f"{mark}{len(values)}"

    if wanted.accounts is not None:
        marks = ", ".join(bound(account) for account in wanted.accounts[:ACCOUNTS_MAX]) or "0"
        conditions.append(f"(debit IN ({marks}) OR credit IN ({marks}))")
    if wanted.amount_from is not None:
        conditions.append(f"amount_minor >= {bound(wanted.amount_from)}")
    if wanted.amount_to is not None:
        conditions.append(f"amount_minor <= {bound(wanted.amount_to)}")
    if wanted.currency:
        conditions.append(f"debit IN (SELECT id FROM {ledger}account WHERE currency = {bound(wanted.currency)})")
    sql = f"SELECT {columns} FROM {ledger}entry WHERE {' AND '.join(conditions)} ORDER BY seq DESC LIMIT {bound(limit)}"
    return sql, values


def _standing(ledger: str, mark: str) -> str:
    """What each account had at entry {mark}1: what it has now, less everything after."""
    return f"""WITH moved AS (
  SELECT account, sum(amount) AS amount, sum(held) AS held FROM (
    SELECT debit AS account, CASE WHEN kind IN (0, 2) THEN -amount_minor ELSE 0 END AS amount,
           CASE WHEN kind = 1 THEN amount_minor ELSE 0 END AS held FROM {ledger}entry WHERE seq > {mark}1
    UNION ALL
    SELECT credit, amount_minor, 0 FROM {ledger}entry WHERE seq > {mark}1 AND kind IN (0, 2)
    UNION ALL
    SELECT e.debit, 0, -h.amount_minor FROM {ledger}entry e JOIN {ledger}hold h ON h.key = e.hold
     WHERE e.seq > {mark}1 AND e.kind >= 2) AS postings
  GROUP BY account),
standing AS (
  SELECT a.id, a.kind, a.owner, a.currency, a.state, a.last_seq, a.balance_minor - coalesce(m.amount, 0) AS balance,
         a.held_minor - coalesce(m.held, 0) AS held
    FROM {ledger}account a LEFT JOIN moved m ON m.account = a.id)"""


def totals_question(ledger: str, mark: str) -> str:
    """{mark}1: the entry."""
    return f"""{_standing(ledger, mark)}
SELECT currency, kind, sum(CASE WHEN balance <> 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN balance < 0 THEN -balance ELSE 0 END),
       sum(CASE WHEN balance > 0 THEN balance ELSE 0 END), sum(held)
  FROM standing GROUP BY currency, kind ORDER BY currency, kind"""


def changes_question(ledger: str, mark: str) -> str:
    """{mark}1: the entry to begin after; 2: the last one. An account's last entry in between says what it had then, and
    less what moved in between it is what it had before."""
    between = f"seq > {mark}1 AND seq <= {mark}2"
    before = "(balance - amount)"
    return f"""WITH postings AS (
  SELECT seq, debit AS account, CASE WHEN kind IN (0, 2) THEN -amount_minor ELSE 0 END AS amount,
         CASE WHEN kind = 1 THEN amount_minor ELSE 0 END AS held FROM {ledger}entry WHERE {between}
  UNION ALL
  SELECT seq, credit, CASE WHEN kind IN (0, 2) THEN amount_minor ELSE 0 END, 0 FROM {ledger}entry WHERE {between}
  UNION ALL
  SELECT e.seq, e.debit, 0, -h.amount_minor FROM {ledger}entry e JOIN {ledger}hold h ON h.key = e.hold
   WHERE e.seq > {mark}1 AND e.seq <= {mark}2 AND e.kind >= 2),
moved AS (
  SELECT account, max(seq) AS last, sum(amount) AS amount, sum(held) AS held FROM postings GROUP BY account),
standing AS (
  SELECT a.currency, a.kind, m.amount, m.held,
         CASE WHEN e.debit = a.id THEN e.debit_balance_minor ELSE e.credit_balance_minor END AS balance
    FROM moved m JOIN {ledger}account a ON a.id = m.account JOIN {ledger}entry e ON e.seq = m.last)
SELECT currency, kind,
       sum(CASE WHEN balance <> 0 THEN 1 ELSE 0 END - CASE WHEN {before} <> 0 THEN 1 ELSE 0 END),
       sum(CASE WHEN balance < 0 THEN -balance ELSE 0 END - CASE WHEN {before} < 0 THEN -{before} ELSE 0 END),
       sum(CASE WHEN balance > 0 THEN balance ELSE 0 END - CASE WHEN {before} > 0 THEN {before} ELSE 0 END), sum(held)
  FROM standing GROUP BY currency, kind ORDER BY currency, kind"""


def accounts_question(ledger: str, mark: str) -> str:
    """{mark}1: the entry; 2: kind; 3: currency; 4: the account to page from; 5: how many. Those ever used."""
    return f"""{_standing(ledger, mark)}
SELECT id, kind, owner, currency, state, balance, held FROM standing
 WHERE kind = {mark}2 AND currency = {mark}3 AND id > {mark}4 AND last_seq > 0 ORDER BY id LIMIT {mark}5"""


@dataclass(frozen=True, slots=True)
class DayVolume:
    """What moved on one day, UTC. what: the first part of the entries' cause, such as "order"."""

    day: date
    what: str
    currency: str
    entries: int
    amount_minor: int


def volume_question(ledger: str, mark: str, *, day: str, what: str) -> str:
    """{mark}1: the entry to begin after. day, what: how this engine gets the day since 1970 and the kind of cause."""
    return f"""SELECT {day} AS day, {what} AS what, a.currency, count(*), sum(e.amount_minor)
  FROM {ledger}entry e JOIN {ledger}account a ON a.id = e.debit
 WHERE e.seq > {mark}1 AND e.kind IN (0, 2) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""


def volumes_of(rows: Sequence[Sequence[object]]) -> list[DayVolume]:
    return [
        DayVolume(EPOCH_DAY + timedelta(days=_whole(day)), str(what), str(currency), _whole(count), _whole(total))
        for day, what, currency, count, total in rows
    ]


def totals_of(rows: Sequence[Sequence[object]]) -> list[KindTotal]:
    return [
        KindTotal(str(currency), AccountKind(kind), *(_whole(number) for number in numbers))
        for currency, kind, *numbers in rows
    ]


def accounts_of(rows: Sequence[Sequence[object]]) -> list[AccountAt]:
    return [
        AccountAt(_whole(i), AccountKind(kind), str(owner), str(currency), str(state), _whole(balance), _whole(held))
        for i, kind, owner, currency, state, balance, held in rows
    ]


def _whole(number: object) -> int:
    """PostgreSQL sums bigints into decimals, and writes round ones as 2E+4."""
    return int(Decimal(str(number)))
