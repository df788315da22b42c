"""Which page of a program shows an order, as the program itself said with its latest card: the way from a wallet
receipt to the order. Called by flows/tell_order and flows/show_movements."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Field, col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.storage.database import HostTable, UtcDateTime


class OrderPageRow(HostTable, table=True):
    """order_id: the wallet's, of an order, a combined payment or a hold."""

    __tablename__ = "order_pages"  # pyright: ignore[reportAssignmentType]

    order_id: str = Field(primary_key=True, max_length=40)
    person_id: str = Field(index=True, max_length=40)
    appid: str = Field(max_length=18)
    path: str = Field(max_length=2048)
    state: str = Field(max_length=40)
    told_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """path: "pages/order/order?number=LL1", or "" for the first page; state: in the program's words."""

    appid: str
    path: str
    state: str


async def put(session: AsyncSession, order_id: str, person_id: str, page: OrderPage, *, now: datetime) -> None:
    row = await session.get(OrderPageRow, order_id, with_for_update=True) or OrderPageRow(
        order_id=order_id, person_id=person_id, appid=page.appid, path=page.path, state=page.state, told_at=now
    )
    row.path, row.state, row.told_at = page.path, page.state, now
    session.add(row)
    await session.flush()


async def find(session: AsyncSession, order_id: str, person_id: str) -> OrderPage | None:
    """None for somebody else's."""
    row = await session.get(OrderPageRow, order_id)
    return OrderPage(row.appid, row.path, row.state) if row and row.person_id == person_id else None


async def forget_person(session: AsyncSession, person_id: str) -> None:
    await session.exec(delete(OrderPageRow).where(col(OrderPageRow.person_id) == person_id))
