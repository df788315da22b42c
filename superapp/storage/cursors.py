"""How far a named reader has come in somebody else's journal. The number moves in the same transaction as what the
reader did, which is what makes each entry take effect once."""

from sqlalchemy import BigInteger, Column, Integer, update
from sqlmodel import Field, col
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.storage.database import HostTable
from superapp.storage.inserting import insert_new


class CursorRow(HostTable, table=True):
    __tablename__ = "cursors"  # pyright: ignore[reportAssignmentType]

    reader: str = Field(primary_key=True)
    position: int = Field(sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), nullable=False))


async def position_of(session: AsyncSession, reader: str) -> int:
    """The last entry this reader is done with; 0 when it has never read."""
    row = await session.get(CursorRow, reader)
    return row.position if row else 0


async def advance(session: AsyncSession, reader: str, position: int, *, first: int | None = None) -> bool:
    """Move to `position`, in the caller's transaction. first: where the batch that ends there begins. False when
    another process has done any of it: then do nothing."""
    before = position if first is None else first
    mine = col(CursorRow.reader) == reader, col(CursorRow.position) < before
    moved = update(CursorRow).where(*mine).values(position=position).returning(col(CursorRow.reader))
    options = {"synchronize_session": False}
    if (await session.execute(moved, execution_options=options)).all():
        return True
    # Two processes may read the very first entry at once: the second waits here for the first, and then sees it.
    await insert_new(session, CursorRow, {"reader": reader, "position": 0})
    return bool((await session.execute(moved, execution_options=options)).all())
