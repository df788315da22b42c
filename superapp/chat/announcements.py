"""The one text that stands above a group's thread until an admin takes it down. superapp/chat/groups.py decides who may
write it and tells the members; the views of a conversation read it here, for many groups at once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, String, Text
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.errors import AnnouncementTooLong
from superapp.storage.database import HostTable, UtcDateTime
from wallet.many import padded

LETTERS_MAX = 500


class AnnouncementRow(HostTable, table=True):
    __tablename__ = "group_announcements"  # pyright: ignore[reportAssignmentType]
    conversation_id: str = Field(sa_column=Column(String(64), primary_key=True))
    text: str = Field(sa_column=Column(Text, nullable=False))
    announced_by: str = Field(sa_column=Column(String(64), nullable=False))
    announced_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


def announcement_text(text: str) -> str:
    """Trimmed, with one kind of line end; "" for none. Raises AnnouncementTooLong."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if len(text) > LETTERS_MAX:
        raise AnnouncementTooLong(LETTERS_MAX)
    return text


async def put(session: AsyncSession, group_id: str, text: str, by: str, *, now: datetime) -> bool:
    """text: as `announcement_text` gives it, "" takes it down. True when it changed."""
    row = await session.get(AnnouncementRow, group_id, populate_existing=True)
    if (row.text if row else "") == text:
        return False
    if text:
        await session.merge(AnnouncementRow(conversation_id=group_id, text=text, announced_by=by, announced_at=now))
    else:
        await session.exec(delete(AnnouncementRow).where(col(AnnouncementRow.conversation_id) == group_id))
    await session.flush()
    return True


async def announcements_of(session: AsyncSession, group_ids: Iterable[str]) -> dict[str, str]:
    """conversation id -> its announcement, where there is one."""
    wanted = padded(group_ids)
    if not wanted:
        return {}
    rows = await session.exec(
        select(AnnouncementRow.conversation_id, AnnouncementRow.text).where(
            col(AnnouncementRow.conversation_id).in_(wanted)
        )
    )
    return dict(rows.all())
