"""A split bill: somebody paid for several people and asks each for their share. Its states, tables, views and refusals;
callers import these names from `splits.py`."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, String, Text, UniqueConstraint
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class SplitState(StrEnum):
    OPEN = "open"  # its shares may be paid
    DONE = "done"  # everybody has paid
    CLOSED = "closed"  # its starter asks for nothing more


class PartState(StrEnum):
    OWN = "own"  # the starter's: paid for with the bill
    OPEN = "open"
    DECLINED = "declined"  # this person says that it is not theirs; they may still pay
    PAYING = "paying"  # a PIN was given; the journal decides
    PAID = "paid"  # its entry is in the journal


SETTLED = (PartState.OWN, PartState.PAID)
PAYABLE = (PartState.OPEN, PartState.DECLINED)


class SplitRow(WalletTable, table=True):
    __tablename__ = "splits"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("starter_id", "request_id", name="one_split_per_request"),
        CheckConstraint("total_minor > 0", name="split_total_is_positive"),
        CheckConstraint("way IN ('equal', 'shares', 'items')", name="split_way_is_known"),
        CheckConstraint("state IN ('open', 'done', 'closed')", name="split_state_is_known"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="an_ended_split_knows_when"),
        Index("ix_splits_starter_id_state", "starter_id", "state"),
    )

    id: str = Field(primary_key=True, max_length=40)
    starter_id: str = Field(max_length=40)
    request_id: str = Field(max_length=64)  # the starter's own name for this split: a repeat finds it
    content_digest: str = Field(max_length=64)  # of the draft; the same request with other content is refused
    way: str = Field(max_length=6)
    total_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    note: str = Field(default="", max_length=60)
    items: str = Field(default="[]", sa_column=Column(Text, nullable=False))  # JSON of `SplitItem`s
    place: str = Field(default="", max_length=64)  # the host's word for where it was started; it means nothing here
    state: str = Field(default=SplitState.OPEN, max_length=6)
    step: int = 0  # rises with each change that its people see
    created_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PartRow(WalletTable, table=True):
    """One person's share. attempt: part of the key once an abandoned attempt was fenced off (`fencing.use_up`)."""

    __tablename__ = "split_parts"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("split_id", "person_id", name="one_part_per_person"),
        CheckConstraint("amount_minor > 0", name="part_amount_is_positive"),
        CheckConstraint("weight > 0", name="part_weight_is_positive"),
        CheckConstraint("(state = 'paid') = (entry_seq IS NOT NULL)", name="a_paid_part_names_its_entry"),
        CheckConstraint("(state = 'paying') = (paying_since IS NOT NULL)", name="a_part_being_paid_knows_since_when"),
        CheckConstraint("state IN ('own', 'open', 'declined', 'paying', 'paid')", name="part_state_is_known"),
        Index("ix_split_parts_person_id_state", "person_id", "state"),
        Index("ix_split_parts_state_paying_since", "state", "paying_since"),
    )

    id: str = Field(primary_key=True, max_length=40)
    split_id: str = Field(
        sa_column=Column(String(40), ForeignKey("splits.id", name="fk_split_parts_split_id"), nullable=False)
    )
    position: int
    person_id: str = Field(max_length=40)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    weight: int = 1
    state: str = Field(default=PartState.OPEN, max_length=8)
    attempt: int = 1
    paying_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded: int = 0
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paid_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger))


@dataclass(frozen=True, slots=True)
class SplitItem:
    """One line of the bill. people: who shares it equally."""

    name: str
    amount_minor: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SplitDraft:
    """request_id: 8 to 64 letters, the same for a repeat. people: who takes part, the starter first if they do.

    way: "equal"; "shares", with one weight for each of the people; "items", with items that sum to the total.
    """

    starter_id: str
    request_id: str
    way: str
    total_minor: int
    people: tuple[str, ...]
    weights: tuple[int, ...] = ()
    items: tuple[SplitItem, ...] = ()
    currency: str = "CNY"
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """reminded: how often; paid_at, entry_seq: once it is paid."""

    id: str
    person_id: str
    amount_minor: int
    weight: int
    state: PartState
    reminded: int
    reminded_at: datetime | None
    paid_at: datetime | None
    entry_seq: int | None


@dataclass(frozen=True, slots=True)
class Split:
    """parts: in the order of the list. step: rises with each change, so that an old look never replaces a newer one."""

    id: str
    starter_id: str
    way: str
    total_minor: int
    currency: str
    note: str
    items: tuple[SplitItem, ...]
    place: str
    state: SplitState
    step: int
    created_at: datetime
    ended_at: datetime | None
    parts: tuple[Part, ...]

    def part_of(self, person_id: str) -> Part | None:
        return next((one for one in self.parts if one.person_id == person_id), None)

    def concerns(self, person_id: str) -> bool:
        return person_id == self.starter_id or self.part_of(person_id) is not None

    @property
    def paid_minor(self) -> int:
        """What has come in, without the starter's own share."""
        return sum(one.amount_minor for one in self.parts if one.state is PartState.PAID)

    @property
    def asked_minor(self) -> int:
        return sum(one.amount_minor for one in self.parts if one.state is not PartState.OWN)


def view_of(row: SplitRow, parts: list[PartRow]) -> Split:
    return Split(
        id=row.id,
        starter_id=row.starter_id,
        way=row.way,
        total_minor=row.total_minor,
        currency=row.currency,
        note=row.note,
        items=tuple(SplitItem(one["name"], one["amount_minor"], tuple(one["people"])) for one in json.loads(row.items)),
        place=row.place,
        state=SplitState(row.state),
        step=row.step,
        created_at=row.created_at,
        ended_at=row.ended_at,
        parts=tuple(_part(one) for one in sorted(parts, key=lambda part: part.position)),
    )


def _part(row: PartRow) -> Part:
    return Part(
        id=row.id,
        person_id=row.person_id,
        amount_minor=row.amount_minor,
        weight=row.weight,
        state=PartState(row.state),
        reminded=row.reminded,
        reminded_at=row.reminded_at,
        paid_at=row.paid_at,
        entry_seq=row.entry_seq,
    )


@dataclass(eq=False)
class SplitUnknown(WalletError):
    """There is none, or it is between other people."""

    code: ClassVar[str] = "split_unknown"
    split: str


@dataclass(eq=False)
class SplitDraftInvalid(WalletError):
    code: ClassVar[str] = "split_draft_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class SplitMismatch(WalletError):
    """The request was used before, with other content."""

    code: ClassVar[str] = "split_mismatch"
    request_id: str


@dataclass(eq=False)
class SplitNotOpen(WalletError):
    """It is closed, or this share is settled already: nothing can be paid, declined or asked for."""

    code: ClassVar[str] = "split_not_open"
    split: str
    state: str


@dataclass(eq=False)
class PartIsBeingPaid(WalletError):
    """Another try to pay this share is under way, or was a moment ago; ask again shortly."""

    code: ClassVar[str] = "part_is_being_paid"
    split: str


@dataclass(eq=False)
class StarterFull(WalletError):
    """The starter's wallet holds as much as it may; the share may be paid once there is room."""

    code: ClassVar[str] = "starter_full"
    split: str


@dataclass(eq=False)
class ReminderTooSoon(WalletError):
    """next_at: from when this person may be reminded again."""

    code: ClassVar[str] = "reminder_too_soon"
    split: str
    next_at: datetime


@dataclass(eq=False)
class RemindersUsedUp(WalletError):
    code: ClassVar[str] = "reminders_used_up"
    split: str
    reminders_max: int
