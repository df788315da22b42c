"""A withdrawal: money that goes from the wallet to a card. Its states, table, view and refusals; callers import these
names from `withdrawals.py`.

    written --> held --> pending --> paid --> returned
       |          |         |
       +----------+---------+--> failed

From `held` on the amount and the fee are set aside by one hold in the ledger: paid captures it, failed voids it, and
the ledger lets only one of them be."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.money import Money


class WithdrawalState(StrEnum):
    WRITTEN = "written"  # the intent; the money is not set aside
    HELD = "held"  # set aside; whether the rail has heard of it is not known
    PENDING = "pending"  # the rail is at it
    PAID = "paid"
    FAILED = "failed"  # the money is free again
    RETURNED = "returned"  # paid once, and the bank sent the amount back


OPEN = (WithdrawalState.WRITTEN, WithdrawalState.HELD, WithdrawalState.PENDING)


class WithdrawalRow(WalletTable, table=True):
    __tablename__ = "withdrawals"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("person_id", "request_id", name="one_withdrawal_per_request"),
        CheckConstraint("amount_minor > 0 AND fee_minor >= 0", name="withdrawal_amount_is_positive"),
        CheckConstraint(
            "(state IN ('paid', 'returned')) = (entry_seq IS NOT NULL)", name="a_paid_withdrawal_names_its_entry"
        ),
        CheckConstraint("(state = 'returned') = (back_seq IS NOT NULL)", name="a_returned_withdrawal_names_its_entry"),
        CheckConstraint(
            "state NOT IN ('written', 'held', 'pending') OR due_at IS NOT NULL", name="an_open_withdrawal_is_due"
        ),
        CheckConstraint(
            "state IN ('written', 'held', 'pending', 'paid', 'failed', 'returned')", name="withdrawal_state_is_known"
        ),
        Index("ix_withdrawals_due_at", "due_at"),
        Index("ix_withdrawals_person_id_created_at", "person_id", "created_at"),
    )

    id: str = Field(primary_key=True, max_length=40)  # also the rail's reference for it
    person_id: str = Field(max_length=40)
    card_id: str = Field(max_length=40)
    request_id: str = Field(max_length=64)  # the person's own name for this withdrawal: a repeat finds it
    rail: str = Field(max_length=16)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))  # what arrives on the card
    fee_minor: int = Field(sa_column=Column(BigInteger, nullable=False))  # the house's, on top
    currency: str = Field(max_length=3)
    state: str = Field(default=WithdrawalState.WRITTEN, max_length=8)
    code: str = Field(default="", max_length=32)  # why it failed or came back
    created_at: datetime = Field(sa_type=UtcDateTime)
    arrives_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # as the rail expects
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when the rail is asked next
    tries: int = 0
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger))  # of the capture
    back_seq: int | None = Field(default=None, sa_column=Column(BigInteger))


@dataclass(frozen=True, slots=True)
class WithdrawalDraft:
    """request_id: 8 to 64 letters, the same for a repeat. amount_minor: what is to arrive; the fee comes on top."""

    person_id: str
    card_id: str
    request_id: str
    amount_minor: int
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """arrives_at: when the rail expects it on the card. code: why it failed or came back."""

    id: str
    person_id: str
    card_id: str
    amount_minor: int
    fee_minor: int
    currency: str
    state: WithdrawalState
    code: str
    created_at: datetime
    arrives_at: datetime | None
    finished_at: datetime | None
    entry_seq: int | None
    back_seq: int | None


def view_of(row: WithdrawalRow) -> Withdrawal:
    return Withdrawal(
        id=row.id,
        person_id=row.person_id,
        card_id=row.card_id,
        amount_minor=row.amount_minor,
        fee_minor=row.fee_minor,
        currency=row.currency,
        state=WithdrawalState(row.state),
        code=row.code,
        created_at=row.created_at,
        arrives_at=row.arrives_at,
        finished_at=row.finished_at,
        entry_seq=row.entry_seq,
        back_seq=row.back_seq,
    )


@dataclass(eq=False)
class WithdrawalUnknown(WalletError):
    """There is none, or it is somebody else's."""

    code: ClassVar[str] = "withdrawal_unknown"
    withdrawal: str


@dataclass(eq=False)
class WithdrawalMismatch(WalletError):
    """The request was used before, with other content."""

    code: ClassVar[str] = "withdrawal_mismatch"
    request_id: str


@dataclass(eq=False)
class DailyLimit(WalletError):
    """left: what may still be withdrawn within 24 hours of the first one that counts."""

    code: ClassVar[str] = "daily_limit"
    left: Money
