"""A combined payment: several merchants' orders that a person pays at once, all or none. Its states, tables, view and
refusals; callers import these names from `combined.py`.

The parts are ordinary rows of the orders table that name their combined payment: once paid, each is queried, billed and
refunded as any other order of its merchant."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlalchemy.sql.dml import Update
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.payments.order_rows import Order


class CombinedState(StrEnum):
    NOTPAY = "NOTPAY"  # may be paid, closed, or expire
    PAYING = "PAYING"  # somebody has given a PIN; the journal decides
    SUCCESS = "SUCCESS"  # the entry for the whole sum is in the journal
    CLOSED = "CLOSED"  # will never be paid


class CombinedRow(WalletTable, table=True):
    __tablename__ = "combined_payments"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("mchid", "out_trade_no", name="one_combined_payment_per_merchant_number"),
        UniqueConstraint("prepay_id", name="one_combined_payment_per_prepay_id"),
        CheckConstraint("total_minor > 0", name="combined_total_is_positive"),
        CheckConstraint("(state = 'SUCCESS') = (entry_seq IS NOT NULL)", name="a_paid_combination_names_its_entry"),
        CheckConstraint("state IN ('NOTPAY', 'PAYING', 'SUCCESS', 'CLOSED')", name="combined_state_is_known"),
        Index("ix_combined_payments_state_expires_at", "state", "expires_at"),
    )

    id: str = Field(primary_key=True, max_length=40)
    mchid: str = Field(max_length=32)  # who combines; money goes to the parts' merchants
    appid: str = Field(max_length=32)
    out_trade_no: str = Field(max_length=32)
    content_digest: str = Field(max_length=64)  # of the draft; the same number with other content is refused
    total_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    payer_openid: str = Field(max_length=128)
    notify_url: str = Field(max_length=255)
    state: str = Field(default=CombinedState.NOTPAY, max_length=8)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    prepay_id: str = Field(max_length=64)
    prepay_at: datetime = Field(sa_type=UtcDateTime)
    attempt: int = 1  # part of the idempotency key once an abandoned attempt was fenced off
    paying_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    payer_person_id: str | None = Field(default=None, max_length=40)
    paid_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    divided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when the last part had its money


class CombinePartnerRow(WalletTable, table=True):
    """mchid lets combine_mchid ask for money in its name. Without it a stranger could use up a merchant's numbers."""

    __tablename__ = "combine_partners"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    mchid: str = Field(primary_key=True, max_length=32)
    combine_mchid: str = Field(primary_key=True, max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class PartDraft:
    """One merchant's order within the whole. detail: a JSON object as text, kept as it came."""

    mchid: str
    out_trade_no: str
    description: str
    total_minor: int
    currency: str
    attach: str = ""
    goods_tag: str = ""
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class CombinedDraft:
    """What the combining merchant sends. expires_at None: the default life of an order."""

    mchid: str
    appid: str
    out_trade_no: str
    payer_openid: str
    notify_url: str
    parts: tuple[PartDraft, ...]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Combined:
    """parts: in the order in which they were asked for. paid_at, payer_person_id, entry_seq: set once it is paid.

    is_divided: every part has its money, so every part is a paid order."""

    id: str
    prepay_id: str
    mchid: str
    appid: str
    out_trade_no: str
    total_minor: int
    currency: str
    payer_openid: str
    notify_url: str
    state: CombinedState
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None
    payer_person_id: str | None
    entry_seq: int | None
    is_divided: bool
    parts: tuple[Order, ...]

    @property
    def is_paid(self) -> bool:
        return self.state is CombinedState.SUCCESS


def view_of(row: CombinedRow, parts: tuple[Order, ...]) -> Combined:
    paid = row.state == CombinedState.SUCCESS
    return Combined(
        id=row.id,
        prepay_id=row.prepay_id,
        mchid=row.mchid,
        appid=row.appid,
        out_trade_no=row.out_trade_no,
        total_minor=row.total_minor,
        currency=row.currency,
        payer_openid=row.payer_openid,
        notify_url=row.notify_url,
        state=CombinedState(row.state),
        created_at=row.created_at,
        expires_at=row.expires_at,
        paid_at=row.paid_at,
        payer_person_id=row.payer_person_id if paid else None,
        entry_seq=row.entry_seq,
        is_divided=row.divided_at is not None,
        parts=parts,
    )


async def change_combined(session: AsyncSession, change: Update) -> CombinedRow | None:
    """Run an UPDATE that names one combined payment and its state; None when another change came first."""
    options = {"synchronize_session": False, "populate_existing": True}
    returning: Any = change.returning(CombinedRow)
    return (await session.exec(returning, execution_options=options)).scalar_one_or_none()


@dataclass(eq=False)
class PartnerUnknown(WalletError):
    """This merchant has not agreed that the combining one asks for money in its name."""

    code: ClassVar[str] = "partner_unknown"
    mchid: str
    combine_mchid: str
