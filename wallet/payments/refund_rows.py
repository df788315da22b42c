"""A refund: money that goes back from a merchant to the person who paid. Its states, table, view and refusals; callers
import these names from `refunds.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class RefundState(StrEnum):
    PROCESSING = "PROCESSING"  # promised; counts against the order; the journal decides
    SUCCESS = "SUCCESS"  # its entry is in the journal


class RefundRow(WalletTable, table=True):
    __tablename__ = "refunds"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("mchid", "out_refund_no", name="one_refund_per_merchant_number"),
        UniqueConstraint("refund_id", name="one_refund_per_refund_id"),
        CheckConstraint("amount_minor > 0", name="refund_amount_is_positive"),
        CheckConstraint("(state = 'SUCCESS') = (entry_seq IS NOT NULL)", name="a_done_refund_names_its_entry"),
        CheckConstraint("state IN ('PROCESSING', 'SUCCESS')", name="refund_state_is_known"),
        Index("ix_refunds_state_created_at", "state", "created_at"),
    )

    id: str = Field(primary_key=True, max_length=40)
    refund_id: str = Field(max_length=32)
    mchid: str = Field(max_length=32)
    out_refund_no: str = Field(max_length=64)
    content_digest: str = Field(max_length=64)
    order_id: str = Field(max_length=40, index=True)
    transaction_id: str = Field(max_length=32)
    out_trade_no: str = Field(max_length=32)
    payer_person_id: str = Field(max_length=40)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    total_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    reason: str = Field(default="", max_length=80)
    notify_url: str = Field(default="", max_length=255)
    state: str = Field(default=RefundState.PROCESSING, max_length=10)
    created_at: datetime = Field(sa_type=UtcDateTime)
    # Set once recovery may have sent the money again: from then on nobody may take the promise back.
    taken_over: bool = False
    refunded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))


@dataclass(frozen=True, slots=True)
class RefundDraft:
    """What a merchant sends: the order by one of its two numbers; total_minor repeats the order's total.

    notify_url may be empty: then nobody is told."""

    mchid: str
    out_refund_no: str
    amount_minor: int
    total_minor: int
    currency: str = "CNY"
    transaction_id: str | None = None
    out_trade_no: str | None = None
    reason: str = ""
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """refunded_at and entry_seq are set once the money has moved."""

    id: str
    refund_id: str
    mchid: str
    out_refund_no: str
    order_id: str
    transaction_id: str
    out_trade_no: str
    payer_person_id: str
    amount_minor: int
    total_minor: int
    currency: str
    reason: str
    notify_url: str
    state: RefundState
    created_at: datetime
    refunded_at: datetime | None
    entry_seq: int | None


def view_of(row: RefundRow) -> Refund:
    return Refund(
        id=row.id,
        refund_id=row.refund_id,
        mchid=row.mchid,
        out_refund_no=row.out_refund_no,
        order_id=row.order_id,
        transaction_id=row.transaction_id,
        out_trade_no=row.out_trade_no,
        payer_person_id=row.payer_person_id,
        amount_minor=row.amount_minor,
        total_minor=row.total_minor,
        currency=row.currency,
        reason=row.reason,
        notify_url=row.notify_url,
        state=RefundState(row.state),
        created_at=row.created_at,
        refunded_at=row.refunded_at,
        entry_seq=row.entry_seq,
    )


@dataclass(eq=False)
class RefundUnknown(WalletError):
    code: ClassVar[str] = "refund_unknown"
    out_refund_no: str


@dataclass(eq=False)
class RefundDraftInvalid(WalletError):
    code: ClassVar[str] = "refund_draft_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class RefundMismatch(WalletError):
    """The merchant's refund number was used before, with other content."""

    code: ClassVar[str] = "refund_mismatch"
    out_refund_no: str


@dataclass(eq=False)
class OrderNotPaid(WalletError):
    code: ClassVar[str] = "order_not_paid"
    order: str


@dataclass(eq=False)
class RefundTooLarge(WalletError):
    """left_minor: what has neither been refunded nor promised yet."""

    code: ClassVar[str] = "refund_too_large"
    amount_minor: int
    left_minor: int


@dataclass(eq=False)
class TooManyRefunds(WalletError):
    code: ClassVar[str] = "too_many_refunds"
    order: str
    refunds_max: int


@dataclass(eq=False)
class RefundTooLate(WalletError):
    code: ClassVar[str] = "refund_too_late"
    order: str
    until: datetime


@dataclass(eq=False)
class MerchantNotEnough(WalletError):
    """The merchant's balance does not cover the refund: the platform's NOT_ENOUGH. Nothing was promised."""

    code: ClassVar[str] = "merchant_not_enough"
    mchid: str
    needed_minor: int
