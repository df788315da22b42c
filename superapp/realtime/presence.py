"""Who has a page open, as every process can see it: one row per open socket, renewed while it is open. It spares people
a notification of what they are looking at; nothing else may lean on it, for a process that dies leaves its rows until
they are stale. Written by flows/follow_events, read by flows/send_notifications."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Column, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.storage.database import HostTable, UtcDateTime

RENEWED_EVERY = timedelta(seconds=30)
STALE_AFTER = timedelta(seconds=90)
PAGES_PER_STATEMENT = 500


class OpenPageRow(HostTable, table=True):
    __tablename__ = "open_pages"  # pyright: ignore[reportAssignmentType]

    id: str = Field(sa_column=Column(String(64), primary_key=True))
    person_id: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    seen_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


async def pages_seen(session: AsyncSession, pages: Mapping[str, str], *, now: datetime) -> None:
    """pages: page id -> whose."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = insert(OpenPageRow).on_conflict_do_update(index_elements=["id"], set_={"seen_at": now})
    values = [{"id": page_id, "person_id": pages[page_id], "seen_at": now} for page_id in sorted(pages)]
    for first in range(0, len(values), PAGES_PER_STATEMENT):
        await session.execute(rows.values(values[first : first + PAGES_PER_STATEMENT]))


async def page_closed(session: AsyncSession, page_id: str) -> None:
    await session.exec(delete(OpenPageRow).where(col(OpenPageRow.id) == page_id))


async def is_looking(session: AsyncSession, person_id: str, *, now: datetime) -> bool:
    """Whether this person has a page open right now."""
    fresh = col(OpenPageRow.person_id) == person_id, col(OpenPageRow.seen_at) > now - STALE_AFTER
    return (await session.exec(select(OpenPageRow.id).where(*fresh).limit(1))).first() is not None


async def forget_stale_pages(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed, of processes that died."""
    return (await session.exec(delete(OpenPageRow).where(col(OpenPageRow.seen_at) <= now - 2 * STALE_AFTER))).rowcount
