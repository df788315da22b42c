"""The rules of the ledger: what happens to each draft of a batch when they are taken strictly one after the other. No
I/O. The SQLite engine runs this code; the PostgreSQL engine repeats the same steps in the database, and a property test
holds the two to the same outcomes, balances and chain heads.

The order in which a draft is checked is part of the rules, because it decides which refusal a caller sees: first the
key, then the hold, the accounts, the money, the room for it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from wallet.errors import WalletError
from wallet.ledger.model import (
    BALANCE_MINOR_MAX,
    AccountId,
    AccountRefused,
    AccountState,
    Draft,
    Entry,
    HoldRefused,
    InsufficientFunds,
    KeyReused,
    Kind,
    Seq,
)

Outcome = Entry | WalletError


class Code(IntEnum):
    """What became of a draft. The same numbers stand in schema/postgres/0002_apply.sql."""

    DONE = 0
    KEY_KNOWN = 1
    INSUFFICIENT = 2
    DEBIT_UNKNOWN = 10
    CREDIT_UNKNOWN = 11
    SAME_ACCOUNT = 12
    TWO_CURRENCIES = 13
    DEBIT_FROZEN = 14
    DEBIT_CLOSED = 15
    CREDIT_CLOSED = 16
    CREDIT_FULL = 17
    NOT_THE_HOLDS_ACCOUNTS = 18
    HOLD_UNKNOWN = 30
    HOLD_CAPTURED = 31
    HOLD_VOID = 32
    HOLD_EXPIRED = 33
    MORE_THAN_HELD = 34


@dataclass(slots=True)
class AccountNow:
    """An account while a batch runs over it. last_seq: its newest entry, 0 for none."""

    balance: int
    held: int
    floor: int
    currency: str
    state: AccountState
    last_seq: Seq


@dataclass(slots=True)
class HoldNow:
    """A hold while a batch runs over it. state as in `Hold`; changed: whether this batch made it or ended it."""

    debit: AccountId
    credit: AccountId
    amount: int
    state: str
    expires_at: datetime | None
    cause: str
    changed: bool = False


@dataclass(slots=True)
class Book:
    """The part of the ledger that a batch touches: everything its drafts name, as it stands before the batch.

    accounts: also those of the holds named. stored: entries that already carry one of the batch's keys.
    """

    accounts: dict[AccountId, AccountNow] = field(default_factory=dict[AccountId, AccountNow])
    holds: dict[bytes, HoldNow] = field(default_factory=dict[bytes, HoldNow])
    stored: dict[bytes, Entry] = field(default_factory=dict[bytes, Entry])


def run(batch: Sequence[Draft], book: Book, *, first_seq: int, number: int, posted_at: datetime) -> list[Outcome]:
    """Take the drafts in order. Changes `book` to how it stands afterwards.

    first_seq: of the first entry made; number: of the batch; posted_at: the moment of all of them.
    Returns one outcome for each draft: the new entry, the stored one for a repeated key, or the refusal.
    """
    outcomes: list[Outcome] = []
    seq, accounts, stored = first_seq, book.accounts, book.stored
    for draft in batch:
        key, amount = draft.key, draft.amount_minor
        known = stored.get(key)
        if known is not None:
            outcomes.append(repeated(draft, known))
            continue
        code, debit, credit = _take(draft, book, posted_at)
        if code:
            outcomes.append(refusal(code, draft))
            continue
        payer, payee = accounts[debit], accounts[credit]
        entry = Entry(
            seq,
            key,
            draft.kind,
            debit,
            credit,
            amount,
            draft.cause,
            draft.hold,
            payer.balance,
            payer.held,
            payee.balance,
            number,
            posted_at,
            payer.last_seq,
            payee.last_seq,
        )
        payer.last_seq = payee.last_seq = seq
        stored[key] = entry
        outcomes.append(entry)
        seq += 1
    return outcomes


def _take(draft: Draft, book: Book, now: datetime) -> tuple[Code, AccountId, AccountId]:
    """Decide one draft and move its money. Returns the code and the two accounts."""
    kind, amount = draft.kind, draft.amount_minor
    if kind is Kind.CAPTURE or kind is Kind.VOID:
        return _end_hold(draft, book, now)
    debit, credit = draft.debit, draft.credit
    payer, payee = book.accounts.get(debit), book.accounts.get(credit)
    if payer is None:
        return Code.DEBIT_UNKNOWN, debit, credit
    if payee is None:
        return Code.CREDIT_UNKNOWN, debit, credit
    if payer is payee:
        return Code.SAME_ACCOUNT, debit, credit
    if payer.currency != payee.currency:
        return Code.TWO_CURRENCIES, debit, credit
    if code := _states(payer, payee):
        return code, debit, credit
    if payer.balance - payer.held - amount < payer.floor:
        return Code.INSUFFICIENT, debit, credit
    if kind is Kind.AUTHORIZE:
        payer.held += amount
        book.holds[draft.key] = HoldNow(debit, credit, amount, "open", draft.expires_at, draft.cause, changed=True)
        return Code.DONE, debit, credit
    if payee.balance + amount > BALANCE_MINOR_MAX:
        return Code.CREDIT_FULL, debit, credit
    payer.balance -= amount
    payee.balance += amount
    return Code.DONE, debit, credit


def _end_hold(draft: Draft, book: Book, now: datetime) -> tuple[Code, AccountId, AccountId]:
    """A capture or a void. The parties come from the hold, never from the caller."""
    hold = book.holds.get(draft.hold or b"")
    if hold is None:
        return Code.HOLD_UNKNOWN, 0, 0
    debit, credit = hold.debit, hold.credit
    if hold.state != "open":
        return (Code.HOLD_CAPTURED if hold.state == "captured" else Code.HOLD_VOID), debit, credit
    if (draft.debit and draft.debit != debit) or (draft.credit and draft.credit != credit):
        return Code.NOT_THE_HOLDS_ACCOUNTS, debit, credit
    payer, payee = book.accounts[debit], book.accounts[credit]
    if draft.kind is Kind.CAPTURE:
        if hold.expires_at is not None and now >= hold.expires_at:
            return Code.HOLD_EXPIRED, debit, credit
        if draft.amount_minor > hold.amount:
            return Code.MORE_THAN_HELD, debit, credit
        if code := _states(payer, payee):
            return code, debit, credit
        if payee.balance + draft.amount_minor > BALANCE_MINOR_MAX:
            return Code.CREDIT_FULL, debit, credit
        payer.balance -= draft.amount_minor
        payee.balance += draft.amount_minor
    payer.held -= hold.amount  # all of it: what a partial capture leaves is released
    hold.state, hold.changed = ("captured" if draft.kind is Kind.CAPTURE else "void"), True
    return Code.DONE, debit, credit


def _states(payer: AccountNow, payee: AccountNow) -> Code:
    if payer.state != "open":
        return Code.DEBIT_FROZEN if payer.state == "frozen" else Code.DEBIT_CLOSED
    return Code.CREDIT_CLOSED if payee.state == "closed" else Code.DONE


def repeated(draft: Draft, stored: Entry) -> Outcome:
    """The outcome of a key that is already in the journal: its entry, if the content is the same."""
    parties = (
        (draft.debit or stored.debit, draft.credit or stored.credit) if draft.hold else (draft.debit, draft.credit)
    )
    same = (
        draft.kind == stored.kind
        and draft.amount_minor == stored.amount_minor
        and draft.cause == stored.cause
        and draft.hold == stored.hold
        and parties == (stored.debit, stored.credit)
    )
    return stored if same else KeyReused(draft.key.hex())


def refusal(code: Code, draft: Draft) -> WalletError:
    """The typed refusal of a code above KEY_KNOWN."""
    if code is Code.INSUFFICIENT:
        return InsufficientFunds(draft.debit, draft.amount_minor)
    if code >= Code.HOLD_UNKNOWN:
        return HoldRefused((draft.hold or b"").hex(), code.name.lower().removeprefix("hold_"))
    return AccountRefused(code.name.lower())
