"""The shop's tables: what is sold, who buys, what was ordered."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, MetaData
from sqlmodel import Field, SQLModel

from miniapps.kit.outbox import outbox_of


class ShopTable(SQLModel):
    metadata = MetaData()


OUTBOX = outbox_of(ShopTable.metadata)


class OrderState(StrEnum):
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class Product(ShopTable, table=True):
    __tablename__ = "products"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    position: int
    name: str
    category: str = Field(index=True)
    blurb: str
    sold: int = 0


class Variant(ShopTable, table=True):
    __tablename__ = "variants"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("stock >= 0", name="stock_is_never_negative"),)

    id: str = Field(primary_key=True)
    product_id: str = Field(index=True)
    position: int
    label: str
    price_fen: int
    stock: int


class Customer(ShopTable, table=True):
    __tablename__ = "customers"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    token_digest: str = Field(index=True)
    session_key: str


class Order(ShopTable, table=True):
    """number is the merchant's `out_trade_no`; the host's `transaction_id` arrives with the payment."""

    __tablename__ = "orders"  # pyright: ignore[reportAssignmentType]

    number: str = Field(primary_key=True)
    openid: str = Field(index=True)
    state: OrderState
    total_fen: int
    recipient: str
    address: str
    created_at: str
    expires_at: str
    paid_at: str = ""
    transaction_id: str = ""
    request_key: str = Field(unique=True)
    """The page's own id for this basket: sending it twice makes one order."""


class OrderLine(ShopTable, table=True):
    __tablename__ = "order_lines"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(index=True)
    product_id: str
    variant_id: str
    name: str
    label: str
    price_fen: int
    quantity: int


def stamp(moment: datetime) -> str:
    """Moments are stored as UTC text, which sorts as time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
