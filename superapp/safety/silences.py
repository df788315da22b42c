"""Silences: for a while somebody may read, and not write to anybody. Operators set them when they decide a report; the
person is told until when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, String
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.storage.database import HostTable, UtcDateTime


class SilenceRow(HostTable, table=True):
    __tablename__ = "silences"  # pyright: ignore[reportAssignmentType]

    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    reason: str = Field(sa_column=Column(String(500), nullable=False))


@dataclass(eq=False)
class Silenced(HostError):
    """until: as people read it, UTC."""

    code: ClassVar[str] = "silenced"
    until: str
    reason: str


async def silence(session: AsyncSession, person_id: str, *, until: datetime, reason: str) -> None:
    """A later end replaces an earlier one."""
    row = await session.get(SilenceRow, person_id, with_for_update=True)
    if row is None:
        session.add(SilenceRow(person_id=person_id, until=until, reason=reason))
    elif row.until < until:
        row.until, row.reason = until, reason
        session.add(row)
    await session.flush()


async def require_voice(session: AsyncSession, person_id: str, *, now: datetime) -> None:
    """Raises Silenced."""
    row = await session.get(SilenceRow, person_id)
    if row and now < row.until:
        raise Silenced(f"{row.until:%Y-%m-%d %H:%M} UTC", row.reason)
