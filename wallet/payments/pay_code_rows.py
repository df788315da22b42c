"""Pay codes and the payments made with them: tables, views and refusals. Callers import these names from `pay_codes.py`
and `code_payments.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class PayCodeRow(WalletTable, table=True):
    __tablename__ = "pay_codes"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("slot", name="one_person_per_slot"),
        CheckConstraint("slot >= 0 AND slot < 100000000", name="slot_has_eight_digits"),
    )

    person_id: str = Field(primary_key=True, max_length=40)
    slot: int
    salt: str = Field(max_length=32)  # 16 bytes in hex, part of what the tag is over
    # Part of every code: one use, turning off and on, and "make the old ones worthless" each raise it.
    generation: int = Field(default=1, sa_column=Column(BigInteger, nullable=False))
    is_on: bool = True
    turned_on_at: datetime = Field(sa_type=UtcDateTime)


class CodePaymentState(StrEnum):
    FREE = "free"  # allowed without a PIN; the order says whether it is paid
    ASKED = "asked"  # waits for the person's PIN on her own screen
    DECLINED = "declined"  # she said no, or did not answer in time
    REVERSED = "reversed"  # the merchant took it back


class CodePaymentRow(WalletTable, table=True):
    """Beside the order: whose code paid it, or tries to."""

    __tablename__ = "code_payments"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("state IN ('free', 'asked', 'declined', 'reversed')", name="code_payment_state_is_known"),
        CheckConstraint("state <> 'asked' OR asked_until IS NOT NULL", name="a_question_runs_out"),
        Index("ix_code_payments_person_id_state", "person_id", "state"),
        Index("ix_code_payments_state_asked_until", "state", "asked_until"),
    )

    order_id: str = Field(primary_key=True, max_length=40)
    person_id: str = Field(max_length=40)
    code_digest: str = Field(max_length=64)  # tells a repeat from another code; the code itself is not kept
    state: str = Field(max_length=8)
    created_at: datetime = Field(sa_type=UtcDateTime)
    asked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class MinuteCode:
    """code: 18 digits, shown from `starts_at` until `ends_at`; it is taken a minute longer on each side."""

    code: str
    starts_at: datetime
    ends_at: datetime


@dataclass(eq=False)
class PayCodeOff(WalletError):
    """The person has not turned pay codes on, or has turned them off."""

    code: ClassVar[str] = "pay_code_off"
    person_id: str


@dataclass(eq=False)
class AuthCodeInvalid(WalletError):
    """Never given, too old, used, or withdrawn. One answer for all: a guesser learns nothing."""

    code: ClassVar[str] = "auth_code_invalid"


@dataclass(eq=False)
class PayerAsked(WalletError):
    """The order waits for the payer's PIN."""

    code: ClassVar[str] = "payer_asked"
    order: str


@dataclass(eq=False)
class NotAsked(WalletError):
    """This person has nothing to confirm here, or not any more."""

    code: ClassVar[str] = "payer_not_asked"
    order: str


@dataclass(eq=False)
class NotByCode(WalletError):
    """Only what was paid by a code can be reversed; other payments are refunded or closed."""

    code: ClassVar[str] = "order_not_by_code"
    out_trade_no: str


@dataclass(eq=False)
class ReverseTooLate(WalletError):
    code: ClassVar[str] = "reverse_too_late"
    order: str
    until: datetime
