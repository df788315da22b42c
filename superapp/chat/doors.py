"""Who stands before a group's door: people who followed its link and wait for an admin's yes, and people whom an admin
removed, who come back only when an admin adds them. superapp/chat/groups.py decides who enters; nobody else writes
here but flows/leave_for_good."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.storage.database import HostTable, UtcDateTime

DECLINED_FOR = timedelta(days=7)  # as between people (superapp/contacts/contacts.py)


class GroupRequestRow(HostTable, table=True):
    __tablename__ = "group_requests"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_group_requests_person_id", "person_id"),)
    conversation_id: str = Field(sa_column=Column(String(64), primary_key=True))
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    declined_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


class GroupRemovalRow(HostTable, table=True):
    __tablename__ = "group_removals"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_group_removals_person_id", "person_id"),)
    conversation_id: str = Field(sa_column=Column(String(64), primary_key=True))
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    removed_by: str = Field(sa_column=Column(String(64), nullable=False))
    removed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(frozen=True, slots=True)
class GroupRequest:
    person_id: str
    asked_at: datetime


async def ask(session: AsyncSession, group_id: str, person_id: str, *, now: datetime) -> bool:
    """True when the admins have somebody new before the door. Who was declined lately waits on as before, and nobody
    hears of it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = await session.execute(
        insert(GroupRequestRow)
        .values(conversation_id=group_id, person_id=person_id, asked_at=now)
        .on_conflict_do_nothing()
        .returning(col(GroupRequestRow.person_id))
    )
    if made.scalar_one_or_none() is not None:
        return True
    row = await session.get_one(GroupRequestRow, (group_id, person_id), populate_existing=True)
    if row.declined_at is None or now < row.declined_at + DECLINED_FOR:
        return False
    row.asked_at, row.declined_at = now, None
    session.add(row)
    await session.flush()
    return True


async def waiting(session: AsyncSession, group_id: str) -> list[GroupRequest]:
    """Who came first stands first."""
    rows = await session.exec(
        select(GroupRequestRow)
        .where(col(GroupRequestRow.conversation_id) == group_id, col(GroupRequestRow.declined_at).is_(None))
        .order_by(col(GroupRequestRow.asked_at), col(GroupRequestRow.person_id))
    )
    return [GroupRequest(row.person_id, row.asked_at) for row in rows]


async def waits(session: AsyncSession, group_id: str, person_id: str, *, now: datetime) -> bool:
    """As they see it themselves: a no is told to nobody, so they wait until they can ask again."""
    row = await session.get(GroupRequestRow, (group_id, person_id), populate_existing=True)
    return row is not None and (row.declined_at is None or now < row.declined_at + DECLINED_FOR)


async def decline(session: AsyncSession, group_id: str, person_id: str, *, now: datetime) -> None:
    row = await require_request(session, group_id, person_id)
    row.declined_at = now
    session.add(row)
    await session.flush()


async def require_request(session: AsyncSession, group_id: str, person_id: str) -> GroupRequestRow:
    """What an admin can answer. Raises NotFound."""
    row = await session.get(GroupRequestRow, (group_id, person_id), populate_existing=True)
    if row is None or row.declined_at is not None:
        raise NotFound("request")
    return row


async def forget_request(session: AsyncSession, group_id: str, person_id: str) -> bool:
    """True when there was one; one that was declined stays, or withdrawing would be the way to ask again."""
    gone = await session.exec(
        delete(GroupRequestRow).where(
            col(GroupRequestRow.conversation_id) == group_id,
            col(GroupRequestRow.person_id) == person_id,
            col(GroupRequestRow.declined_at).is_(None),
        )
    )
    return gone.rowcount > 0


async def keep_out(session: AsyncSession, group_id: str, person_id: str, by: str, *, now: datetime) -> None:
    """The link no longer lets them in."""
    await session.merge(GroupRemovalRow(conversation_id=group_id, person_id=person_id, removed_by=by, removed_at=now))
    await session.flush()


async def is_kept_out(session: AsyncSession, group_id: str, person_id: str) -> bool:
    return await session.get(GroupRemovalRow, (group_id, person_id), populate_existing=True) is not None


async def let_in(session: AsyncSession, group_id: str, people: Collection[str]) -> None:
    """They are in now: nothing of what was before the door counts any more."""
    for table in (GroupRequestRow, GroupRemovalRow):
        await session.exec(
            delete(table).where(col(table.conversation_id) == group_id, col(table.person_id).in_(list(people)))
        )


async def forget_person(session: AsyncSession, person_id: str) -> None:
    for table in (GroupRequestRow, GroupRemovalRow):
        await session.exec(delete(table).where(col(table.person_id) == person_id))
