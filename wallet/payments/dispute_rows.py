"""A dispute: a person complains about a payment, the merchant answers, an operator decides when they do not agree. Its
states, clocks, tables, views and refusals; callers import these names from `disputes.py`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, UniqueConstraint, text
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class DisputeState(StrEnum):
    OPEN = "open"  # the merchant has until `due_at` to answer, or it goes to the operators by itself
    ANSWERED = "answered"  # the person has until `due_at` to go on, or it closes by itself
    ESCALATED = "escalated"  # an operator decides
    ORDERED = "ordered"  # an operator ordered a refund that has not been made yet
    CLOSED = "closed"  # see `outcome`


MERCHANT_ANSWERS_WITHIN = timedelta(days=3)
PERSON_GOES_ON_WITHIN = timedelta(days=7)
REASONS = ("not_received", "not_as_described", "wrong_amount", "not_mine", "other")
OUTCOMES = ("refunded", "accepted", "withdrawn", "lapsed", "refused")
WORDS_LETTERS_MAX = 200  # the platform's own bound for an answer


class DisputeRow(WalletTable, table=True):
    __tablename__ = "disputes"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("complaint_id", name="one_dispute_per_complaint_id"),
        CheckConstraint("amount_minor > 0 AND amount_minor <= total_minor", name="a_dispute_is_about_what_was_paid"),
        CheckConstraint("refunded_minor >= 0 AND ordered_minor >= 0", name="dispute_amounts_are_not_negative"),
        CheckConstraint(
            "state IN ('open', 'answered', 'escalated', 'ordered', 'closed')", name="dispute_state_is_known"
        ),
        CheckConstraint(
            "outcome IN ('', 'refunded', 'accepted', 'withdrawn', 'lapsed', 'refused')", name="outcome_is_known"
        ),
        CheckConstraint("(state = 'closed') = (outcome <> '')", name="a_closed_dispute_has_an_outcome"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="a_closed_dispute_knows_when"),
        CheckConstraint("(state IN ('open', 'answered')) = (due_at IS NOT NULL)", name="who_is_waited_for_has_a_clock"),
        CheckConstraint("state <> 'ordered' OR ordered_minor > 0", name="an_ordered_refund_has_an_amount"),
        Index(
            "one_open_dispute_per_order",
            "order_id",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index("ix_disputes_state_due_at", "state", "due_at"),
        Index("ix_disputes_mchid_opened_at", "mchid", "opened_at"),
    )

    id: str = Field(primary_key=True, max_length=40)
    complaint_id: str = Field(max_length=32)  # 27 digits: how the merchant calls it
    order_id: str = Field(max_length=40, index=True)
    mchid: str = Field(max_length=32)
    appid: str = Field(max_length=32)
    person_id: str = Field(max_length=40, index=True)
    payer_openid: str = Field(max_length=128)
    out_trade_no: str = Field(max_length=32)
    transaction_id: str = Field(max_length=32)
    description: str = Field(max_length=127)  # of the order
    total_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    reason: str = Field(max_length=16)
    words: str = Field(max_length=200)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))  # what the person wants back
    times: int = 1  # the how many-th dispute of this order it is
    state: str = Field(default=DisputeState.OPEN, max_length=9)
    outcome: str = Field(default="", max_length=9)
    is_completed: bool = False  # the merchant says that it has done what it will do
    refunded_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))  # since it was opened
    ordered_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))  # `refunded_minor` to reach
    obstacle: str = Field(default="", max_length=40)  # the refusal that keeps an ordered refund from being made
    steps: int = 0  # the number of its last event
    opened_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DisputeEventRow(WalletTable, table=True):
    """What somebody did, once and for all; and the outbox of what the person (told_at) and the merchant (announced_at)
    still have to hear of it."""

    __tablename__ = "dispute_events"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("actor IN ('person', 'merchant', 'operator', 'clock')", name="actor_is_known"),
        CheckConstraint("(what = 'refunded') = (refund_id <> '')", name="a_refund_is_named"),
        Index("ix_dispute_events_told_at", "told_at"),
        Index("ix_dispute_events_announced_at", "announced_at"),
    )

    dispute_id: str = Field(
        sa_column=Column(String(40), ForeignKey("disputes.id", name="fk_dispute_events_dispute_id"), primary_key=True)
    )
    number: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=8)
    what: str = Field(max_length=16)
    words: str = Field(default="", max_length=500)
    amount_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    refund_id: str = Field(default="", max_length=40)  # ours, "rfd_…"
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    announced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class DisputeDraft:
    """reason: one of REASONS. amount_minor: what the person wants back, up to what may still be refunded."""

    person_id: str
    order_id: str
    reason: str
    words: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class DisputeEvent:
    """actor: "person", "merchant", "operator" or "clock". what: "opened", "answered", "approved" (a refund is
    promised), "rejected" (the merchant refunds nothing), "completed", "refunded", "accepted", "withdrawn", "escalated",
    "lapsed", "ordered" or "refused" (by the operator)."""

    number: int
    at: datetime
    actor: str
    what: str
    words: str
    amount_minor: int
    refund_id: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """due_at: when its clock runs out, of an open or answered one. outcome: one of OUTCOMES, "" until it is closed.
    obstacle: code of the refusal that keeps an ordered refund waiting. events: the oldest first."""

    id: str
    complaint_id: str
    order_id: str
    mchid: str
    appid: str
    person_id: str
    payer_openid: str
    out_trade_no: str
    transaction_id: str
    description: str
    total_minor: int
    currency: str
    reason: str
    words: str
    amount_minor: int
    times: int
    state: DisputeState
    outcome: str
    is_completed: bool
    refunded_minor: int
    ordered_minor: int
    obstacle: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    events: tuple[DisputeEvent, ...]


def event_view(row: DisputeEventRow) -> DisputeEvent:
    return DisputeEvent(row.number, row.at, row.actor, row.what, row.words, row.amount_minor, row.refund_id)


def view_of(row: DisputeRow, events: list[DisputeEventRow]) -> Dispute:
    return Dispute(
        id=row.id,
        complaint_id=row.complaint_id,
        order_id=row.order_id,
        mchid=row.mchid,
        appid=row.appid,
        person_id=row.person_id,
        payer_openid=row.payer_openid,
        out_trade_no=row.out_trade_no,
        transaction_id=row.transaction_id,
        description=row.description,
        total_minor=row.total_minor,
        currency=row.currency,
        reason=row.reason,
        words=row.words,
        amount_minor=row.amount_minor,
        times=row.times,
        state=DisputeState(row.state),
        outcome=row.outcome,
        is_completed=row.is_completed,
        refunded_minor=row.refunded_minor,
        ordered_minor=row.ordered_minor,
        obstacle=row.obstacle,
        opened_at=row.opened_at,
        due_at=row.due_at,
        closed_at=row.closed_at,
        events=tuple(event_view(one) for one in sorted(events, key=lambda event: event.number)),
    )


@dataclass(eq=False)
class DisputeUnknown(WalletError):
    """There is none, or it is somebody else's."""

    code: ClassVar[str] = "dispute_unknown"
    dispute: str


@dataclass(eq=False)
class DisputeDraftInvalid(WalletError):
    code: ClassVar[str] = "dispute_draft_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class DisputeNotOpen(WalletError):
    """It is in this state, so this cannot be done to it."""

    code: ClassVar[str] = "dispute_not_open"
    dispute: str
    state: str


@dataclass(eq=False)
class DisputeExists(WalletError):
    """There is an open one about this order, with other words."""

    code: ClassVar[str] = "dispute_exists"
    dispute: str


@dataclass(eq=False)
class NothingToDispute(WalletError):
    """reason: "refunded" (nothing of the payment is left), "too_late", "decided" (an operator has refused before), or
    "too_many"."""

    code: ClassVar[str] = "nothing_to_dispute"
    reason: str
