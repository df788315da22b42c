"""The statement of any account over a span of time: what it had before, every entry, what it had after. The host's
flows and exports read it; the walk along an account's entries needs no index (docs/decisions/0003-ledger.md)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from wallet.audit.trial_balance import seq_at
from wallet.house import WalletHouse
from wallet.ledger.model import Account, AccountId, Entry, Kind, Seq
from wallet.money import Money

PAGE = 500
MOVES = (Kind.POST, Kind.CAPTURE)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One entry as this account sees it. amount: signed; zero where money is only set aside or released."""

    seq: Seq
    posted_at: datetime
    kind: str
    amount: Money
    balance_after: Money
    cause: str
    other: AccountId


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """opening: before the first entry of the span; closing: after its last one. first_seq, last_seq: the span, both
    included; lines: newest first, one page of them."""

    account: Account
    first_seq: Seq
    last_seq: Seq
    opening: Money
    closing: Money
    lines: list[AccountLine]
    next_before: Seq | None


async def account_statement(
    house: WalletHouse,
    account_id: AccountId,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    before_seq: Seq | None = None,
    limit: int = 100,
) -> AccountStatement:
    """since: excluded; until: included; None for no bound. Raises AccountRefused when there is no such account."""
    account = await house.ledger.get_account(account_id)
    first, last = await _span(house, since, until)
    upper = last + 1 if before_seq is None else min(before_seq, last + 1)
    entries = await house.ledger.entries_of_account(account_id, before_seq=upper, limit=limit + 1)
    shown = [entry for entry in entries[:limit] if entry.seq >= first]
    more = len(entries) > limit and len(shown) == limit and entries[limit].seq >= first
    return AccountStatement(
        account,
        first,
        last,
        await _balance_before(house, account, first),
        await _balance_before(house, account, last + 1),
        [line_of(entry, account) for entry in shown],
        shown[-1].seq if more else None,
    )


async def all_lines(
    house: WalletHouse, account: Account, *, first_seq: Seq, last_seq: Seq
) -> AsyncIterator[list[AccountLine]]:
    """The whole span, newest first, page by page; for exports."""
    before = last_seq + 1
    while entries := await house.ledger.entries_of_account(account.id, before_seq=before, limit=PAGE):
        if lines := [line_of(entry, account) for entry in entries if entry.seq >= first_seq]:
            yield lines
        if len(lines) < len(entries):
            return
        before = entries[-1].seq


def line_of(entry: Entry, account: Account) -> AccountLine:
    out = entry.debit == account.id
    moved = entry.amount_minor if entry.kind in MOVES else 0
    after = entry.debit_balance_minor if out else entry.credit_balance_minor
    return AccountLine(
        seq=entry.seq,
        posted_at=entry.posted_at,
        kind=entry.kind.name.lower(),
        amount=Money(-moved if out else moved, account.currency),
        balance_after=Money(after, account.currency),
        cause=entry.cause,
        other=entry.credit if out else entry.debit,
    )


async def _span(house: WalletHouse, since: datetime | None, until: datetime | None) -> tuple[Seq, Seq]:
    before = await seq_at(house, since) if since else 0
    return before + 1, await seq_at(house, until)


async def _balance_before(house: WalletHouse, account: Account, seq: Seq) -> Money:
    found = await house.ledger.entries_of_account(account.id, before_seq=seq, limit=1)
    if not found:
        return Money(0, account.currency)
    return line_of(found[0], account).balance_after
