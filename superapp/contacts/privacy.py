"""What a person allows to others: to find them by name or number, to ask them, to write to them, to add them to groups,
to see when they were here and what they have read. And their code: whoever scans it or has its link may ask, whatever
else is closed."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, String
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.security.tokens import new_token
from superapp.storage.database import HostTable
from wallet.many import padded
from wallet.ports import Chance


class Found(StrEnum):
    """By what a search finds this person."""

    NAME = "name"  # or by handle
    HANDLE = "handle"  # only by the whole handle
    NOT = "not"


class Circle(StrEnum):
    """Whom something is open to."""

    ANYONE = "anyone"
    CONTACTS = "contacts"
    NOBODY = "nobody"


class PrivacyRow(HostTable, table=True):
    """Absent: as the defaults of `Privacy`."""

    __tablename__ = "privacy"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("found_by IN ('name', 'handle', 'not')", name="found_by_is_known"),
        CheckConstraint("asked_by IN ('anyone', 'nobody')", name="asked_by_is_known"),
        CheckConstraint("written_by IN ('anyone', 'contacts')", name="written_by_is_known"),
        CheckConstraint("grouped_by IN ('anyone', 'contacts')", name="grouped_by_is_known"),
        CheckConstraint("seen_by IN ('anyone', 'contacts', 'nobody')", name="seen_by_is_known"),
        CheckConstraint("read_by IN ('anyone', 'nobody')", name="read_by_is_known"),
        CheckConstraint("number_by IN ('anyone', 'nobody')", name="number_by_is_known"),
    )

    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    found_by: str = Field(default=Found.NAME, sa_column=Column(String(8), nullable=False))
    asked_by: str = Field(default=Circle.ANYONE, sa_column=Column(String(8), nullable=False))
    written_by: str = Field(default=Circle.ANYONE, sa_column=Column(String(8), nullable=False))
    grouped_by: str = Field(default=Circle.CONTACTS, sa_column=Column(String(8), nullable=False))
    seen_by: str = Field(default=Circle.CONTACTS, sa_column=Column(String(8), nullable=False))
    read_by: str = Field(
        default=Circle.ANYONE, sa_column=Column(String(8), nullable=False, server_default=Circle.ANYONE)
    )
    number_by: str = Field(
        default=Circle.NOBODY, sa_column=Column(String(8), nullable=False, server_default=Circle.NOBODY)
    )
    code: str | None = Field(default=None, sa_column=Column(String(64), unique=True, nullable=True))


@dataclass(frozen=True, slots=True)
class Privacy:
    """asked_by: who may send a request (nobody: only by the code). written_by: who may write without being a contact;
    grouped_by: who may put this person into a group; seen_by: who sees when they were last here;
    read_by: whether who wrote to them sees that they have read it; number_by: who finds them by their whole phone
    number, when they have confirmed one."""

    found_by: Found = Found.NAME
    asked_by: Circle = Circle.ANYONE
    written_by: Circle = Circle.ANYONE
    grouped_by: Circle = Circle.CONTACTS
    seen_by: Circle = Circle.CONTACTS
    read_by: Circle = Circle.ANYONE
    number_by: Circle = Circle.NOBODY


async def privacy_of(session: AsyncSession, person_id: str) -> Privacy:
    return (await privacies(session, [person_id]))[person_id]


async def privacies(session: AsyncSession, person_ids: list[str]) -> dict[str, Privacy]:
    """Of each of these people."""
    rows = await session.exec(select(PrivacyRow).where(col(PrivacyRow.person_id).in_(padded(person_ids))))
    chosen = {
        row.person_id: Privacy(
            Found(row.found_by),
            Circle(row.asked_by),
            Circle(row.written_by),
            Circle(row.grouped_by),
            Circle(row.seen_by),
            Circle(row.read_by),
            Circle(row.number_by),
        )
        for row in rows
    }
    return dict.fromkeys(person_ids, Privacy()) | chosen


async def choose(session: AsyncSession, person_id: str, privacy: Privacy) -> None:
    row = await session.get(PrivacyRow, person_id) or PrivacyRow(person_id=person_id)
    row.found_by, row.asked_by, row.written_by = privacy.found_by, privacy.asked_by, privacy.written_by
    row.grouped_by, row.seen_by, row.read_by = privacy.grouped_by, privacy.seen_by, privacy.read_by
    row.number_by = privacy.number_by
    session.add(row)
    await session.flush()


async def code_of(session: AsyncSession, person_id: str, *, chance: Chance, renew: bool = False) -> str:
    """The person's code, made at the first call; a new one makes the old one useless."""
    row = await session.get(PrivacyRow, person_id) or PrivacyRow(person_id=person_id)
    if row.code is None or renew:
        row.code = new_token(chance)
        session.add(row)
        await session.flush()
    return row.code


async def find_by_code(session: AsyncSession, code: str) -> str | None:
    """Whose code this is."""
    return (await session.exec(select(PrivacyRow.person_id).where(col(PrivacyRow.code) == code))).first()
