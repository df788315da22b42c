"""Kitchens and couriers that act by themselves, for demonstrations. One look over all orders at work moves each by at
most one step; `/admin/simulator` pauses it, sets its speed, and makes it refuse the next orders."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from sqlmodel import col, select

from miniapps.food.server import money, orders
from miniapps.food.server.backend import Backend
from miniapps.food.server.rules import places, steps
from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import Order, moment, stamp

LOOK_SECONDS = 1.0
REASON = "pipe_burst"


async def look(backend: Backend) -> int:
    """Returns how many orders moved."""
    simulation, now, moved, refused = backend.simulation, backend.now(), 0, False
    if not simulation.running:
        return 0
    async with backend.database.write() as session:
        rows = await session.exec(
            select(Order).where(
                col(Order.state).not_in([*steps.ENDED, State.AWAITING_PAYMENT]),
            )
        )
        for order in rows.all():
            after = steps.next_step(
                order.state,
                waited_seconds=(now - moment(order.state_since)).total_seconds(),
                distance_m=order.distance_m,
                speed=simulation.speed,
            )
            if after is None or (after is State.COOKING and moment(order.start_at) > now):
                continue
            if after is State.CONFIRMED and simulation.refuse_next:
                simulation.refuse_next -= 1
                refused |= await orders.move(session, order, State.REFUSED, now, reason=REASON)
                continue
            if after is State.CONFIRMED and not order.deliver_at:
                place = backend.menu.restaurant(order.restaurant_id)
                lead = place.preparation_minutes + places.ride_minutes(order.distance_m)
                order.promised_at = stamp(now + timedelta(minutes=lead))
            if after is State.READY:
                for line in await orders.lines_of(session, order.number):
                    line.prepared = True
                    session.add(line)
            moved += await orders.move(session, order, after, now)
    if refused:
        await money.send_refunds(backend)
    return moved


async def run_forever(backend: Backend) -> None:
    while True:
        # One bad moment of the database must not end the demonstration.
        with suppress(OSError):
            await look(backend)
        await asyncio.sleep(LOOK_SECONDS / max(1.0, min(backend.simulation.speed, 5.0)))
