"""A top-up: money that comes from a card. Its states, table, view and refusals; callers import these names from
`top_ups.py`.

                 +--> declined, failed
    written --+--+                            approved --> charged_back
              |  +--> approved
              +--> pending <--> challenge --> approved, declined, failed

Nothing but the rail's own word leads to `approved`, and that word counts whenever it comes: also after `failed`, when
the wallet had given up on a rail that was silent."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.money import Money


class TopUpState(StrEnum):
    WRITTEN = "written"  # the intent; whether the rail has heard of it is not known
    PENDING = "pending"  # the rail has it and waits for the bank
    CHALLENGE = "challenge"  # the cardholder has to confirm at the bank
    APPROVED = "approved"  # the money is in the wallet
    DECLINED = "declined"
    FAILED = "failed"  # given up before it was decided
    CHARGED_BACK = "charged_back"  # the bank took it back; `recovered_minor` of it came from the wallet so far


UNDECIDED = (TopUpState.WRITTEN, TopUpState.PENDING, TopUpState.CHALLENGE)


class TopUpRow(WalletTable, table=True):
    __tablename__ = "top_ups"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("person_id", "request_id", name="one_top_up_per_request"),
        CheckConstraint("amount_minor > 0", name="top_up_amount_is_positive"),
        CheckConstraint(
            "(state IN ('approved', 'charged_back')) = (entry_seq IS NOT NULL)",
            name="an_approved_top_up_names_its_entry",
        ),
        CheckConstraint(
            "(state = 'charged_back') = (back_seq IS NOT NULL)", name="a_charged_back_top_up_names_its_entry"
        ),
        CheckConstraint(
            "recovered_minor BETWEEN 0 AND amount_minor AND (state = 'charged_back' OR recovered_minor = 0)",
            name="only_what_was_taken_back_is_recovered",
        ),
        CheckConstraint(
            "state NOT IN ('written', 'pending', 'challenge') OR due_at IS NOT NULL", name="an_undecided_top_up_is_due"
        ),
        CheckConstraint(
            "state IN ('written', 'pending', 'challenge', 'approved', 'declined', 'failed', 'charged_back')",
            name="top_up_state_is_known",
        ),
        Index("ix_top_ups_due_at", "due_at"),
        Index("ix_top_ups_person_id_state", "person_id", "state"),
    )

    id: str = Field(primary_key=True, max_length=40)  # also the rail's reference for it
    person_id: str = Field(max_length=40)
    card_id: str = Field(max_length=40)
    request_id: str = Field(max_length=64)  # the person's own name for this top-up: a repeat finds it
    rail: str = Field(max_length=16)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    return_url: str = Field(max_length=512)
    state: str = Field(default=TopUpState.WRITTEN, max_length=12)
    code: str = Field(default="", max_length=32)  # why it was declined
    challenge_url: str = Field(default="", max_length=512)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when the rail is asked next
    tries: int = 0  # since something last changed; spaces the questions
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger))
    back_seq: int | None = Field(default=None, sa_column=Column(BigInteger))
    recovered_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))


@dataclass(frozen=True, slots=True)
class TopUpDraft:
    """request_id: 8 to 64 letters, the same for a repeat. return_url: where a challenge leads back to, with "{top_up}"
    for the id."""

    person_id: str
    card_id: str
    request_id: str
    amount_minor: int
    return_url: str
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class TopUp:
    """code: why it was declined. owed_minor: what the bank took back and the wallet has not given yet."""

    id: str
    person_id: str
    card_id: str
    amount_minor: int
    currency: str
    state: TopUpState
    code: str
    challenge_url: str
    created_at: datetime
    decided_at: datetime | None
    entry_seq: int | None
    back_seq: int | None
    owed_minor: int


def view_of(row: TopUpRow) -> TopUp:
    return TopUp(
        id=row.id,
        person_id=row.person_id,
        card_id=row.card_id,
        amount_minor=row.amount_minor,
        currency=row.currency,
        state=TopUpState(row.state),
        code=row.code,
        challenge_url=row.challenge_url,
        created_at=row.created_at,
        decided_at=row.decided_at,
        entry_seq=row.entry_seq,
        back_seq=row.back_seq,
        owed_minor=row.amount_minor - row.recovered_minor if row.state == TopUpState.CHARGED_BACK else 0,
    )


@dataclass(eq=False)
class TopUpUnknown(WalletError):
    """There is none, or it is somebody else's."""

    code: ClassVar[str] = "top_up_unknown"
    top_up: str


@dataclass(eq=False)
class TopUpMismatch(WalletError):
    """The request was used before, with other content."""

    code: ClassVar[str] = "top_up_mismatch"
    request_id: str


@dataclass(eq=False)
class AmountOutOfBounds(WalletError):
    """A top-up or a withdrawal of less or more than one may be."""

    code: ClassVar[str] = "amount_out_of_bounds"
    least: Money
    most: Money


@dataclass(eq=False)
class DebtOpen(WalletError):
    """A bank took money back that was spent already; until it is even, nothing moves by card."""

    code: ClassVar[str] = "debt_open"
    owed: Money
