"""Other people, for demonstrations: parties hold seats of the next showings on the map; a while later most of them pay
at the counter, in cash, and the others leave. `/admin/simulator` pauses them and sets their pace. They are nobody's
customers, so no order and no ticket is theirs. Chance is an argument."""

import asyncio
import random
from contextlib import suppress
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.kit.simulation import Simulation
from miniapps.tickets.server import inventory, offers
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.offers import Showing
from miniapps.tickets.server.rules.seating import HOLD_SECONDS, Hall, is_free
from miniapps.tickets.server.tables import Seat, moment
from miniapps.tickets.server.world import CINEMAS, ZONE

GUEST = "sim-"
COUNTER = "counter"
"""Stands where the number of an order stands, on a seat that was paid in cash."""
PARTY_MAX = 4
PAYS_SHARE = 0.75
FULL_SHARE = 0.6
"""Of a hall: the rest is for people."""
PARTIES_AT_ONCE = 20
DAYS = 2


async def look(desk: Desk, simulation: Simulation, rng: random.Random) -> int:
    """Who has thought long enough decides, and one party comes. Returns how many parties did something."""
    if not simulation.running:
        return 0
    now = desk.now()
    async with desk.database.write() as session:
        decided = await _decide(session, now - timedelta(seconds=simulation.seconds), rng)
        return decided + await _come(session, rng.choice(showings_ahead(now)), rng, now)


async def _decide(session: AsyncSession, before: datetime, rng: random.Random) -> int:
    """Parties that came before this moment."""
    rows = await session.exec(select(Seat).where(col(Seat.openid).startswith(GUEST), Seat.order_number == ""))
    parties = dict[str, list[Seat]]()
    for seat in rows.all():
        if moment(seat.until) - timedelta(seconds=HOLD_SECONDS) <= before:
            parties.setdefault(seat.openid, []).append(seat)
    for seats in parties.values():
        pays = rng.random() < PAYS_SHARE
        for seat in seats:
            if pays:
                seat.order_number = COUNTER
                session.add(seat)
            else:
                await session.delete(seat)
    await session.flush()
    return len(parties)


async def _come(session: AsyncSession, showing: Showing, rng: random.Random, now: datetime) -> int:
    taken = await inventory.taken_seats(session, showing.id)
    held = {seat for seat, one in taken.items() if not is_free(one, now)}
    party = neighbours(showing.hall, held, rng.randint(1, PARTY_MAX))
    if not party or len(held) > FULL_SHARE * len(showing.hall.seats()):
        return 0
    try:
        await inventory.hold_seats(session, showing.id, f"{GUEST}{rng.getrandbits(48):012x}", rng.choice(party), now)
    except Problem:  # called off
        return 0
    return 1


def neighbours(hall: Hall, held: set[str], size: int) -> list[list[str]]:
    """Every place where so many can sit side by side."""
    return [
        seats
        for row, width in zip(hall.rows(), hall.widths, strict=True)
        for first in range(1, width - size + 2)
        if not held.intersection(seats := [f"{row}{number}" for number in range(first, first + size)])
    ]


def showings_ahead(now: datetime) -> list[Showing]:
    """What has not begun, of these days; the last of them always has some."""
    today = now.astimezone(ZONE).date()
    days = [today + timedelta(days=day) for day in range(DAYS)]
    found = [one for cinema in CINEMAS.values() for day in days for one in offers.showings_of(cinema, day)]
    return [one for one in found if one.starts_at > now]


async def run_forever(desk: Desk, simulation: Simulation) -> None:
    rng = random.Random()
    while True:
        # One bad moment of the database must not end the demonstration.
        with suppress(OSError):
            await look(desk, simulation, rng)
        await asyncio.sleep(simulation.seconds / PARTIES_AT_ONCE)
