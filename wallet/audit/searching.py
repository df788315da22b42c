"""An auditor's search over the journal: by any id that anybody may hold, by account, amount, time and currency, all of
them together. Called by the host's flows, which turn a name into a person first and write down who searches."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import col, select

from wallet.audit.trial_balance import seq_at
from wallet.finding import SEQ_DIGITS_MAX, causes_named
from wallet.house import WalletHouse
from wallet.ledger.looking import ACCOUNTS_MAX, SEQ_MAX, EntryFilter
from wallet.ledger.model import Account, AccountId, Entry, EntryUnknown, Seq
from wallet.money import AmountInvalid, parse_money
from wallet.payments.between_people import causes_of
from wallet.payments.combine_rows import CombinedRow
from wallet.payments.combine_settling import COMBINE_CAUSE
from wallet.payments.envelope_rows import EnvelopeRow, Giver
from wallet.payments.hold_rows import HoldRow
from wallet.payments.hold_settling import HOLD_CAUSE
from wallet.payments.payout_rows import PayoutRow
from wallet.payments.settling import PAYOUT_CAUSE
from wallet.payments.split_rows import PartRow, SplitRow
from wallet.payments.split_settling import SPLIT_CAUSE
from wallet.payments.transfer_rows import TransferRow

KEY_LETTERS = 32  # an idempotency key, as hex
NAMED_MAX = 100
PAGE = 500


@dataclass(frozen=True, slots=True)
class Search:
    """text: an entry's number; an idempotency key; any id of an order, refund, transfer, envelope, split bill, payout,
    merchant, person or chat; "account:12"; or an amount. owners: people or merchants, any of them. since: excluded;
    until: included. amounts: in minor units."""

    text: str = ""
    owners: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    amount_from: int | None = None
    amount_to: int | None = None
    currency: str = ""


async def search(house: WalletHouse, wanted: Search, *, before_seq: Seq | None = None, limit: int = 100) -> list[Entry]:
    """Newest first; page with the last seq."""
    plan = await _plan(house, wanted)
    return await _page(house, plan, before_seq or SEQ_MAX, limit)


async def search_all(house: WalletHouse, wanted: Search) -> AsyncIterator[list[Entry]]:
    """Everything that is found, newest first, page by page; for exports."""
    plan, before = await _plan(house, wanted), SEQ_MAX
    while entries := await _page(house, plan, before, PAGE):
        yield entries
        before = entries[-1].seq


async def currencies_of(house: WalletHouse, entries: Sequence[Entry]) -> dict[Seq, str]:
    """Of each entry: an entry's accounts have one currency, and the entry does not repeat it."""
    accounts = await house.ledger.some_accounts({entry.debit for entry in entries}) if entries else {}
    return {entry.seq: accounts[entry.debit].currency for entry in entries if entry.debit in accounts}


@dataclass(frozen=True, slots=True)
class _Plan:
    """named: entries that the text names, when it names some; else the filter is asked."""

    within: EntryFilter
    named: list[Entry] | None


async def _plan(house: WalletHouse, wanted: Search) -> _Plan:
    text, accounts = wanted.text.strip(), await _accounts(house, wanted.owners)
    low, high = wanted.amount_from, wanted.amount_to
    named = await _named(house, text) if text else None
    if named == []:
        if owned := await _accounts(house, (text,)):
            accounts, named = [*accounts, *owned], None
        else:
            with suppress(AmountInvalid):
                amount = parse_money(text, wanted.currency or house.settings.currency)
                low, high, named = amount.amount_minor, amount.amount_minor, None
    # Somebody who has no account has moved no money; no accounts at all is a search for nothing.
    asked_for_owners = bool(wanted.owners) or bool(accounts)
    within = EntryFilter(
        after_seq=await seq_at(house, wanted.since) if wanted.since else 0,
        before_seq=await seq_at(house, wanted.until) + 1 if wanted.until else SEQ_MAX,
        accounts=tuple(sorted(accounts)[:ACCOUNTS_MAX]) if asked_for_owners else None,
        amount_from=low,
        amount_to=high,
        currency=wanted.currency,
    )
    return _Plan(within, named)


async def _page(house: WalletHouse, plan: _Plan, before: Seq, limit: int) -> list[Entry]:
    within = plan.within
    if plan.named is not None:
        fitting = [entry for entry in plan.named if entry.seq < before and _fits(entry, within)]
        return fitting[:limit]
    narrowed = EntryFilter(
        within.after_seq,
        min(before, within.before_seq),
        within.accounts,
        within.amount_from,
        within.amount_to,
        within.currency,
    )
    return await house.ledger.find_entries(narrowed, limit)


def _fits(entry: Entry, within: EntryFilter) -> bool:
    """Currency is left to the question without a text: whoever names an id wants to see it."""
    return (
        within.after_seq < entry.seq < within.before_seq
        and (within.accounts is None or bool({entry.debit, entry.credit} & set(within.accounts)))
        and (within.amount_from is None or entry.amount_minor >= within.amount_from)
        and (within.amount_to is None or entry.amount_minor <= within.amount_to)
    )


async def _named(house: WalletHouse, text: str) -> list[Entry]:
    """The entries that this text names, newest first; empty when it names none."""
    found: dict[Seq, Entry] = {}
    if text.isascii() and text.isdecimal() and len(text) <= SEQ_DIGITS_MAX:
        with suppress(EntryUnknown):
            entry = await house.ledger.get_entry(int(text))
            found[entry.seq] = entry
    if len(text) == KEY_LETTERS:
        with suppress(ValueError):
            keyed = await house.ledger.find_entry_by_key(bytes.fromhex(text))
            found |= {keyed.seq: keyed} if keyed else {}
    causes = [*await causes_named(house, text), *await _other_causes(house, text)]
    if ":" in text and text.isascii():
        causes.append(text)
    for cause in causes:
        found |= {entry.seq: entry for entry in await house.ledger.entries_of_cause(cause)}
    return sorted(found.values(), key=lambda entry: -entry.seq)


async def _other_causes(house: WalletHouse, text: str) -> list[str]:
    """Payouts by any of their numbers; combined payments, holds and campaigns by the merchant's; transfers, envelopes
    and split bills of a chat."""
    paid_out = or_(
        col(PayoutRow.id) == text, col(PayoutRow.out_bill_no) == text, col(PayoutRow.transfer_bill_no) == text
    )
    async with house.database.read() as session:
        payouts = (await session.exec(select(PayoutRow.id).where(paid_out).limit(NAMED_MAX))).all()
        combined = (
            await session.exec(select(CombinedRow.id).where(CombinedRow.out_trade_no == text).limit(NAMED_MAX))
        ).all()
        holds = (await session.exec(select(HoldRow.id).where(HoldRow.out_hold_no == text).limit(NAMED_MAX))).all()
        transfers = (await session.exec(select(TransferRow.id).where(TransferRow.place == text).limit(NAMED_MAX))).all()
        of_chat_or_number = or_(
            col(EnvelopeRow.place) == text,
            and_(col(EnvelopeRow.request_id) == text, col(EnvelopeRow.giver) == Giver.MERCHANT),
        )
        envelopes = (await session.exec(select(EnvelopeRow.id).where(of_chat_or_number).limit(NAMED_MAX))).all()
        shares = select(PartRow.id).join(SplitRow, col(SplitRow.id) == col(PartRow.split_id))
        parts = (await session.exec(shares.where(SplitRow.place == text).limit(NAMED_MAX))).all()
    shared = [cause for one in (*transfers, *envelopes) for cause in causes_of(one)]
    asked = [COMBINE_CAUSE + one for one in combined] + [HOLD_CAUSE + one for one in holds]
    return [PAYOUT_CAUSE + one for one in payouts] + asked + shared + [SPLIT_CAUSE + one for one in parts]


async def _accounts(house: WalletHouse, owners: tuple[str, ...]) -> list[AccountId]:
    found: list[Account] = []
    for owner in owners:
        if owner.startswith("account:") and owner[8:].isdecimal() and len(owner) < SEQ_DIGITS_MAX:
            return [int(owner[8:])]
        found += await house.ledger.accounts_of(owner)
    return [account.id for account in found]
