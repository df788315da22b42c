"""Releases: which bundle of a program people get. Rows are only added; the newest one counts, so the history of what
was served when stays readable. Called by the flows that publish, review, open and list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import ProgramUnknown
from superapp.programs.registry import Program, ProgramRow, get_program
from superapp.programs.versions import VersionRow, VersionState, set_state
from superapp.storage.database import HostTable, UtcDateTime
from wallet.errors import ensure


class ReleaseRow(HostTable, table=True):
    __tablename__ = "program_releases"  # pyright: ignore[reportAssignmentType]

    appid: str = Field(primary_key=True, max_length=18)
    number: int = Field(primary_key=True)
    version_id: str = Field(max_length=40)
    hash: str = Field(max_length=64)
    released_by: str = Field(max_length=40)
    released_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Released:
    """What people get: the bundle, and beside it what its developer says of the program. description: one line, or
    ""."""

    appid: str
    name: str
    version_id: str
    hash: str
    released_at: datetime
    developer_id: str
    category: str
    description: str


async def release(
    session: AsyncSession, *, appid: str, version_id: str, bundle: str, released_by: str, now: datetime
) -> None:
    """People get this bundle from now on; the one before is retired."""
    version = await session.get_one(VersionRow, version_id)
    ensure(
        version.hash == bundle and version.appid == appid, "what is released is what was reviewed", version=version_id
    )
    before = await _latest(session, appid)
    if before is not None and before.version_id != version_id:
        await set_state(session, before.version_id, VersionState.RETIRED)
    await set_state(session, version_id, VersionState.RELEASED)
    session.add(
        ReleaseRow(
            appid=appid,
            number=before.number + 1 if before else 1,
            version_id=version_id,
            hash=bundle,
            released_by=released_by,
            released_at=now,
        )
    )
    await session.flush()


async def get_released(session: AsyncSession, appid: str) -> Released:
    """Raises ProgramUnknown, also for a program that never was released."""
    program, row = await get_program(session, appid), await _latest(session, appid)
    if row is None:
        raise ProgramUnknown(appid)
    return _released(row, program)


async def list_released(session: AsyncSession, *, limit: int = 200) -> list[Released]:
    """Every program that people can open, the newest release first."""
    newest = select(ReleaseRow.appid, func.max(ReleaseRow.number).label("number")).group_by(ReleaseRow.appid).subquery()
    query: Any = (
        select(ReleaseRow, ProgramRow)
        .join(newest, (newest.c.appid == ReleaseRow.appid) & (newest.c.number == ReleaseRow.number))
        .join(ProgramRow, col(ProgramRow.appid) == ReleaseRow.appid)
        .order_by(col(ReleaseRow.released_at).desc(), col(ReleaseRow.appid))
        .limit(limit)
    )
    return [_released(row, program) for row, program in await session.exec(query)]


def _released(row: ReleaseRow, program: Program | ProgramRow) -> Released:
    return Released(
        row.appid,
        program.name,
        row.version_id,
        row.hash,
        row.released_at,
        program.developer_id,
        program.category,
        program.description,
    )


async def _latest(session: AsyncSession, appid: str) -> ReleaseRow | None:
    query = select(ReleaseRow).where(ReleaseRow.appid == appid).order_by(col(ReleaseRow.number).desc()).limit(1)
    return (await session.exec(query)).first()
