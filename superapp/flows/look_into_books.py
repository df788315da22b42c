"""An operator or auditor reads the books: the trial balance at a moment, the accounts behind a line of it, a statement
of one account; on a page or as a file. Each look is written to the audit trail and committed before anything is shown.
Called by web/admin/books."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person, get_people
from superapp.audit import trail
from superapp.audit.trail import Look
from superapp.base.errors import NotFound
from superapp.base.tables import Cell, csv_line, json_line
from superapp.house import House
from wallet.audit import account_statement, trial_balance
from wallet.audit.account_statement import AccountLine
from wallet.audit.trial_balance import AccountAt, AccountKind, KindTotal
from wallet.merchants.registry import find_merchant
from wallet.money import EXPONENTS, Money, decimal_of

PAGE = 100
NAMED = (AccountKind.PERSON, AccountKind.MERCHANT)
STATEMENT_COLUMNS = ("entry", "posted_at", "kind", "amount", "currency", "balance_after", "cause", "other_account")
BALANCE_COLUMNS = ("currency", "kind", "accounts", "debit", "credit", "held")


@dataclass(frozen=True, slots=True)
class TotalView:
    """debit: what accounts of this kind owe; credit: what they have; held: set aside, within credit."""

    kind: str
    currency: str
    accounts: int
    debit: Money
    credit: Money
    held: Money


@dataclass(frozen=True, slots=True)
class BalanceView:
    """at: as asked, None for now; sums: (debit, credit) of each currency in use; is_even: both sides equal in all."""

    at: datetime | None
    seq: int
    lines: list[TotalView]
    sums: list[tuple[Money, Money]]
    is_even: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    id: int
    owner_id: str
    owner: str
    state: str
    balance: Money
    held: Money


@dataclass(frozen=True, slots=True)
class AccountsView:
    kind: str
    currency: str
    at: datetime | None
    seq: int
    rows: list[AccountRow]
    next_after: int | None


@dataclass(frozen=True, slots=True)
class StatementView:
    """since, until: as asked, None for no bound. movement: closing - opening. owner: a name people know, or ""."""

    account_id: int
    kind: str
    owner_id: str
    owner: str
    state: str
    held: Money
    since: datetime | None
    until: datetime | None
    opening: Money
    closing: Money
    movement: Money
    lines: list[AccountLine]
    next_before: int | None
    looks: list[tuple[Look, str]]


async def balance(house: House, viewer: Person, at: datetime | None) -> BalanceView:
    """The trial balance right after the last entry up to `at`; None: now."""
    await _note(house, viewer, "look_at_trial_balance", f"books:{at.isoformat() if at else 'now'}")
    found = await trial_balance.trial_balance(house.wallet, await trial_balance.seq_at(house.wallet, at))
    sums = [(Money(debit, currency), Money(credit, currency)) for currency, (debit, credit) in found.sums.items()]
    used = [both for both in sums if any(one.amount_minor for one in both)]
    return BalanceView(at, found.seq, [_total(line) for line in found.lines], used, found.is_even)


async def accounts(
    house: House, viewer: Person, kind: str, currency: str, *, at: datetime | None, after: int
) -> AccountsView:
    """The accounts behind one line. Raises NotFound for a kind or currency there is none of."""
    if kind not in set(AccountKind) or currency not in EXPONENTS:
        raise NotFound("account")
    await _note(house, viewer, "list_accounts", f"accounts:{kind}:{currency}")
    seq = await trial_balance.seq_at(house.wallet, at)
    found = await trial_balance.accounts_behind(
        house.wallet, seq, kind=AccountKind(kind), currency=currency, after=after, limit=PAGE + 1
    )
    shown = found[:PAGE]
    names = await _names(house, ((one.kind, one.owner) for one in shown))
    rows = [_row(one, names) for one in shown]
    return AccountsView(kind, currency, at, seq, rows, shown[-1].id if len(found) > PAGE else None)


async def statement(
    house: House,
    viewer: Person,
    account_id: int,
    *,
    since: datetime | None,
    until: datetime | None,
    before: int | None = None,
) -> StatementView:
    """One account. Raises AccountRefused when there is none; the look is on record either way."""
    subject = f"account:{account_id}"
    await _note(house, viewer, "look_at_account", subject)
    found = await account_statement.account_statement(
        house.wallet, account_id, since=since, until=until, before_seq=before, limit=PAGE
    )
    account = found.account
    names = await _names(house, [(account.kind, account.owner)])
    async with house.database.read() as session:
        looks = await trail.looks_at(session, subject, limit=20)
        people = await get_people(session, [look.actor_id for look in looks])
    return StatementView(
        account_id=account.id,
        kind=account.kind.value,
        owner_id=account.owner,
        owner=names.get(account.owner, ""),
        state=account.state.value,
        held=Money(account.held_minor, account.currency),
        since=since,
        until=until,
        opening=found.opening,
        closing=found.closing,
        movement=Money(found.closing.amount_minor - found.opening.amount_minor, account.currency),
        lines=found.lines,
        next_before=found.next_before,
        looks=[(one, people[one.actor_id].name if one.actor_id in people else one.actor_id) for one in looks],
    )


async def export_statement(
    house: House, viewer: Person, account_id: int, *, since: datetime | None, until: datetime | None, form: str
) -> AsyncIterator[str]:
    """The whole statement as lines of "csv" or "jsonl", newest first, between its opening and its closing balance.

    Raises AccountRefused, at once.
    """
    await _note(house, viewer, "export_account", f"account:{account_id}", form=form)
    found = await account_statement.account_statement(house.wallet, account_id, since=since, until=until, limit=1)
    return _statement_lines(house, found, form)


async def export_balance(house: House, viewer: Person, at: datetime | None, form: str) -> AsyncIterator[str]:
    """The trial balance as lines of "csv" or "jsonl"."""
    found = await balance(house, viewer, at)

    async def lines() -> AsyncIterator[str]:
        if form == "csv":
            yield csv_line(BALANCE_COLUMNS)
        for one in found.lines:
            figures = (decimal_of(money.amount_minor, one.currency) for money in (one.debit, one.credit, one.held))
            yield _line(form, BALANCE_COLUMNS, [one.currency, one.kind, one.accounts, *figures])

    return lines()


async def _statement_lines(house: House, found: account_statement.AccountStatement, form: str) -> AsyncIterator[str]:
    account, currency = found.account, found.account.currency

    def edge(name: str, amount: Money) -> str:
        value = decimal_of(amount.amount_minor, currency)
        return _line(form, STATEMENT_COLUMNS, [None, None, name, None, currency, value, None, None])

    if form == "csv":
        yield csv_line(STATEMENT_COLUMNS)
    yield edge("closing", found.closing)
    pages = account_statement.all_lines(house.wallet, account, first_seq=found.first_seq, last_seq=found.last_seq)
    async for page in pages:
        yield "".join(_line(form, STATEMENT_COLUMNS, _cells(one)) for one in page)
    yield edge("opening", found.opening)


def _line(form: str, names: tuple[str, ...], cells: list[Cell]) -> str:
    return csv_line(cells) if form == "csv" else json_line(names, cells)


def _cells(one: AccountLine) -> list[Cell]:
    currency = one.amount.currency
    return [
        one.seq,
        one.posted_at.isoformat(),
        one.kind,
        decimal_of(one.amount.amount_minor, currency),
        currency,
        decimal_of(one.balance_after.amount_minor, currency),
        one.cause,
        one.other,
    ]


def _total(line: KindTotal) -> TotalView:
    currency = line.currency
    return TotalView(
        line.kind.value,
        currency,
        line.accounts,
        Money(line.debit_minor, currency),
        Money(line.credit_minor, currency),
        Money(line.held_minor, currency),
    )


def _row(one: AccountAt, names: dict[str, str]) -> AccountRow:
    balance, held = Money(one.balance_minor, one.currency), Money(one.held_minor, one.currency)
    return AccountRow(one.id, one.owner, names.get(one.owner, ""), one.state, balance, held)


async def _names(house: House, owners: Iterable[tuple[AccountKind, str]]) -> dict[str, str]:
    """owner -> the name people know; people and merchants have one."""
    wanted = [(kind, owner) for kind, owner in owners if kind in NAMED]
    async with house.database.read() as session:
        people = await get_people(session, [owner for kind, owner in wanted if kind is AccountKind.PERSON])
    names = {person_id: person.name for person_id, person in people.items()}
    for kind, owner in wanted:
        if kind is AccountKind.MERCHANT and (merchant := await find_merchant(house.wallet, owner)):
            names[owner] = merchant.name
    return names


async def _note(house: House, viewer: Person, action: str, subject: str, **facts: str) -> None:
    now = house.clock.now()
    await trail.note(house.database, actor_id=viewer.id, action=action, subject=subject, now=now, **facts)
