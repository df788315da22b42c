"""The ticket seller's tables. A booking is what a person has; each order is one time they were asked to pay for it: at
first, and again for an exchange. Seats and stock belong to an order, so an exchange holds the new ones beside the
old."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, MetaData
from sqlmodel import Field, SQLModel

from miniapps.kit.books import moves_of
from miniapps.kit.descriptions import descriptions_of
from miniapps.kit.languages import languages_of
from miniapps.kit.outbox import outbox_of


class TicketTable(SQLModel):
    metadata = MetaData()


OUTBOX = outbox_of(TicketTable.metadata)
LANGUAGES = languages_of(TicketTable.metadata)
DESCRIPTIONS = descriptions_of(TicketTable.metadata)
MOVES = moves_of(TicketTable.metadata)


class BookingState(StrEnum):
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"


class OrderState(StrEnum):
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    CANCELLED = "cancelled"


class Customer(TicketTable, table=True):
    """Somebody who signed in, from the buyers' program or from the door's. keeper: showed the door's code."""

    __tablename__ = "customers"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    token_digest: str = Field(index=True)
    session_key: str
    at_door: bool = False
    keeper: bool = False
    wrong_codes: int = 0


class Seat(TicketTable, table=True):
    """A taken seat; a free one has no row, or one whose time is over. order_number: "" while only held."""

    __tablename__ = "seats"  # pyright: ignore[reportAssignmentType]

    showing_id: str = Field(primary_key=True)
    seat: str = Field(primary_key=True)
    openid: str = Field(index=True)
    until: str
    order_number: str = Field(default="", index=True)


class Stock(TicketTable, table=True):
    """What is sold by number: a fare class of one flight, a tier of one event day."""

    __tablename__ = "stock"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("taken >= 0", name="taken_is_never_negative"),
        CheckConstraint("taken <= capacity", name="never_more_sold_than_there_are"),
    )

    id: str = Field(primary_key=True)
    capacity: int
    taken: int = 0


class Booking(TicketTable, table=True):
    """current: number of the order whose offer is booked; an exchange moves it on. remind: they agreed to one message
    before it starts."""

    __tablename__ = "bookings"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    openid: str = Field(index=True)
    state: BookingState
    current: str
    remind: bool = False
    created_at: str


class Order(TicketTable, table=True):
    """number is the merchant's `out_trade_no`. value_fen: what the tickets are worth; total_fen: what this order asks
    to be paid, which an exchange makes less or more. offer, lines: JSON, as sold. holds_places: still has seats or
    stock."""

    __tablename__ = "orders"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("total_fen >= 0", name="nobody_is_asked_for_less_than_nothing"),
        CheckConstraint("refunded_fen <= total_fen", name="never_more_back_than_was_paid"),
    )

    number: str = Field(primary_key=True)
    booking_id: str = Field(index=True)
    openid: str = Field(index=True)
    is_exchange: bool = False
    state: OrderState
    value_fen: int
    total_fen: int
    refunded_fen: int = 0
    offer: str
    lines: str
    choice: str
    stock_id: str = ""
    stock_count: int = 0
    holds_places: bool = True
    created_at: str
    expires_at: str
    paid_at: str = ""
    transaction_id: str = ""
    request_key: str = Field(unique=True)
    """The page's own id for this purchase: sending it twice makes one order."""


class Refund(TicketTable, table=True):
    """Money on its way back. number is the merchant's `out_refund_no`: asking again with it changes nothing."""

    __tablename__ = "refunds"  # pyright: ignore[reportAssignmentType]

    number: str = Field(primary_key=True)
    order_number: str = Field(index=True)
    booking_id: str = Field(index=True)
    amount_fen: int
    done: bool = Field(default=False, index=True)


class Ticket(TicketTable, table=True):
    """One person's way in. day: on the calendar of the place. used_at: "" until a door has let it in."""

    __tablename__ = "tickets"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    booking_id: str = Field(index=True)
    position: int
    label: str
    holder: str
    day: str = Field(index=True)
    token: str
    void: bool = False
    used_at: str = ""


class CalledOff(TicketTable, table=True):
    """What does not take place after all: nothing of it is sold any more. offer_id: of a showing, an event's day or a
    flight."""

    __tablename__ = "called_off"  # pyright: ignore[reportAssignmentType]

    offer_id: str = Field(primary_key=True)
    at: str


class Rating(TicketTable, table=True):
    """What somebody says of a booking. title: of what was booked, in English. answer_by: "" unless it is low; then the
    box office owes an answer until that moment."""

    __tablename__ = "ratings"  # pyright: ignore[reportAssignmentType]

    booking_id: str = Field(primary_key=True)
    openid: str
    title: str = Field(index=True)
    stars: int
    text: str = ""
    answer_by: str = ""
    answer: str = ""
    created_at: str


def stamp(moment: datetime) -> str:
    """Moments are stored as UTC text, which sorts as time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
