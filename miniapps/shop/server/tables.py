"""The shop's tables: what is sold, who buys, what was ordered, what was said of it. What one file alone works with
(parcels, returns, coupons, wishes, pictures, staff) has its table there."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, MetaData
from sqlmodel import Field, SQLModel

from miniapps.kit.books import moves_of
from miniapps.kit.descriptions import descriptions_of
from miniapps.kit.languages import languages_of
from miniapps.kit.outbox import outbox_of


class ShopTable(SQLModel):
    metadata = MetaData()


OUTBOX = outbox_of(ShopTable.metadata)
SELLER_OUTBOX = outbox_of(ShopTable.metadata, "seller_outbox")
LANGUAGES = languages_of(ShopTable.metadata)
DESCRIPTIONS = descriptions_of(ShopTable.metadata)
MOVES = moves_of(ShopTable.metadata)


class OrderState(StrEnum):
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class Product(ShopTable, table=True):
    """brand: the id of who made it, "" for nobody known (brands.py)."""

    __tablename__ = "products"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    position: int
    name: str
    category: str = Field(index=True)
    blurb: str
    sold: int = 0
    brand: str = ""


class Variant(ShopTable, table=True):
    __tablename__ = "variants"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("stock >= 0", name="stock_is_never_negative"),)

    id: str = Field(primary_key=True)
    product_id: str = Field(index=True)
    position: int
    label: str
    price_fen: int
    stock: int


class Listing(ShopTable, table=True):
    """Which seller of the market a product belongs to; a product without one is the shop's own."""

    __tablename__ = "listings"  # pyright: ignore[reportAssignmentType]

    product_id: str = Field(primary_key=True)
    seller: str = Field(index=True)


class Worded(ShopTable, table=True):
    """A seller has worded this product at the desk: its name no longer follows the catalogue. picture: its id among the
    pictures, "" for the drawn one."""

    __tablename__ = "worded"  # pyright: ignore[reportAssignmentType]

    product_id: str = Field(primary_key=True)
    picture: str = ""


class Drop(ShopTable, table=True):
    """Few pieces that many want. drawn: the queue of those who came before the opening has been drawn. called_off_at:
    "" unless its seller has ended it."""

    __tablename__ = "drops"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    title: str
    product_id: str
    variant_id: str = Field(unique=True)
    quantity: int
    opens_at: str
    drawn: bool = False
    called_off_at: str = ""


class DropPlace(ShopTable, table=True):
    """One person in the queue of a drop. place: 0 until the draw. state: waiting, yours (a right to buy one piece,
    until `until`), bought, missed."""

    __tablename__ = "drop_places"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_drop_places_queue", "drop_id", "state", "place"),)

    drop_id: str = Field(primary_key=True)
    openid: str = Field(primary_key=True)
    place: int = 0
    state: str = "waiting"
    until: str = ""


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


class OrderPart(ShopTable, table=True):
    """One seller's part of a basket of several; an order of the shop's own things has none. part_number is the
    `out_trade_no` at that seller, the order's number the `combine_out_trade_no`."""

    __tablename__ = "order_parts"  # pyright: ignore[reportAssignmentType]

    part_number: str = Field(primary_key=True)
    number: str = Field(index=True)
    seller: str
    description: str
    total_fen: int
    transaction_id: str = ""
    refunded: bool = False


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


class Review(ShopTable, table=True):
    """What the buyer says of one line. pictures: ids with blanks between. edited_at, answer, answered_at: "" for not
    yet."""

    __tablename__ = "reviews"  # pyright: ignore[reportAssignmentType]

    line_id: int = Field(primary_key=True)
    number: str = Field(index=True)
    product_id: str = Field(index=True)
    seller: str = Field(index=True)
    openid: str
    stars: int
    text: str
    pictures: str = ""
    written_at: str
    edited_at: str = ""
    answer: str = ""
    answered_at: str = ""


def stamp(moment: datetime) -> str:
    """Moments are stored as UTC text, which sorts as time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
