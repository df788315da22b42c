"""Programs that a person keeps at the head of their list. Flows call it; nobody else sees what somebody pinned."""

from datetime import datetime

from sqlalchemy import Column, String, func
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import TooManyPins
from superapp.storage.database import HostTable, UtcDateTime
from superapp.storage.inserting import insert_new

PINS_MAX = 50


class ProgramPinRow(HostTable, table=True):
    __tablename__ = "program_pins"  # pyright: ignore[reportAssignmentType]

    person_id: str = Field(sa_column=Column(String(40), primary_key=True))
    appid: str = Field(sa_column=Column(String(18), primary_key=True))
    pinned_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


async def pin(session: AsyncSession, person_id: str, appid: str, *, now: datetime) -> None:
    """Nothing happens when it is pinned. Raises TooManyPins."""
    count = select(func.count()).select_from(ProgramPinRow)
    others = count.where(col(ProgramPinRow.person_id) == person_id, col(ProgramPinRow.appid) != appid)
    if (await session.exec(others)).one() >= PINS_MAX:
        raise TooManyPins(PINS_MAX)
    await insert_new(session, ProgramPinRow, {"person_id": person_id, "appid": appid, "pinned_at": now})


async def unpin(session: AsyncSession, person_id: str, appid: str) -> None:
    mine = (col(ProgramPinRow.person_id) == person_id, col(ProgramPinRow.appid) == appid)
    await session.exec(delete(ProgramPinRow).where(*mine))


async def pinned_by(session: AsyncSession, person_id: str) -> dict[str, datetime]:
    """appid -> since when."""
    rows = await session.exec(
        select(ProgramPinRow.appid, ProgramPinRow.pinned_at).where(col(ProgramPinRow.person_id) == person_id)
    )
    return dict(rows.all())
