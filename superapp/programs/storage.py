"""What a program keeps for a person: keys and JSON texts, on the server, so that nothing is lost between two devices.
At most 1 MB per key and 10 MB in all, per person and program, as on the platform. Keys are values of a column and
never paths. Called by flows/open_program (the snapshot) and flows/program_storage."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, func
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import StorageFull
from superapp.programs.openids import OpenidRow
from superapp.storage.database import HostTable, UtcDateTime

KEY_BYTES_MAX = 1024 * 1024
ALL_BYTES_MAX = 10 * 1024 * 1024
KEY_LENGTH_MAX = 512


class StoredRow(HostTable, table=True):
    __tablename__ = "program_storage"  # pyright: ignore[reportAssignmentType]

    person_id: str = Field(primary_key=True, max_length=40)
    appid: str = Field(primary_key=True, max_length=18)
    key: str = Field(primary_key=True, max_length=KEY_LENGTH_MAX)
    data: str = Field(sa_type=Text)
    body_bytes: int
    updated_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """keys: key -> JSON text; body_bytes: keys and texts together, UTF-8."""

    keys: dict[str, str]
    body_bytes: int


async def read_storage(session: AsyncSession, person_id: str, appid: str) -> Snapshot:
    rows = (await session.exec(_mine(person_id, appid))).all()
    return Snapshot({row.key: row.data for row in rows}, sum(row.body_bytes for row in rows))


async def set_value(session: AsyncSession, person_id: str, appid: str, key: str, data: str, *, now: datetime) -> int:
    """Bytes of all keys afterwards. data: JSON text. Raises StorageFull, and stores nothing then."""
    size = len(key.encode()) + len(data.encode())
    if size > KEY_BYTES_MAX or len(key) > KEY_LENGTH_MAX:
        raise StorageFull("key", KEY_BYTES_MAX)
    await _hold(session, person_id, appid)
    row = await session.get(StoredRow, (person_id, appid, key))
    total = await _total(session, person_id, appid) + size - (row.body_bytes if row else 0)
    if total > ALL_BYTES_MAX:
        raise StorageFull("all", ALL_BYTES_MAX)
    row = row or StoredRow(person_id=person_id, appid=appid, key=key, data="", body_bytes=0, updated_at=now)
    row.data, row.body_bytes, row.updated_at = data, size, now
    session.add(row)
    await session.flush()
    return total


async def remove_value(session: AsyncSession, person_id: str, appid: str, key: str) -> int:
    """Bytes of all keys afterwards; a key that is not there is no fault."""
    await _hold(session, person_id, appid)
    row = await session.get(StoredRow, (person_id, appid, key))
    if row is not None:
        await session.delete(row)
        await session.flush()
    return await _total(session, person_id, appid)


async def clear_values(session: AsyncSession, person_id: str, appid: str) -> None:
    mine = (col(StoredRow.person_id) == person_id, col(StoredRow.appid) == appid)
    await session.exec(delete(StoredRow).where(*mine))


async def _hold(session: AsyncSession, person_id: str, appid: str) -> None:
    # Two writes of one person at once would both find room for the last byte. The openid row exists since the program
    # was opened, so it can stand for the whole storage as a lock.
    await session.get(OpenidRow, (person_id, appid), with_for_update=True)


async def _total(session: AsyncSession, person_id: str, appid: str) -> int:
    mine = (StoredRow.person_id == person_id, StoredRow.appid == appid)
    # int: PostgreSQL's sum of integers comes as a decimal through asyncpg.
    return int((await session.exec(select(func.coalesce(func.sum(StoredRow.body_bytes), 0)).where(*mine))).one())


def _mine(person_id: str, appid: str):
    mine = (StoredRow.person_id == person_id, StoredRow.appid == appid)
    return select(StoredRow).where(*mine).order_by(col(StoredRow.key))
