"""Silences: for a while somebody may read, and not write to anybody. Operators set them when they decide a report; the
person is told until when and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, String
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.storage.database import HostTable, UtcDateTime
from wallet.many import padded


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


async def silences_of(session: AsyncSession, person_ids: Iterable[str], *, now: datetime) -> dict[str, Silenced]:
    """Of those who may not write now, what they are told."""
    theirs = col(SilenceRow.person_id).in_(padded(sorted(set(person_ids))))
    rows = (await session.exec(select(SilenceRow).where(theirs, col(SilenceRow.until) > now))).all()
    return {row.person_id: Silenced(f"{row.until:%Y-%m-%d %H:%M} UTC", row.reason) for row in rows}


async def require_voice(session: AsyncSession, person_id: str, *, now: datetime) -> None:
    """Raises Silenced."""
    for silenced in (await silences_of(session, [person_id], now=now)).values():
        raise silenced
