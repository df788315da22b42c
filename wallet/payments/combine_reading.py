"""Finding combined payments and the orders that are their parts. Used by the other files of this room about them."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.house import WalletHouse
from wallet.payments.combine_rows import Combined, CombinedRow, view_of
from wallet.payments.order_rows import Order, OrderRow, OrderUnknown
from wallet.payments.order_rows import view_of as order_view


async def parts_of(session: AsyncSession, combine_id: str) -> tuple[Order, ...]:
    wanted = select(OrderRow).where(OrderRow.combine_id == combine_id).order_by(col(OrderRow.id))
    return tuple(order_view(row) for row in (await session.exec(wanted)).all())


async def read_combined(session: AsyncSession, *which: ColumnElement[bool]) -> Combined | None:
    row = (await session.exec(select(CombinedRow).where(*which))).one_or_none()
    return view_of(row, await parts_of(session, row.id)) if row else None


async def find_row(house: WalletHouse, *which: ColumnElement[bool]) -> CombinedRow | None:
    async with house.database.read() as session:
        return (await session.exec(select(CombinedRow).where(*which))).one_or_none()


async def get_row(house: WalletHouse, combine_id: str) -> CombinedRow:
    """Raises OrderUnknown: to people it is an order like any other."""
    if row := await find_row(house, col(CombinedRow.id) == combine_id):
        return row
    raise OrderUnknown(combine_id)


async def view(house: WalletHouse, combine_id: str) -> Combined:
    """Raises OrderUnknown."""
    async with house.database.read() as session:
        found = await read_combined(session, col(CombinedRow.id) == combine_id)
    if found is None:
        raise OrderUnknown(combine_id)
    return found


async def titles_of(house: WalletHouse, ids: Iterable[str]) -> dict[str, str]:
    """What people read in a statement: the descriptions of all parts."""
    wanted = select(OrderRow).where(col(OrderRow.combine_id).in_(set(ids))).order_by(col(OrderRow.id))
    async with house.database.read() as session:
        rows = (await session.exec(wanted)).all()
    titles: dict[str, str] = {}
    for row in rows:
        before = titles.get(row.combine_id or "", "")
        titles[row.combine_id or ""] = f"{before} + {row.description}" if before else row.description
    return titles
