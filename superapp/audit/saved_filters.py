"""Searches that an operator or auditor keeps under a name. Each is theirs alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import delete
from sqlmodel import Field, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.base.lines import clean_line
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.ports import Chance

NAME_LETTERS_MAX = 60
QUERY_LETTERS_MAX = 1000
FILTERS_MAX = 50


class SavedFilterRow(HostTable, table=True):
    __tablename__ = "saved_filters"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(max_length=64, index=True)
    name: str = Field(max_length=NAME_LETTERS_MAX)
    query: str = Field(max_length=QUERY_LETTERS_MAX)
    created_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """query: what stands behind the "?" of the search page's address."""

    id: str
    name: str
    query: str


@dataclass(eq=False)
class FilterInvalid(HostError):
    """reason: what is wrong, as a short sentence."""

    code: ClassVar[str] = "filter_invalid"
    reason: str


async def save(session: AsyncSession, person_id: str, name: str, query: str, *, now: datetime, chance: Chance) -> None:
    """Raises FilterInvalid."""
    name = clean_line(name)
    if not 1 <= len(name) <= NAME_LETTERS_MAX or len(query) > QUERY_LETTERS_MAX:
        raise FilterInvalid("Give it a name of at most 60 letters.")
    counted = await session.exec(select(func.count()).where(SavedFilterRow.person_id == person_id))
    if counted.one() >= FILTERS_MAX:
        raise FilterInvalid("Remove one first: there are 50.")
    session.add(
        SavedFilterRow(id=new_id("flt", now, chance), person_id=person_id, name=name, query=query, created_at=now)
    )
    await session.flush()


async def filters_of(session: AsyncSession, person_id: str) -> list[SavedFilter]:
    """In the order of their names."""
    rows = await session.exec(
        select(SavedFilterRow).where(SavedFilterRow.person_id == person_id).order_by(col(SavedFilterRow.name))
    )
    return [SavedFilter(row.id, row.name, row.query) for row in rows.all()]


async def remove(session: AsyncSession, person_id: str, filter_id: str) -> None:
    """Nothing happens when it is not theirs."""
    await session.exec(
        delete(SavedFilterRow).where(col(SavedFilterRow.id) == filter_id, col(SavedFilterRow.person_id) == person_id)
    )
