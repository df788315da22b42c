"""The taxi's tables: who rides, who drives, rides, offers, words between them, tips, and what went wrong."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, MetaData, text
from sqlmodel import Field, SQLModel

from miniapps.kit.books import moves_of
from miniapps.kit.descriptions import descriptions_of
from miniapps.kit.languages import languages_of
from miniapps.kit.outbox import outbox_of
from miniapps.taxi.server.fares import VehicleClass


class TaxiTable(SQLModel):
    metadata = MetaData()


OUTBOX = outbox_of(TaxiTable.metadata)
LANGUAGES = languages_of(TaxiTable.metadata)
DESCRIPTIONS = descriptions_of(TaxiTable.metadata)
MOVES = moves_of(TaxiTable.metadata)


class RideState(StrEnum):
    AWAITING_PAYMENT = "awaiting_payment"
    SEARCHING = "searching"
    COMING = "coming"
    ARRIVED = "arrived"
    DRIVING = "driving"
    FINISHED = "finished"
    CANCELLED = "cancelled"


WITH_DRIVER = (RideState.COMING, RideState.ARRIVED, RideState.DRIVING)


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PASSED = "passed"


class MoneyState(StrEnum):
    """NOTHING: not confirmed. KEPT: the maximum is set aside. SETTLING: the fare is to be taken, or all let go.
    SETTLED: all is done."""

    NOTHING = "nothing"
    KEPT = "kept"
    SETTLING = "settling"
    SETTLED = "settled"


class Person(TaxiTable, table=True):
    """Whoever signed in, in either program. An openid belongs to one program, so the two never mix."""

    __tablename__ = "people"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    role: str
    token_digest: str = Field(index=True)
    session_key: str


class Driver(TaxiTable, table=True):
    """A car stands at `node`, or moves from there to `goal` since `since`. ride: the number of the ride it serves."""

    __tablename__ = "drivers"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("ride IS NULL OR online", name="a_driver_with_a_ride_is_online"),)

    id: str = Field(primary_key=True)
    name: str
    car: str
    plate: str
    vehicle: VehicleClass
    simulated: bool = False
    online: bool = False
    node: int
    goal: int
    since: str
    idle_since: str
    ride: str | None = Field(default=None, unique=True)
    stars: int = 0
    ratings: int = 0


class Ride(TaxiTable, table=True):
    """number is the merchant's `out_hold_no`; the host's `transaction_id` comes with the capture. Moments are the
    city clock's, "" for not yet."""

    __tablename__ = "rides"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("fare_fen <= maximum_fen", name="no_fare_above_the_promise"),
        Index(
            "one_ride_at_a_time_per_driver",
            "driver_id",
            unique=True,
            sqlite_where=text("state IN ('COMING', 'ARRIVED', 'DRIVING')"),
        ),
    )

    number: str = Field(primary_key=True)
    openid: str = Field(index=True)
    request_key: str = Field(unique=True)
    state: RideState = Field(index=True)
    vehicle: VehicleClass
    start: int
    goal: int
    metres: int
    seconds: int
    surge_tenths: int
    estimate_fen: int
    maximum_fen: int
    fare_fen: int = 0
    driver_id: str | None = Field(default=None, index=True)
    created_at: str
    pay_before: str
    """By the world's clock, unlike the others."""
    searching_at: str = ""
    assigned_at: str = ""
    arrived_at: str = ""
    started_at: str = ""
    ended_at: str = ""
    ended_by: str = ""
    """For a cancelled ride: passenger, driver, nobody (no car was found), unpaid."""
    money: MoneyState = MoneyState.NOTHING
    transaction_id: str = ""
    lines: str = "{}"
    """The lines of the receipt as JSON."""
    stars: int = 0


class Offer(TaxiTable, table=True):
    __tablename__ = "offers"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        Index("one_open_offer_per_ride", "number", unique=True, sqlite_where=text("state = 'OPEN'")),
        Index("one_open_offer_per_driver", "driver_id", unique=True, sqlite_where=text("state = 'OPEN'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(index=True)
    driver_id: str = Field(index=True)
    state: OfferState = OfferState.OPEN
    seconds_away: int
    made_at: str
    expires_at: str


class Message(TaxiTable, table=True):
    """phrase: a ready sentence that each side reads in its own language; else text as it was written."""

    __tablename__ = "messages"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(index=True)
    author: str
    phrase: str = ""
    text: str = ""
    at: str


class Tip(TaxiTable, table=True):
    """An order of its own, paid after the ride. One per ride."""

    __tablename__ = "tips"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("amount_fen > 0", name="a_tip_is_something"),)

    order_number: str = Field(primary_key=True)
    number: str = Field(index=True)
    amount_fen: int
    paid: bool = False


NOT_FOUND = "not_found"


class Case(TaxiTable, table=True):
    """What somebody has to answer: a low rating, or a thing left in a car. answer: in the words of who answers, "" for
    not yet, NOT_FOUND where a driver has looked for nothing; each reader's program says that in its language."""

    __tablename__ = "cases"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(index=True)
    kind: str
    text: str
    opened_at: str
    answer_before: str
    answer: str = ""


class Payout(TaxiTable, table=True):
    """Earnings on their way to a driver, who takes them in the driver program. number is the `out_bill_no`; at most one
    is open for each driver, so nothing is paid out twice. state: open, taken, or back (not taken within a day)."""

    __tablename__ = "payouts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="a_payout_is_something"),
        Index("one_open_payout_per_driver", "driver_id", unique=True, sqlite_where=text("state = 'open'")),
    )

    number: str = Field(primary_key=True)
    driver_id: str = Field(index=True)
    amount_fen: int
    state: str = "open"
    created_at: str
