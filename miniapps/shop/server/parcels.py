"""Parcels: each seller's part of a paid order on its way to the buyer, step by step with times. Sellers move them at
their desk, the simulator in a demonstration; each step is told once."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server import catalogue, watches
from miniapps.shop.server.cards import tell_parcel
from miniapps.shop.server.tables import Order, OrderLine, OrderState, ShopTable, stamp


class ParcelState(StrEnum):
    PAID = "paid"
    PACKED = "packed"
    SENT = "sent"
    DELIVERED = "delivered"


STEPS = tuple(ParcelState)
# Where a step may come from: a seller may hand it over without having said that it is packed.
BEFORE = {
    ParcelState.PACKED: (ParcelState.PAID,),
    ParcelState.SENT: (ParcelState.PAID, ParcelState.PACKED),
    ParcelState.DELIVERED: (ParcelState.SENT,),
}
GONE = (ParcelState.SENT, ParcelState.DELIVERED)


class Parcel(ShopTable, table=True):
    """Times are UTC text, "" for what has not happened. carrier, tracking: known once it is sent."""

    __tablename__ = "parcels"  # pyright: ignore[reportAssignmentType]

    number: str = Field(primary_key=True)
    seller: str = Field(primary_key=True)
    state: ParcelState = Field(default=ParcelState.PAID, index=True)
    carrier: str = ""
    tracking: str = ""
    paid_at: str
    packed_at: str = ""
    sent_at: str = ""
    delivered_at: str = ""


async def shares(session: AsyncSession, lines: Sequence[OrderLine]) -> dict[str, list[OrderLine]]:
    """The lines of an order by seller, "" being the shop itself, in the order of the basket."""
    sellers = await catalogue.sellers_of(session, [line.product_id for line in lines])
    found: dict[str, list[OrderLine]] = {}
    for line in lines:
        found.setdefault(sellers.get(line.product_id, ""), []).append(line)
    return found


async def begin(session: AsyncSession, order: Order, lines: Sequence[OrderLine], now: datetime) -> None:
    """The order is paid: one parcel for each seller in it."""
    by_seller = await shares(session, lines)
    for seller in by_seller:
        session.add(Parcel(number=order.number, seller=seller, paid_at=stamp(now)))
    await watches.tell(session, order, by_seller)


async def of_order(session: AsyncSession, number: str) -> list[Parcel]:
    return list((await session.exec(select(Parcel).where(Parcel.number == number).order_by(col(Parcel.seller)))).all())


async def move(
    session: AsyncSession,
    number: str,
    seller: str,
    to: ParcelState,
    now: datetime,
    *,
    carrier: str = "",
    tracking: str = "",
) -> Parcel:
    """One step further; a step that is done already changes nothing. Refuses with parcel_unknown, step_refused,
    tracking_missing."""
    parcel, order = await session.get(Parcel, (number, seller)), await session.get(Order, number)
    if parcel is None or order is None:
        raise Problem(404, "parcel_unknown", "There is no such parcel.")
    if parcel.state is to:
        return parcel
    if order.state is not OrderState.PAID or parcel.state not in BEFORE.get(to, ()):
        raise Problem(409, "step_refused", "This step is not possible any more.")
    if to is ParcelState.SENT:
        if not carrier or not tracking:
            raise Problem(400, "tracking_missing", "Please name the carrier and the tracking number.")
        parcel.carrier, parcel.tracking = carrier, tracking
    parcel.state = to
    setattr(parcel, f"{to}_at", stamp(now))
    session.add(parcel)
    rows = await session.exec(select(OrderLine).where(OrderLine.number == number).order_by(col(OrderLine.id)))
    lines = (await shares(session, rows.all()))[seller]
    await tell_parcel(session, order, seller, to, lines, note=f"{parcel.carrier} {parcel.tracking}".strip())
    return parcel


def view(parcel: Parcel) -> dict[str, Any]:
    return {
        "seller": parcel.seller,
        "state": parcel.state,
        "carrier": parcel.carrier,
        "tracking": parcel.tracking,
        "steps": [{"state": step, "at": getattr(parcel, f"{step}_at")} for step in STEPS],
    }
