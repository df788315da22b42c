"""What the journal says, for people: a balance, the lines of a statement, one transfer explained down to its two
postings and its place in the hash chain. Called by the host's wallet page and by its
operators' pages, which first write down who looks. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ledger.chain import GENESIS, next_link
from wallet.ledger.model import Account, AccountId, AccountKind, ChainLink, Entry, EntryUnknown, Kind
from wallet.money import Money
from wallet.payments.between_people import SharedMoney, shared_money_of
from wallet.payments.combine_reading import titles_of
from wallet.payments.combine_settling import COMBINE_CAUSE
from wallet.payments.hold_rows import HoldRow, MerchantHold
from wallet.payments.hold_rows import view_of as hold_view
from wallet.payments.hold_settling import HOLD_CAUSE, captures_hold, order_of_capture
from wallet.payments.order_rows import Order, OrderRow
from wallet.payments.order_rows import view_of as order_view
from wallet.payments.payout_rows import Payout, PayoutRow
from wallet.payments.payout_rows import view_of as payout_view
from wallet.payments.refund_rows import Refund, RefundRow
from wallet.payments.refund_rows import view_of as refund_view
from wallet.payments.settling import ORDER_CAUSE, PAYOUT_CAUSE, REFUND_CAUSE

__all__ = [
    "AccountKind",
    "Balance",
    "Entry",
    "EntryUnknown",
    "Explained",
    "Kind",
    "Posting",
    "StatementLine",
    "balance_of",
    "explain",
    "lines_of",
    "newest",
    "newest_seq",
]

MOVES = (Kind.POST, Kind.CAPTURE)  # the other kinds set money aside and give it back; no balance changes


@dataclass(frozen=True, slots=True)
class Balance:
    """total = available + held."""

    available: Money
    held: Money
    total: Money


@dataclass(frozen=True, slots=True)
class StatementLine:
    """amount: signed, negative when money left. cause: as in the journal. It has no words: whoever shows it to a person
    says what the cause is in their language, and `wallet.movements` knows who was on the other side."""

    seq: int
    posted_at: datetime
    amount: Money
    balance_after: Money
    cause: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry. amount: signed; the two of an entry sum to zero."""

    account: Account
    amount: Money
    balance_after: Money


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an entry is about. order, refund, payout, shared: what the cause names, if it names one; a payout only where
    its money moves. hold: the merchant's hold that was set aside or let go here; combined: the descriptions of a
    combined payment that was paid here, or ""."""

    debit_account: Account
    credit_account: Account
    order: Order | None
    refund: Refund | None
    payout: Payout | None
    shared: SharedMoney | None
    hold: MerchantHold | None
    combined: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained(Meaning):
    """One transfer, with its proof. link: of the entry's batch; link_verifies: the hash recomputed from the stored
    entries, from previous_hash on, is the stored one."""

    entry: Entry
    postings: tuple[Posting, Posting]
    link: ChainLink
    previous_hash: bytes
    link_verifies: bool


async def balance_of(house: WalletHouse, person_id: str, currency: str) -> Balance:
    """Zero for a person who never had money."""
    return _balance(await house.ledger.find_account(AccountKind.PERSON, person_id, currency), currency)


async def balances_of(house: WalletHouse, person_id: str) -> list[Balance]:
    """The house's own currency first, then the others this person has money in, in the order of the settings."""
    found = {one.currency: one for one in await house.ledger.accounts_of(person_id) if one.kind is AccountKind.PERSON}
    order = list(dict.fromkeys([*house.settings.all_currencies(), *sorted(found)]))
    wanted = [one for one in order[1:] if one in found and (found[one].balance_minor or found[one].held_minor)]
    return [_balance(found.get(one), one) for one in (order[0], *wanted)]


async def lines_of(
    house: WalletHouse, person_id: str, *, before_seq: int | None = None, limit: int = 20, currency: str | None = None
) -> list[StatementLine]:
    """Newest first; page with the last line's seq. currency None: the house's own."""
    currency = currency or house.settings.currency
    account = await house.ledger.find_account(AccountKind.PERSON, person_id, currency)
    if account is None:
        return []
    entries: list[Entry] = []
    while len(entries) < limit:
        page = await house.ledger.entries_of_account(account.id, before_seq=before_seq, limit=limit)
        if not page:
            break
        entries += [entry for entry in page if entry.kind in MOVES]
        before_seq = page[-1].seq
    return [_line(entry, account) for entry in entries[:limit]]


async def meaning_of(house: WalletHouse, entry: Entry) -> Meaning:
    """Without the proof, which reads all that was written together with the entry."""
    return Meaning(
        debit_account=await house.ledger.get_account(entry.debit),
        credit_account=await house.ledger.get_account(entry.credit),
        order=(await _orders_of(house, [entry])).get(entry.seq),
        refund=(await _refunds_of(house, [entry])).get(entry.seq),
        payout=await _payout_of(house, entry),
        shared=(await shared_money_of(house, [entry])).get(entry.seq),
        hold=await _hold_of(house, entry),
        combined=(await _combined_of(house, [entry])).get(entry.seq, ""),
    )


async def explain(house: WalletHouse, seq: int) -> Explained:
    """Raises EntryUnknown."""
    entry = await house.ledger.get_entry(seq)
    meaning = await meaning_of(house, entry)
    debit, credit = meaning.debit_account, meaning.credit_account
    link = await house.ledger.find_link(entry.batch)
    previous = await house.ledger.find_link(entry.batch - 1) if entry.batch > 1 else GENESIS
    ensure(link and previous, "every entry stands in a link of the chain", seq=seq)
    assert link
    assert previous
    batch = await house.ledger.entries_after(link.first_seq - 1, link.entries)
    moved = entry.amount_minor if entry.kind in MOVES else 0
    return Explained(
        **{field.name: getattr(meaning, field.name) for field in fields(meaning)},
        entry=entry,
        postings=(
            Posting(debit, Money(-moved, debit.currency), Money(entry.debit_balance_minor, debit.currency)),
            Posting(credit, Money(moved, credit.currency), Money(entry.credit_balance_minor, credit.currency)),
        ),
        link=link,
        previous_hash=previous.hash,
        link_verifies=bool(batch) and entry in batch and next_link(previous, batch) == link,
    )


async def account_of(house: WalletHouse, account_id: AccountId) -> Account:
    """Raises AccountRefused when there is none."""
    return await house.ledger.get_account(account_id)


async def newest(house: WalletHouse, *, limit: int = 50) -> list[Entry]:
    """The end of the journal, newest first."""
    last = await newest_seq(house)
    return (await house.ledger.entries_after(max(0, last - limit), limit))[::-1]


async def newest_seq(house: WalletHouse) -> int:
    """The last entry's number; 0 in an empty journal."""
    head = await house.ledger.head()
    return head.first_seq + head.entries - 1


def _line(entry: Entry, account: Account) -> StatementLine:
    out = entry.debit == account.id
    return StatementLine(
        seq=entry.seq,
        posted_at=entry.posted_at,
        amount=Money(-entry.amount_minor if out else entry.amount_minor, account.currency),
        balance_after=Money(entry.debit_balance_minor if out else entry.credit_balance_minor, account.currency),
        cause=entry.cause,
    )


async def _orders_of(house: WalletHouse, entries: Sequence[Entry]) -> dict[int, Order]:
    """By seq of the entry whose cause names the order, settled or not."""
    wanted = {
        entry.cause.removeprefix(ORDER_CAUSE): entry.seq for entry in entries if entry.cause.startswith(ORDER_CAUSE)
    }
    async with house.database.read() as session:
        rows = (await session.exec(select(OrderRow).where(col(OrderRow.id).in_(wanted)))).all()
        captured = {entry.seq: entry for entry in entries if captures_hold(entry)}
        holds = select(HoldRow).where(
            col(HoldRow.order_id).in_([one for one, seq in wanted.items() if seq in captured])
        )
        held = (await session.exec(holds)).all() if captured else []
    # A capture that is not settled yet has no order's row; what its order will say follows from the hold.
    found = {wanted[row.order_id]: order_of_capture(row, captured[wanted[row.order_id]]) for row in held}
    return found | {wanted[row.id]: order_view(row) for row in rows}


async def _combined_of(house: WalletHouse, entries: Sequence[Entry]) -> dict[int, str]:
    """By seq: the descriptions of the parts, for entries that pay a combined payment."""
    wanted = {entry.seq: entry.cause.removeprefix(COMBINE_CAUSE) for entry in entries
              if entry.cause.startswith(COMBINE_CAUSE)}  # fmt: skip
    titles = await titles_of(house, wanted.values()) if wanted else {}
    return {seq: titles[one] for seq, one in wanted.items() if one in titles}


async def _hold_of(house: WalletHouse, entry: Entry) -> MerchantHold | None:
    """The merchant's hold that this entry sets aside or lets go; a capture is an order instead."""
    key = entry.key if entry.kind is Kind.AUTHORIZE else entry.hold if entry.kind is Kind.VOID else None
    if key is None:
        return None
    stored = await house.ledger.find_hold(key)
    if stored is None or not stored.cause.startswith(HOLD_CAUSE):
        return None
    async with house.database.read() as session:
        row = await session.get(HoldRow, stored.cause.removeprefix(HOLD_CAUSE))
    return hold_view(row) if row else None


async def _payout_of(house: WalletHouse, entry: Entry) -> Payout | None:
    if entry.kind is not Kind.CAPTURE or not entry.cause.startswith(PAYOUT_CAUSE):
        return None
    async with house.database.read() as session:
        row = await session.get(PayoutRow, entry.cause.removeprefix(PAYOUT_CAUSE))
    return payout_view(row) if row else None


async def _refunds_of(house: WalletHouse, entries: Sequence[Entry]) -> dict[int, Refund]:
    wanted = {
        entry.cause.removeprefix(REFUND_CAUSE): entry.seq for entry in entries if entry.cause.startswith(REFUND_CAUSE)
    }
    async with house.database.read() as session:
        rows = (await session.exec(select(RefundRow).where(col(RefundRow.id).in_(wanted)))).all()
    return {wanted[row.id]: refund_view(row) for row in rows}


def _balance(account: Account | None, currency: str) -> Balance:
    total, held = (account.balance_minor, account.held_minor) if account else (0, 0)
    return Balance(Money(total - held, currency), Money(held, currency), Money(total, currency))
