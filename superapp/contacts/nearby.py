"""People nearby: whoever shows themselves is seen by the others who do, for half an hour. A place is a square of about
five kilometres, made coarse in the browser: nothing finer ever reaches this house, so nobody can be measured out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, cos, radians

from sqlalchemy import CheckConstraint, Column, Index, Integer, String
from sqlmodel import Field, and_, col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.contacts.blocks import blocks_among
from superapp.storage.database import HostTable, UtcDateTime

# superapp/browser/shell/nearby.ts makes squares of the same size.
SQUARES_PER_DEGREE = 20
ROWS, COLUMNS = 180 * SQUARES_PER_DEGREE, 360 * SQUARES_PER_DEGREE
SHOWN_FOR = timedelta(minutes=30)
SEEN_MAX = 100


class NearbyRow(HostTable, table=True):
    """row: counted from the south pole; column: from the 180th meridian eastwards."""

    __tablename__ = "nearby"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(f'"row" >= 0 AND "row" < {ROWS}', name="row_is_on_earth"),
        CheckConstraint(f'"column" >= 0 AND "column" < {COLUMNS}', name="column_is_on_earth"),
        Index("ix_nearby_row", "row", "column"),
    )

    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    row: int = Field(sa_column=Column(Integer, nullable=False))
    column: int = Field(sa_column=Column(Integer, nullable=False))
    until: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(frozen=True, slots=True)
class Near:
    """is_close: in the same square, else in one beside it."""

    person_id: str
    is_close: bool


async def show(session: AsyncSession, person_id: str, row: int, column: int, *, now: datetime) -> None:
    """row below ROWS, column below COLUMNS: checked by the form."""
    await session.merge(NearbyRow(person_id=person_id, row=row, column=column, until=now + SHOWN_FOR))
    await session.flush()


async def hide(session: AsyncSession, person_id: str) -> None:
    await session.exec(delete(NearbyRow).where(col(NearbyRow.person_id) == person_id))


async def shown_until(session: AsyncSession, person_id: str, *, now: datetime) -> datetime | None:
    """None: nobody sees this person, and so this person sees nobody."""
    found = await session.get(NearbyRow, person_id)
    return found.until if found and found.until > now else None


async def around(session: AsyncSession, person_id: str, *, now: datetime) -> list[Near]:
    """Who shows themselves in the same square or beside it, the close ones first; nobody while this person hides."""
    me = await session.get(NearbyRow, person_id)
    if me is None or me.until <= now:
        return []
    row, column = col(NearbyRow.row), col(NearbyRow.column)
    reach = _reach(me.row)
    first, last = me.column - reach, me.column + reach
    # A stretch over the 180th meridian is two.
    stretches = [column.between(first, last), column.between(first + COLUMNS, last + COLUMNS)]
    stretches.append(column.between(first - COLUMNS, last - COLUMNS))
    found = await session.exec(
        select(NearbyRow)
        .where(
            and_(row.between(me.row - 1, me.row + 1), or_(*stretches)),
            col(NearbyRow.until) > now,
            col(NearbyRow.person_id) != person_id,
        )
        .order_by(col(NearbyRow.until).desc(), col(NearbyRow.person_id))
        .limit(SEEN_MAX)
    )
    rows = list(found.all())
    blocked, blocking = await blocks_among(session, person_id, [one.person_id for one in rows])
    near = [
        Near(one.person_id, (one.row, one.column) == (me.row, me.column))
        for one in rows
        if one.person_id not in blocked | blocking
    ]
    return sorted(near, key=lambda one: not one.is_close)


async def forget_hidden(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed."""
    return (await session.exec(delete(NearbyRow).where(col(NearbyRow.until) <= now))).rowcount


def _reach(row: int) -> int:
    """How many columns make five kilometres: they grow narrow towards the poles."""
    latitude = (row + 0.5) / SQUARES_PER_DEGREE - 90
    return min(COLUMNS // 2 - 1, ceil(1 / max(cos(radians(latitude)), 1e-6) - 0.01))
