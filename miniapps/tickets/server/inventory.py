"""Seats and stock in the database: held, taken for an order, given back. Every change runs inside the caller's write
transaction, which is the only one at that moment; the primary key and the CHECKs are the last word."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.tickets.server.offers import Offer
from miniapps.tickets.server.rules import seating
from miniapps.tickets.server.rules.seating import Hold
from miniapps.tickets.server.tables import CalledOff, Order, Seat, Stock, moment, stamp


async def called_off(session: AsyncSession) -> set[str]:
    return set((await session.exec(select(CalledOff.offer_id))).all())


async def require_on(session: AsyncSession, offer_id: str) -> None:
    """Refuses with called_off."""
    if await session.get(CalledOff, offer_id):
        raise Problem(409, "called_off", "This does not take place.")


async def taken_seats(
    session: AsyncSession, showing_id: str, *, openid: str = "", among: Sequence[str] = ()
) -> dict[str, Hold]:
    """Every seat somebody took, also those whose time is over; or only this person's and those of `among`."""
    wanted = select(Seat.seat, Seat.openid, Seat.until, Seat.order_number).where(Seat.showing_id == showing_id)
    if openid:
        wanted = wanted.where((col(Seat.openid) == openid) | col(Seat.seat).in_(among))
    return {
        seat: Hold(owner, moment(until), booked=bool(number))
        for seat, owner, until, number in await session.exec(wanted)
    }


async def hold_seats(
    session: AsyncSession, showing_id: str, openid: str, wanted: Sequence[str], now: datetime
) -> datetime | None:
    """Hold exactly these seats; returns until when, None when none is held. Refuses with seat_taken, naming the seat,
    and called_off."""
    await require_on(session, showing_id)
    taken = await taken_seats(session, showing_id, openid=openid, among=wanted)
    decision = seating.hold(taken, openid, wanted, now)
    if decision.refused:
        raise Problem(409, "seat_taken", f"Seat {decision.refused} has just been taken.")
    gone = [*decision.release, *decision.take]
    if gone:
        await session.exec(
            delete(Seat).where(
                col(Seat.showing_id) == showing_id, col(Seat.seat).in_(gone), col(Seat.order_number) == ""
            )
        )
    session.add_all(
        Seat(showing_id=showing_id, seat=seat, openid=one.openid, until=stamp(one.until))
        for seat, one in decision.take.items()
    )
    await session.flush()
    return await held_until(session, showing_id, openid, now)


async def held_until(session: AsyncSession, showing_id: str, openid: str, now: datetime) -> datetime | None:
    taken = await taken_seats(session, showing_id, openid=openid)
    return min(
        (one.until for one in taken.values() if one.openid == openid and not one.booked and one.until > now),
        default=None,
    )


async def take(session: AsyncSession, offer: Offer, order: Order, now: datetime) -> None:
    """Bind the offer's seats or stock to the order. Refuses with called_off, seat_not_held, sold_out."""
    await require_on(session, offer.id)
    if offer.seats:
        bound = await session.exec(
            update(Seat)
            .where(
                col(Seat.showing_id) == offer.id,
                col(Seat.seat).in_(offer.seats),
                col(Seat.openid) == order.openid,
                col(Seat.order_number) == "",
                col(Seat.until) > stamp(now),
            )
            .values(order_number=order.number)
            .execution_options(synchronize_session=False)
        )
        if bound.rowcount != len(offer.seats):
            raise Problem(409, "seat_not_held", "The five minutes are over. Please choose your seats again.")
    if offer.pool:
        stock_id, capacity = offer.pool
        order.stock_id, order.stock_count = stock_id, len(offer.lines)
        if await session.get(Stock, stock_id) is None:
            session.add(Stock(id=stock_id, capacity=capacity))
            await session.flush()
        # One statement looks and takes: two buyers can never take the same last one.
        taken = await session.exec(
            update(Stock)
            .where(col(Stock.id) == stock_id, col(Stock.taken) + order.stock_count <= col(Stock.capacity))
            .values(taken=col(Stock.taken) + order.stock_count)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:
            raise Problem(409, "sold_out", "There are not so many left.")


async def give_back(session: AsyncSession, order: Order) -> None:
    """What the order held is free again, once."""
    if not order.holds_places:
        return
    order.holds_places = False
    session.add(order)
    await session.exec(delete(Seat).where(col(Seat.order_number) == order.number))
    if order.stock_id:
        await session.exec(
            update(Stock)
            .where(col(Stock.id) == order.stock_id)
            .values(taken=col(Stock.taken) - order.stock_count)
            .execution_options(synchronize_session=False)
        )


async def left(session: AsyncSession, capacities: dict[str, int]) -> dict[str, int]:
    """How many are left of each stock; capacities: stock id -> how many there are."""
    rows = await session.exec(select(Stock).where(col(Stock.id).in_(list(capacities))))
    taken = {row.id: row.taken for row in rows}
    return {stock_id: capacity - taken.get(stock_id, 0) for stock_id, capacity in capacities.items()}
