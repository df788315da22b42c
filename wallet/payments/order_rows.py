"""An order: what a merchant asks a person to pay. Its states, its table, the view everyone else is given, and the
refusals that concern orders. The other files of this room lean on it; callers import these names from `orders.py`.

A row knows two things the view hides: which attempt to pay is the current one, and how much is promised to refunds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, String, Text, UniqueConstraint
from sqlalchemy.sql.dml import ReturningUpdate, Update
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class OrderState(StrEnum):
    NOTPAY = "NOTPAY"  # may be paid, closed, or expire
    PAYING = "PAYING"  # somebody has given a PIN; the journal decides
    SUCCESS = "SUCCESS"  # its entry is in the journal
    REFUND = "REFUND"  # paid, and at least one refund is in the journal
    CLOSED = "CLOSED"  # will never be paid


PAID = (OrderState.SUCCESS, OrderState.REFUND)


class OrderRow(WalletTable, table=True):
    __tablename__ = "orders"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("mchid", "out_trade_no", name="one_order_per_merchant_number"),
        UniqueConstraint("prepay_id", name="one_order_per_prepay_id"),
        UniqueConstraint("transaction_id", name="one_order_per_transaction_id"),
        CheckConstraint("total_minor > 0", name="order_total_is_positive"),
        CheckConstraint(
            "refunded_minor >= 0 AND refunded_minor <= refund_promised_minor AND refund_promised_minor <= total_minor",
            name="refunds_never_exceed_the_payment",
        ),
        CheckConstraint(
            "(state IN ('SUCCESS', 'REFUND')) = (entry_seq IS NOT NULL)", name="a_paid_order_names_its_entry"
        ),
        CheckConstraint("state IN ('NOTPAY', 'PAYING', 'SUCCESS', 'REFUND', 'CLOSED')", name="order_state_is_known"),
        Index("ix_orders_state_expires_at", "state", "expires_at"),
    )

    id: str = Field(primary_key=True, max_length=40)
    mchid: str = Field(max_length=32)
    appid: str = Field(max_length=32)
    out_trade_no: str = Field(max_length=32)
    content_digest: str = Field(max_length=64)  # of the draft; the same number with other content is refused
    description: str = Field(max_length=127)
    attach: str = Field(default="", max_length=128)
    goods_tag: str = Field(default="", max_length=32)
    detail: str | None = Field(default=None, sa_column=Column(Text))
    total_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    payer_openid: str = Field(max_length=128)
    notify_url: str = Field(max_length=255)
    state: str = Field(default=OrderState.NOTPAY, max_length=8)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    prepay_id: str = Field(max_length=64)
    prepay_at: datetime = Field(sa_type=UtcDateTime)
    # Chosen when somebody first tries to pay; shown only once paid.
    transaction_id: str | None = Field(default=None, sa_column=Column(String(32)))
    attempt: int = 1  # part of the idempotency key once an abandoned attempt was fenced off
    paying_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    payer_person_id: str | None = Field(default=None, max_length=40)
    paid_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))
    refund_promised_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    refunded_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    refund_count: int = 0
    # Of the combined payment that this order is a part of: it is paid, closed and expires with that one only.
    combine_id: str | None = Field(default=None, max_length=40, index=True)


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What a merchant sends. expires_at None: the default life. detail: a JSON object as text, kept as it came."""

    mchid: str
    appid: str
    out_trade_no: str
    description: str
    total_minor: int
    currency: str
    payer_openid: str
    notify_url: str
    attach: str = ""
    goods_tag: str = ""
    detail: str | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """transaction_id, payer_person_id, paid_at and entry_seq are set once the order is paid, and never change.
    combine_id: of the combined payment it is a part of, or None."""

    id: str
    prepay_id: str
    transaction_id: str | None
    mchid: str
    appid: str
    out_trade_no: str
    description: str
    attach: str
    total_minor: int
    currency: str
    payer_openid: str
    notify_url: str
    goods_tag: str
    detail: str | None
    state: OrderState
    expires_at: datetime
    created_at: datetime
    paid_at: datetime | None
    payer_person_id: str | None
    refunded_minor: int
    entry_seq: int | None
    combine_id: str | None = None

    @property
    def is_paid(self) -> bool:
        return self.state in PAID


def view_of(row: OrderRow) -> Order:
    paid = row.state in PAID
    return Order(
        id=row.id,
        prepay_id=row.prepay_id,
        transaction_id=row.transaction_id if paid else None,
        mchid=row.mchid,
        appid=row.appid,
        out_trade_no=row.out_trade_no,
        description=row.description,
        attach=row.attach,
        total_minor=row.total_minor,
        currency=row.currency,
        payer_openid=row.payer_openid,
        notify_url=row.notify_url,
        goods_tag=row.goods_tag,
        detail=row.detail,
        state=OrderState(row.state),
        expires_at=row.expires_at,
        created_at=row.created_at,
        paid_at=row.paid_at,
        payer_person_id=row.payer_person_id if paid else None,
        refunded_minor=row.refunded_minor,
        entry_seq=row.entry_seq,
        combine_id=row.combine_id,
    )


async def change_order(session: AsyncSession, change: Update) -> OrderRow | None:
    """Run an UPDATE that names one order and the state it must be in; None when another change came first."""
    returning: ReturningUpdate[Any] = change.returning(OrderRow)
    options = {"synchronize_session": False, "populate_existing": True}
    return (await session.exec(returning, execution_options=options)).scalar_one_or_none()


@dataclass(eq=False)
class OrderUnknown(WalletError):
    code: ClassVar[str] = "order_unknown"
    order: str


@dataclass(eq=False)
class OrderDraftInvalid(WalletError):
    """field: the draft's field; issue: what is wrong with it."""

    code: ClassVar[str] = "order_draft_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class PayerUnknown(WalletError):
    """The openid is not a person of this program."""

    code: ClassVar[str] = "payer_unknown"
    appid: str
    openid: str


@dataclass(eq=False)
class OrderMismatch(WalletError):
    """The merchant's number was used before, with other content."""

    code: ClassVar[str] = "order_mismatch"
    out_trade_no: str


@dataclass(eq=False)
class OrderAlreadyPaid(WalletError):
    code: ClassVar[str] = "order_already_paid"
    order: str


@dataclass(eq=False)
class OrderIsClosed(WalletError):
    code: ClassVar[str] = "order_is_closed"
    order: str


@dataclass(eq=False)
class OrderExpired(WalletError):
    code: ClassVar[str] = "order_expired"
    order: str
    expired_at: datetime


@dataclass(eq=False)
class OrderIsBeingPaid(WalletError):
    """Somebody is paying at this moment; ask again shortly."""

    code: ClassVar[str] = "order_is_being_paid"
    order: str


@dataclass(eq=False)
class PaymentInterrupted(WalletError):
    """This attempt took so long that it was given up. Nothing was paid; the order may be paid again."""

    code: ClassVar[str] = "payment_interrupted"
    order: str


@dataclass(eq=False)
class PrepayExpired(WalletError):
    """A prepay_id lives two hours; the merchant asks for a fresh one with the same out_trade_no."""

    code: ClassVar[str] = "prepay_expired"
    prepay_id: str


@dataclass(eq=False)
class OrderIsCombined(WalletError):
    """The order is part of a combined payment: it is paid, closed and expires with it only."""

    code: ClassVar[str] = "order_is_combined"
    order: str
