"""The lines of everybody's history, written out from the journal: one row for each person an entry moves money of, and
one for each of their months. `writing.py` fills them in the order of the journal, `reading.py` pages through them.

Everything here can be made again from the journal; nothing here decides about money."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable

TITLE_LETTERS_MAX = 128
OTHER_LETTERS_MAX = 64
WORDS_LETTERS_MAX = 600


class MovementRow(WalletTable, table=True):
    """kind: the first part of the entry's cause, such as "order" or "transfer_back"; thing: the id of what moved
    the money: the rest of the cause or, for a share of a split bill, the bill's. other_id: the person on the other
    side, or ""; other_name: the merchants there, or "". words: all that a search looks at, folded (`words.folded`)."""

    __tablename__ = "movements"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="a_movement_moves_money"),
        CheckConstraint("month BETWEEN 197001 AND 999912", name="month_is_year_and_month"),
        Index("ix_movements_person_id_thing", "person_id", "thing"),
    )

    # First the person: the key is the index that a page of their history walks along.
    person_id: str = Field(primary_key=True, max_length=40)
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    posted_at: datetime = Field(sa_type=UtcDateTime)
    month: int  # such as 202611, by the wallet's time zone
    currency: str = Field(max_length=3)
    kind: str = Field(max_length=24)
    thing: str = Field(max_length=128)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))  # signed: below zero when money left
    balance_minor: int = Field(sa_column=Column(BigInteger, nullable=False))  # right after it
    other_id: str = Field(default="", max_length=40)
    other_name: str = Field(default="", max_length=OTHER_LETTERS_MAX)
    title: str = Field(default="", max_length=TITLE_LETTERS_MAX)
    order_number: str = Field(default="", max_length=64)  # the merchant's own
    transaction_id: str = Field(default="", max_length=64)
    words: str = Field(default="", max_length=WORDS_LETTERS_MAX)


class MovementMonthRow(WalletTable, table=True):
    """What one kind of movement came to in a month. first_seq, last_seq: of its movements."""

    __tablename__ = "movement_months"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("in_minor >= 0 AND out_minor >= 0", name="sums_of_a_month_are_not_negative"),
        CheckConstraint("movements > 0 AND first_seq <= last_seq", name="a_month_has_movements"),
    )

    person_id: str = Field(primary_key=True, max_length=40)
    currency: str = Field(primary_key=True, max_length=3)
    month: int = Field(primary_key=True)
    kind: str = Field(primary_key=True, max_length=24)
    in_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    out_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    movements: int
    first_seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    last_seq: int = Field(sa_column=Column(BigInteger, nullable=False))
