"""Pictures a program's server has uploaded for its messages (`/cgi-bin/media/upload`): drawn anew, kept for three days,
copied into each conversation they are sent to. Called by flows/take_upload and by the flows that send."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.message_errors import MediaUnknown
from superapp.storage.database import HostTable, UtcDateTime

LIFE = timedelta(days=3)
UPLOADS_MAX = 1_000
"""Of one program at one time."""


class UploadRow(HostTable, table=True):
    __tablename__ = "program_uploads"  # pyright: ignore[reportAssignmentType]

    media_id: str = Field(primary_key=True, max_length=64)
    appid: str = Field(index=True, max_length=18)
    width: int
    height: int
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class Upload:
    """width, height: in pixels."""

    media_id: str
    width: int
    height: int


def upload_blob(media_id: str, *, small: bool) -> str:
    """Name of its blob."""
    return f"uploads/{media_id}{'-small' if small else ''}.webp"


async def add(session: AsyncSession, appid: str, upload: Upload, *, now: datetime) -> None:
    session.add(
        UploadRow(
            media_id=upload.media_id, appid=appid, width=upload.width, height=upload.height, expires_at=now + LIFE
        )
    )
    await session.flush()


async def count(session: AsyncSession, appid: str) -> int:
    return (await session.exec(select(func.count()).where(UploadRow.appid == appid))).one()


async def get(session: AsyncSession, appid: str, media_id: str, *, now: datetime) -> Upload:
    """Raises MediaUnknown."""
    row = await session.get(UploadRow, media_id)
    if row is None or row.appid != appid or row.expires_at <= now:
        raise MediaUnknown()
    return Upload(row.media_id, row.width, row.height)


async def expired(session: AsyncSession, *, now: datetime, limit: int = 100) -> list[str]:
    """Their blobs go first, then their rows: a crash in between forgets nothing."""
    query = select(UploadRow.media_id).where(col(UploadRow.expires_at) <= now)
    return list((await session.exec(query.order_by(col(UploadRow.expires_at)).limit(limit))).all())


async def forget(session: AsyncSession, media_ids: list[str]) -> int:
    return (await session.exec(delete(UploadRow).where(col(UploadRow.media_id).in_(media_ids)))).rowcount
