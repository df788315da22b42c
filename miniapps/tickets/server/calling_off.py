"""Calling a showing, an event's day or a flight off: from this moment nothing of it is sold, and everybody who has paid
gets everything back and reads it in their chat. Called by desk.py, which closes at the host what waits for payment."""

from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.tickets.server import bookings
from miniapps.tickets.server.issuing import Issuer
from miniapps.tickets.server.tables import Booking, BookingState, CalledOff, Order, OrderState, stamp


async def call_off(session: AsyncSession, issuer: Issuer, offer_id: str, now: datetime) -> list[str]:
    """Returns the numbers of orders for it that still wait for their payment. Repeats change nothing."""
    if await session.get(CalledOff, offer_id) is None:
        session.add(CalledOff(offer_id=offer_id, at=stamp(now)))
    of_it = func.json_extract(col(Order.offer), "$.id") == offer_id
    booked = await session.exec(
        select(Booking)
        .join(Order, col(Order.number) == col(Booking.current))
        .where(Booking.state == BookingState.PAID, of_it)
        .order_by(Booking.id)
    )
    for booking in booked.all():
        await bookings.return_whole(session, issuer, booking)
    waiting = select(Order.number).where(Order.state == OrderState.AWAITING_PAYMENT, of_it)
    return list((await session.exec(waiting)).all())
