"""The ledger's words: accounts, drafts, entries, and its refusals. Everything in `wallet/` that moves or shows money
speaks in these; the two engines and the pure rules share them.

Drafts and entries are made by the ten thousand a second: as named tuples they cost half of what a frozen dataclass
does."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import ClassVar, NamedTuple

from wallet.errors import WalletError

AccountId = int
Seq = int

# No sum of two of these leaves a signed 64-bit integer, so no step of the rules can overflow in any database.
BALANCE_MINOR_MAX = 2**61
FLOOR_MINOR_MIN = -(2**61)


class AccountKind(StrEnum):
    PERSON = "person"  # owner: the person's id
    MERCHANT = "merchant"  # owner: mchid
    ESCROW = "escrow"  # owner: what the money waits for, such as "envelope:…"
    FEES = "fees"  # owner: "house"
    CASH_IN = "cash_in"  # owner: the rail money comes from; goes below zero by what has come in
    CASH_OUT = "cash_out"  # owner: the rail money leaves by


class AccountState(StrEnum):
    OPEN = "open"
    FROZEN = "frozen"  # takes money in, lets none out
    CLOSED = "closed"


class Kind(IntEnum):
    POST = 0  # move money now
    AUTHORIZE = 1  # set money aside
    CAPTURE = 2  # take held money, in whole or in part; the rest is released
    VOID = 3  # release held money


@dataclass(frozen=True, slots=True)
class Account:
    """balance_minor includes held money; available = balance - held - floor (floor is 0 for people).

    last_seq: its newest entry, 0 for none.
    """

    id: AccountId
    kind: AccountKind
    owner: str
    currency: str
    balance_minor: int
    held_minor: int
    floor_minor: int
    state: AccountState
    last_seq: Seq = 0

    @property
    def available_minor(self) -> int:
        return self.balance_minor - self.held_minor - self.floor_minor


class Draft(NamedTuple):
    """What somebody wants the ledger to do, once.

    key: exactly 16 bytes (`wallet.ids.key_for`). amount_minor: at least 1, or 0 for VOID.
    debit, credit: two different accounts of one currency; for CAPTURE and VOID the hold's own, which the ledger looks
    up itself, so they may be 0; when given, they must be the same. hold: the key of the AUTHORIZE, for CAPTURE and
    VOID only.
    cause: why, such as "order:ord_01k3…", "refund:…", "top_up:…"; 1-128 ASCII characters; stored and hashed.
    expires_at: for AUTHORIZE only; from then on the hold can only be voided (`holds.void_expired` does). It is not part
    of the content that a repeated key must match: the first one stays.
    """

    key: bytes
    kind: Kind
    debit: AccountId
    credit: AccountId
    amount_minor: int
    cause: str
    hold: bytes | None = None
    expires_at: datetime | None = None


class Entry(NamedTuple):
    """One journal row: both postings in one. seq is gapless from 1; the balances are those right after it.

    debit_before, credit_before: the entry before this one of each account, 0 for none. A statement walks along them.
    """

    seq: Seq
    key: bytes
    kind: Kind
    debit: AccountId
    credit: AccountId
    amount_minor: int
    cause: str
    hold: bytes | None
    debit_balance_minor: int
    debit_held_minor: int
    credit_balance_minor: int
    batch: int
    posted_at: datetime
    debit_before: Seq = 0
    credit_before: Seq = 0


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One batch of the journal. hash = SHA-256(previous hash + bytes of each entry); see `chain.py` for the bytes.

    posted_at: the moment of all its entries; never earlier than the link before.
    """

    batch: int
    first_seq: Seq
    entries: int
    hash: bytes
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """Money set aside. state is "open", "captured" or "void"."""

    key: bytes
    debit: AccountId
    credit: AccountId
    amount_minor: int
    state: str
    expires_at: datetime | None
    cause: str


@dataclass(eq=False)
class InsufficientFunds(WalletError):
    """currency: where the caller has said it (`payments.accounts.spend`)."""

    code: ClassVar[str] = "insufficient_funds"
    account: AccountId
    needed_minor: int
    currency: str = ""


@dataclass(eq=False)
class KeyReused(WalletError):
    """The idempotency key came back with other content."""

    code: ClassVar[str] = "key_reused"
    key_hex: str


@dataclass(eq=False)
class AccountRefused(WalletError):
    """Unknown, frozen or closed account, the same account twice, or two currencies. reason says which."""

    code: ClassVar[str] = "account_refused"
    reason: str


@dataclass(eq=False)
class HoldRefused(WalletError):
    """No such hold, no longer open, expired, or a capture of more than was held. reason says which."""

    code: ClassVar[str] = "hold_refused"
    hold_hex: str
    reason: str = ""


@dataclass(eq=False)
class DraftInvalid(WalletError):
    """The draft itself is malformed: amount, key length, kind, cause. It never reaches a batch."""

    code: ClassVar[str] = "draft_invalid"
    reason: str


@dataclass(eq=False)
class LedgerBusy(WalletError):
    """Too many requests are waiting: nothing was done, try again soon with the same key."""

    code: ClassVar[str] = "ledger_busy"
    waiting: int


@dataclass(eq=False)
class OutcomeUnknown(WalletError):
    """The database gave no answer in time: the money may have moved or not. Ask again with the same key."""

    code: ClassVar[str] = "outcome_unknown"
    key_hex: str


@dataclass(eq=False)
class EntryUnknown(WalletError):
    code: ClassVar[str] = "entry_unknown"
    seq: Seq
