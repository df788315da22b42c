"""Phone numbers that people have confirmed: how one is written, whose it is, and who held it before. Called by
flows/confirm_number and superapp/finding; the codes that confirm them stand in number_codes.py.

A number is kept as E.164 writes it: "+", country code, national number, digits alone. People give the country code
themselves, so nothing here has to know how each country dials."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, String, UniqueConstraint
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.base.words import N_
from superapp.storage.database import HostTable, UtcDateTime

# E.164 allows 15 digits; the shortest numbers in use with their country code have 7.
DIGITS_MIN, DIGITS_MAX = 7, 15
# Among a person's own notes of numbers (details.py) the confirmed one stands under this id.
CONFIRMED = "confirmed"
_BETWEEN = re.compile(r"[ \u00a0./()-]")
_WHOLE = re.compile(rf"\+([1-9][0-9]{{{DIGITS_MIN - 1},{DIGITS_MAX - 1}}})")
# ITU-T E.164, assigned country codes: no code begins another one, and what has neither one digit nor two has three.
_COUNTRY = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[0-9]{3}")


class NumberRow(HostTable, table=True):
    __tablename__ = "person_numbers"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("number", name="one_holder_per_number"),)

    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    number: str = Field(sa_column=Column(String(16), nullable=False))
    confirmed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(frozen=True, slots=True)
class Number:
    """number: as "+393331234567"."""

    number: str
    confirmed_at: datetime

    @property
    def parts(self) -> tuple[str, str]:
        """(country code, national number), digits alone."""
        return split(self.number)


@dataclass(eq=False)
class NumberRefused(HostError):
    """field: "number" or "code"; reason: what is wrong, as a sentence."""

    code: ClassVar[str] = "number_refused"
    field: str
    reason: str


def read_number(text: str) -> str | None:
    """The number that somebody wrote whole, with "+" or "00" before the country code; None for anything else."""
    plain = _BETWEEN.sub("", text.strip())
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    # "(0)" is dialled inside the country alone, in most countries; leaving it in or out would be a guess.
    return plain if _WHOLE.fullmatch(plain) and "(0)" not in text else None


def clean_number(text: str) -> str:
    """Raises NumberRefused."""
    if number := read_number(text):
        return number
    raise NumberRefused("number", N_("Write the whole number with its country code, such as +39 333 123 4567."))


def split(number: str) -> tuple[str, str]:
    """(country code, national number) of "+393331234567": ("39", "3331234567")."""
    digits = number.removeprefix("+")
    found = _COUNTRY.match(digits)
    size = found.end() if found else 0
    return digits[:size], digits[size:]


def spaced(number: str) -> str:
    """For reading: "+39 333 123 4567". The last group has two to four digits."""
    country, rest = split(number)
    groups = list[str]()
    while len(rest) > 4:
        groups.append(rest[:3])
        rest = rest[3:]
    return " ".join([f"+{country}", *groups, rest])


async def number_of(session: AsyncSession, person_id: str) -> Number | None:
    row = await session.get(NumberRow, person_id)
    return Number(row.number, row.confirmed_at) if row else None


async def holder_of(session: AsyncSession, number: str) -> str | None:
    """The person's id."""
    return (await session.exec(select(NumberRow.person_id).where(NumberRow.number == number))).first()


async def hold(session: AsyncSession, person_id: str, number: str, *, now: datetime) -> str | None:
    """The number is this person's from now on, in place of the one they had. Returns who held it before, if another.

    Numbers are handed on by telephone companies, so who confirmed it last is right.
    """
    former = await holder_of(session, number)
    await session.exec(
        delete(NumberRow).where((col(NumberRow.person_id) == person_id) | (col(NumberRow.number) == number))
    )
    session.add(NumberRow(person_id=person_id, number=number, confirmed_at=now))
    await session.flush()
    return former if former != person_id else None


async def let_go(session: AsyncSession, person_id: str) -> None:
    """Nothing happens when they hold none."""
    await session.exec(delete(NumberRow).where(col(NumberRow.person_id) == person_id))
