"""What the limits count: each use a person made of an operation, and what an operator and the person decided about
them. `limits.py` reads and writes both; the rules themselves are data (`rules.json`)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.money import Money


class PersonRulesRow(WalletTable, table=True):
    """Its lock lets one operation of a person count at a time. tier: "" for the rules' default."""

    __tablename__ = "person_rules"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    person_id: str = Field(primary_key=True, max_length=40)
    tier: str = Field(default="", max_length=24)


class PinFreeRow(WalletTable, table=True):
    """Up to this much, in this currency, the person pays without the PIN; no row for never."""

    __tablename__ = "pin_free_amounts"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (CheckConstraint("amount_minor > 0", name="a_pin_free_amount_is_positive"),)

    person_id: str = Field(primary_key=True, max_length=40)
    currency: str = Field(primary_key=True, max_length=3)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))


class MoneyUseRow(WalletTable, table=True):
    """One use. key_hex: the ledger key under which its money moves, so that a repeat counts once."""

    __tablename__ = "money_uses"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="a_use_has_an_amount"),
        Index("ix_money_uses_person_id_currency_at", "person_id", "currency", "at"),
        Index("ix_money_uses_open_at", "open", "at"),
    )

    key_hex: str = Field(primary_key=True, max_length=32)
    person_id: str = Field(max_length=40)
    operation: str = Field(max_length=16)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    at: datetime = Field(sa_type=UtcDateTime)
    without_pin: bool = False
    # Nobody has written down yet that its money moved: it may still be taken back.
    open: bool = True


@dataclass(frozen=True, slots=True)
class Use:
    """operation: one of `rules.Operation`, or "receive" for money from somebody else, which only the balance limits."""

    key: bytes
    person_id: str
    operation: str
    amount: Money
    without_pin: bool = False
