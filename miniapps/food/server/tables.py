"""The tables: who eats and who cooks, what is left, what was ordered, what was paid and given back. What never changes
(names, prices, hours) is in the menu, not here."""

from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

from miniapps.food.server.rules.steps import State
from miniapps.kit.books import moves_of
from miniapps.kit.descriptions import descriptions_of
from miniapps.kit.languages import languages_of
from miniapps.kit.outbox import outbox_of


class FoodTable(SQLModel):
    metadata = MetaData()


OUTBOX = outbox_of(FoodTable.metadata)
LANGUAGES = languages_of(FoodTable.metadata)
DESCRIPTIONS = descriptions_of(FoodTable.metadata)
MOVES = moves_of(FoodTable.metadata)


class Customer(FoodTable, table=True):
    __tablename__ = "customers"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    token_digest: str = Field(index=True)
    session_key: str


class Cook(FoodTable, table=True):
    """Somebody who works in a kitchen; the openid is that of the kitchen program."""

    __tablename__ = "cooks"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    token_digest: str = Field(index=True)
    session_key: str
    restaurant_id: str = ""


class Workplace(FoodTable, table=True):
    """A restaurant somebody has worked in: its code is not asked for again."""

    __tablename__ = "workplaces"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    restaurant_id: str = Field(primary_key=True)


class Place(FoodTable, table=True):
    """What changes about a restaurant. accepting: the kitchen's own switch, beside the opening hours."""

    __tablename__ = "places"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    accepting: bool = True
    stars: int = 0
    ratings: int = 0


class Portion(FoodTable, table=True):
    """What is left of a dish."""

    __tablename__ = "portions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("stock >= 0", name="stock_is_never_negative"),)

    dish_id: str = Field(primary_key=True)
    stock: int
    on_sale: bool = True
    sold: int = 0


class Order(FoodTable, table=True):
    """openid: who ordered; in a group, its host. deliver_at: "" is as soon as possible. start_at: cooking begins."""

    __tablename__ = "orders"  # pyright: ignore[reportAssignmentType]

    number: str = Field(primary_key=True)
    restaurant_id: str = Field(index=True)
    openid: str = Field(index=True)
    state: State = Field(index=True)
    state_since: str
    subtotal_fen: int
    discount_fen: int
    fee_fen: int
    total_fen: int
    code: str = ""
    recipient: str
    phone: str = ""
    address: str
    latitude: float
    longitude: float
    distance_m: int
    note: str = ""
    deliver_at: str = ""
    start_at: str
    promised_at: str
    created_at: str = Field(index=True)
    expires_at: str
    reason: str = ""
    group_code: str = ""
    request_key: str = Field(unique=True)
    """The page's own id for this basket: sending it twice makes one order."""


class OrderStep(FoodTable, table=True):
    """One row for each change of state, so that each is told once."""

    __tablename__ = "order_steps"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("number", "state", name="a_state_is_entered_once"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(index=True)
    state: State
    at: str


class OrderLine(FoodTable, table=True):
    """value_fen: what was really paid for the line, after its part of the discount. claimed: portions given back."""

    __tablename__ = "order_lines"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("claimed >= 0 AND claimed <= quantity", name="claims_stay_within_the_line"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(index=True)
    dish_id: str
    name: str
    labels: str
    choices: str
    unit_fen: int
    quantity: int
    value_fen: int
    owner: str
    owner_name: str = ""
    prepared: bool = False
    claimed: int = 0


class PaymentState(StrEnum):
    WAITING = "waiting"
    HELD = "held"
    """Set aside: still theirs, and ours to take when the kitchen accepts."""
    PAID = "paid"
    CLOSED = "closed"


class Payment(FoodTable, table=True):
    """One person's payment for an order. id is the merchant's `out_hold_no`. returned_fen: refunds asked for."""

    __tablename__ = "payments"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("returned_fen >= 0 AND returned_fen <= amount_fen", name="nothing_comes_back_twice"),
    )

    id: str = Field(primary_key=True)
    number: str = Field(index=True)
    openid: str = Field(index=True)
    name: str = ""
    amount_fen: int
    state: PaymentState = PaymentState.WAITING
    transaction_id: str = ""
    returned_fen: int = 0


class Refund(FoodTable, table=True):
    """Written with what caused it, sent afterwards, until the host says that it is done. id is `out_refund_no`."""

    __tablename__ = "refunds"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    payment_id: str = Field(index=True)
    number: str = Field(index=True)
    line_id: int | None = None
    amount_fen: int
    reason: str
    done: bool = Field(default=False, index=True)
    created_at: str


class Group(FoodTable, table=True):
    """Several people, one basket. each_pays: everybody the own share; else the host everything. number: its order."""

    __tablename__ = "groups"  # pyright: ignore[reportAssignmentType]

    code: str = Field(primary_key=True)
    restaurant_id: str
    host: str
    each_pays: bool = False
    number: str = ""
    created_at: str


class Member(FoodTable, table=True):
    __tablename__ = "members"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("code", "openid", name="one_seat_per_person"),)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(index=True)
    openid: str
    name: str
    lines: str = "[]"


class Favourite(FoodTable, table=True):
    __tablename__ = "favourites"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    restaurant_id: str = Field(primary_key=True)


class Rating(FoodTable, table=True):
    """answer_by: "" unless the rating is low; then the restaurant owes an answer until that moment."""

    __tablename__ = "ratings"  # pyright: ignore[reportAssignmentType]

    number: str = Field(primary_key=True)
    openid: str
    restaurant_id: str = Field(index=True)
    stars: int
    text: str = ""
    answer_by: str = ""
    answer: str = ""
    created_at: str


def stamp(moment: datetime) -> str:
    """Moments are stored as UTC text, which sorts as time. Milliseconds: a simulated kitchen is quick."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
