"""Blocks: one person wants nothing more from another. They are no contacts any more, and neither writes to the other;
what was said stays. The other one is not told."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, String
from sqlmodel import Field, and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.contacts import contacts
from superapp.contacts.errors import ContactWithYourself
from superapp.storage.database import HostTable, UtcDateTime
from wallet.many import padded


class BlockRow(HostTable, table=True):
    __tablename__ = "blocks"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("person_id <> other_id", name="nobody_blocks_themselves"),
        Index("ix_blocks_other_id", "other_id"),
    )

    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    other_id: str = Field(sa_column=Column(String(64), primary_key=True))
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


async def block(session: AsyncSession, person_id: str, other_id: str, *, now: datetime) -> None:
    """Raises ContactWithYourself."""
    if person_id == other_id:
        raise ContactWithYourself()
    if await session.get(BlockRow, (person_id, other_id)) is None:
        session.add(BlockRow(person_id=person_id, other_id=other_id, at=now))
        await session.flush()
    await contacts.remove(session, person_id, other_id, now=now)


async def unblock(session: AsyncSession, person_id: str, other_id: str, *, now: datetime) -> None:
    """They do not become contacts again by that."""
    if row := await session.get(BlockRow, (person_id, other_id)):
        await session.delete(row)
        await session.flush()
        await contacts.tell(session, person_id, other_id, now=now)


async def blocked_by(session: AsyncSession, person_id: str) -> list[str]:
    """Whom this person blocked, the latest first."""
    rows = await session.exec(
        select(BlockRow.other_id)
        .where(BlockRow.person_id == person_id)
        .order_by(col(BlockRow.at).desc(), col(BlockRow.other_id))
    )
    return list(rows.all())


async def blocks_among(session: AsyncSession, person_id: str, others: list[str]) -> tuple[set[str], set[str]]:
    """(whom of these this person blocked, who of these blocked this person)."""
    pairs = await blocks_between(session, [person_id], others)
    return {other for one, other in pairs if one == person_id}, {one for one, other in pairs if other == person_id}


async def blocks_between(session: AsyncSession, people: list[str], others: list[str]) -> set[tuple[str, str]]:
    """(who blocked, whom), in both directions between the two lists."""
    one, other = col(BlockRow.person_id), col(BlockRow.other_id)
    few, many = padded(people), padded(others)
    rows = await session.exec(
        select(BlockRow.person_id, BlockRow.other_id).where(
            or_(and_(one.in_(few), other.in_(many)), and_(one.in_(many), other.in_(few)))
        )
    )
    return set(rows.all())
