"""A card a person has added: money comes from it and goes to it. Its states, table, view and refusals; callers import
these names from `cards.py`. There is no column for a number: only the rail ever sees one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError

BRANDS = {"visa": "Visa", "mastercard": "Mastercard", "unionpay": "UnionPay"}


class CardState(StrEnum):
    ADDING = "adding"  # the person is on the rail's page, or never came back from it
    ACTIVE = "active"
    REMOVING = "removing"  # of no use here any more; the rail has not confirmed that it forgot the token
    REMOVED = "removed"


class CardRow(WalletTable, table=True):
    __tablename__ = "cards"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("rail", "token", name="one_card_per_token"),
        CheckConstraint("(state IN ('active', 'removing')) = (token IS NOT NULL)", name="a_card_in_use_has_a_token"),
        CheckConstraint("length(last4) IN (0, 4)", name="four_digits_at_most"),
        CheckConstraint("state IN ('adding', 'active', 'removing', 'removed')", name="card_state_is_known"),
        Index("ix_cards_person_id_state", "person_id", "state"),
        Index("ix_cards_state_created_at", "state", "created_at"),
    )

    id: str = Field(primary_key=True, max_length=40)
    person_id: str = Field(max_length=40)
    rail: str = Field(max_length=16)
    state: str = Field(default=CardState.ADDING, max_length=8)
    page_url: str = Field(default="", max_length=512)  # the rail's page for this card; "" before the rail answered
    token: str | None = Field(default=None, max_length=128)
    brand: str = Field(default="", max_length=16)
    last4: str = Field(default="", max_length=4)
    expiry_month: int = 0
    expiry_year: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class CardView:
    """brand, last4, expiry_*: empty until it is active. page_url: where a card that is being added goes on."""

    id: str
    person_id: str
    state: CardState
    page_url: str
    brand: str
    last4: str
    expiry_month: int
    expiry_year: int

    @property
    def name(self) -> str:
        """Such as "Visa •• 4242": what tells people which of their cards it is."""
        return f"{BRANDS.get(self.brand, 'Card')} •• {self.last4}"


def view_of(row: CardRow) -> CardView:
    return CardView(
        id=row.id,
        person_id=row.person_id,
        state=CardState(row.state),
        page_url=row.page_url,
        brand=row.brand,
        last4=row.last4,
        expiry_month=row.expiry_month,
        expiry_year=row.expiry_year,
    )


@dataclass(eq=False)
class CardUnknown(WalletError):
    """There is none, it was removed, or it is somebody else's."""

    code: ClassVar[str] = "card_unknown"
    card: str


@dataclass(eq=False)
class CardsFull(WalletError):
    code: ClassVar[str] = "cards_full"
    cards_max: int
