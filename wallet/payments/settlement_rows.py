"""The merchants' side of a payment: the terms of each merchant, what the house took from an order, what is frozen for
sharing, and what a refund brought back. Tables and views; callers import these names from `settlements.py`."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.payments.fee_rules import FeeRule, Rounding


class TermsRow(WalletTable, table=True):
    __tablename__ = "merchant_terms"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("basis_points >= 0 AND basis_points <= 10000", name="fee_is_part_of_the_payment"),
        CheckConstraint("min_minor >= 0 AND max_minor >= 0", name="fee_ends_are_not_negative"),
        CheckConstraint("rounding IN ('down', 'half_up', 'up')", name="rounding_is_known"),
        CheckConstraint("share_basis_points_max >= 0 AND share_basis_points_max <= 10000", name="share_is_a_part"),
        CheckConstraint("receivers_max > 0 AND release_days > 0", name="sharing_has_limits"),
    )

    mchid: str = Field(primary_key=True, max_length=32)
    basis_points: int
    min_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    max_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    rounding: str = Field(max_length=7)
    gives_back: bool
    share_basis_points_max: int
    receivers_max: int
    release_days: int


class SettlementRow(WalletTable, table=True):
    """One for each order that pays a fee or is to be shared. Amounts are decided once; entries follow them."""

    __tablename__ = "settlements"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("fee_minor >= 0 AND frozen_minor >= 0", name="settled_amounts_are_not_negative"),
        CheckConstraint("share_promised_minor <= frozen_minor", name="shares_never_exceed_what_is_frozen"),
        CheckConstraint("fee_returned_minor <= fee_minor", name="no_more_fee_goes_back_than_was_taken"),
        Index("ix_settlements_open_release_at", "is_over", "release_at"),
    )

    order_id: str = Field(primary_key=True, max_length=40)
    mchid: str = Field(max_length=32)
    currency: str = Field(max_length=3)
    is_shared: bool = False  # the order asked for it
    is_decided: bool = False  # paid, and the amounts below stand
    is_released: bool = False  # nothing more is shared; the rest is, or goes, back in the takings
    is_over: bool = False  # every entry is in the journal
    fee_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    fee_returned_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    frozen_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    share_promised_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    share_count: int = 0
    gives_back: bool = True
    release_at: datetime = Field(sa_type=UtcDateTime)
    fee_seq: int | None = Field(default=None, sa_column=Column(BigInteger))
    freeze_seq: int | None = Field(default=None, sa_column=Column(BigInteger))
    release_seq: int | None = Field(default=None, sa_column=Column(BigInteger))


class FeeReturnRow(WalletTable, table=True):
    __tablename__ = "fee_returns"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (CheckConstraint("amount_minor > 0", name="returned_fee_is_positive"),)

    refund_id: str = Field(primary_key=True, max_length=40)
    order_id: str = Field(max_length=40, index=True)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))


@dataclass(frozen=True, slots=True)
class Terms:
    """What the house and a merchant have agreed. share_basis_points_max: of a payment, all shares together;
    release_days: after the payment, what is still frozen goes to the merchant."""

    fee: FeeRule = field(default_factory=FeeRule)
    share_basis_points_max: int = 10_000
    receivers_max: int = 50
    release_days: int = 180


@dataclass(frozen=True, slots=True)
class Settlement:
    """frozen_minor: set aside at payment; shared_minor: of it, given or promised to receivers; left_minor: still
    frozen, 0 once released."""

    order_id: str
    mchid: str
    currency: str
    fee_minor: int
    fee_returned_minor: int
    frozen_minor: int
    shared_minor: int
    left_minor: int
    is_released: bool
    release_at: datetime


def settlement_view(row: SettlementRow) -> Settlement:
    return Settlement(
        order_id=row.order_id,
        mchid=row.mchid,
        currency=row.currency,
        fee_minor=row.fee_minor,
        fee_returned_minor=row.fee_returned_minor,
        frozen_minor=row.frozen_minor,
        shared_minor=row.share_promised_minor,
        left_minor=0 if row.is_released else row.frozen_minor - row.share_promised_minor,
        is_released=row.is_released,
        release_at=row.release_at,
    )


def terms_view(row: TermsRow) -> Terms:
    fee = FeeRule(row.basis_points, row.min_minor, row.max_minor, Rounding(row.rounding), row.gives_back)
    return Terms(fee, row.share_basis_points_max, row.receivers_max, row.release_days)
