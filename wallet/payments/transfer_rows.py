"""A transfer: money one person sends another, who takes it or gives it back. Its states, table, views and refusals;
callers import these names from `transfers.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class TransferState(StrEnum):
    WRITTEN = "written"  # the intent; no money has left the sender
    WAITING = "waiting"  # the money stands in the transfer's own account until the receiver decides
    ACCEPTED = "accepted"  # the receiver said yes; the money arrives at `arrives_at`
    RETURNING = "returning"  # it is decided that the money goes back
    RECEIVED = "received"
    RETURNED = "returned"


ON_ITS_WAY = (TransferState.WAITING, TransferState.ACCEPTED, TransferState.RETURNING)
OVER = (TransferState.RECEIVED, TransferState.RETURNED)


class TransferRow(WalletTable, table=True):
    __tablename__ = "transfers"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("sender_id", "request_id", name="one_transfer_per_request"),
        CheckConstraint("amount_minor > 0", name="transfer_amount_is_positive"),
        CheckConstraint("sender_id <> receiver_id", name="a_transfer_has_two_people"),
        CheckConstraint("delay_seconds >= 0", name="transfer_delay_is_not_negative"),
        CheckConstraint("(state = 'written') = (entry_seq IS NULL)", name="a_sent_transfer_names_its_entry"),
        CheckConstraint("(state = 'written') = (expires_at IS NULL)", name="a_sent_transfer_runs_out"),
        CheckConstraint(
            "(state IN ('received', 'returned')) = (end_seq IS NOT NULL)", name="a_finished_transfer_names_its_end"
        ),
        CheckConstraint("state <> 'accepted' OR arrives_at IS NOT NULL", name="an_accepted_transfer_arrives"),
        CheckConstraint(
            "state IN ('written', 'waiting', 'accepted', 'returning', 'received', 'returned')",
            name="transfer_state_is_known",
        ),
        Index("ix_transfers_state_expires_at", "state", "expires_at"),
        Index("ix_transfers_sender_id_state", "sender_id", "state"),
        Index("ix_transfers_receiver_id_state", "receiver_id", "state"),
    )

    id: str = Field(primary_key=True, max_length=40)
    sender_id: str = Field(max_length=40)
    receiver_id: str = Field(max_length=40)
    request_id: str = Field(max_length=64)  # the sender's own name for this transfer: a repeat finds it
    content_digest: str = Field(max_length=64)  # of the draft; the same request with other content is refused
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    note: str = Field(default="", max_length=60)
    delay_seconds: int = 0  # from the receiver's yes until the money is theirs
    place: str = Field(default="", max_length=64)  # the host's word for where it was sent; it means nothing here
    state: str = Field(default=TransferState.WRITTEN, max_length=9)
    returned_by: str = Field(default="", max_length=8)  # see `Transfer`
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    arrives_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger))
    end_seq: int | None = Field(default=None, sa_column=Column(BigInteger))


@dataclass(frozen=True, slots=True)
class TransferDraft:
    """request_id: 8 to 64 letters, the same for a repeat. delay_seconds: one of `transfer_drafts.DELAYS`."""

    sender_id: str
    receiver_id: str
    request_id: str
    amount_minor: int
    currency: str = "CNY"
    note: str = ""
    delay_seconds: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """sent_at: when the money left the sender; expires_at: from then on it cannot be accepted; arrives_at: of an
    accepted one; finished_at: when it was received or returned. returned_by: "receiver", "time" (nobody accepted),
    "refused" (the receiver's account takes nothing in), "" as long as it is not going back."""

    id: str
    sender_id: str
    receiver_id: str
    amount_minor: int
    currency: str
    note: str
    delay_seconds: int
    place: str
    state: TransferState
    returned_by: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime | None
    accepted_at: datetime | None
    arrives_at: datetime | None
    finished_at: datetime | None
    entry_seq: int | None
    end_seq: int | None

    @property
    def step(self) -> int:
        """Rises with each change of state, so that an old look at a transfer never replaces a newer one."""
        return list(TransferState).index(self.state)


def view_of(row: TransferRow) -> Transfer:
    return Transfer(
        id=row.id,
        sender_id=row.sender_id,
        receiver_id=row.receiver_id,
        amount_minor=row.amount_minor,
        currency=row.currency,
        note=row.note,
        delay_seconds=row.delay_seconds,
        place=row.place,
        state=TransferState(row.state),
        returned_by=row.returned_by,
        created_at=row.created_at,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
        arrives_at=row.arrives_at,
        finished_at=row.finished_at,
        entry_seq=row.entry_seq,
        end_seq=row.end_seq,
    )


@dataclass(eq=False)
class TransferUnknown(WalletError):
    """There is none, or it is between other people."""

    code: ClassVar[str] = "transfer_unknown"
    transfer: str


@dataclass(eq=False)
class TransferDraftInvalid(WalletError):
    code: ClassVar[str] = "transfer_draft_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class TransferMismatch(WalletError):
    """The request was used before, with other content."""

    code: ClassVar[str] = "transfer_mismatch"
    request_id: str


@dataclass(eq=False)
class TransferNotOpen(WalletError):
    """It is in this state, so it can no longer be accepted or returned."""

    code: ClassVar[str] = "transfer_not_open"
    transfer: str
    state: str
