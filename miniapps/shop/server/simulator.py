"""Sellers and carriers that act by themselves, for demonstrations: each parcel goes one step further when it has waited
long enough. `/admin/simulator` pauses them and sets their pace."""

import asyncio
import secrets
from contextlib import suppress
from datetime import datetime

from sqlmodel import col, select

from miniapps.kit.problems import Problem
from miniapps.kit.simulation import Simulation
from miniapps.shop.server import parcels
from miniapps.shop.server.desk import Desk
from miniapps.shop.server.parcels import STEPS, Parcel, ParcelState
from miniapps.shop.server.tables import Order, OrderState

LOOK_SECONDS = 5.0
CARRIERS = ("Harbour Post", "Red Crane", "Two Bridges Courier")


async def look(desk: Desk, simulation: Simulation) -> int:
    """Returns how many moved."""
    now, moved = desk.now(), 0
    if not simulation.running:
        return 0
    async with desk.database.write() as session:
        rows = await session.exec(
            select(Parcel)
            .join(Order, col(Order.number) == col(Parcel.number))
            .where(Parcel.state != ParcelState.DELIVERED, Order.state == OrderState.PAID)
        )
        for parcel in rows.all():
            since = datetime.fromisoformat(getattr(parcel, f"{parcel.state}_at"))
            if (now - since).total_seconds() < simulation.seconds:
                continue
            to = STEPS[STEPS.index(parcel.state) + 1]
            carrier, tracking = secrets.choice(CARRIERS), f"LL{secrets.randbelow(10**9):09}"
            with suppress(Problem):  # cancelled or moved by hand meanwhile
                await parcels.move(session, parcel.number, parcel.seller, to, now, carrier=carrier, tracking=tracking)
                moved += 1
    return moved


async def run_forever(desk: Desk, simulation: Simulation) -> None:
    while True:
        await look(desk, simulation)
        await asyncio.sleep(LOOK_SECONDS)
