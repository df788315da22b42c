"""A campaign that moves, for demonstrations: now and then there is a small gift for everybody, and the one before it
ends; what nobody opened comes back and pays for the next. `/admin/simulator` pauses it and sets its pace. Who opens a
gift is the host's to know, so nobody is made up here."""

import asyncio
import logging
from datetime import datetime, timedelta

from sqlmodel import col, select

from miniapps.envelopes.server.desk import SIMULATED_KEY, Desk
from miniapps.envelopes.server.forms import GiftForm
from miniapps.envelopes.server.tables import OPEN, Gift
from miniapps.kit.problems import Problem
from miniapps.kit.simulation import Simulation

GIFTS = (
    ("Lanterns on the quay", "For everybody who walks by", "lantern"),
    ("A cup of tea for the harbour", "Warm your hands", "jade"),
    ("The first ferry of the week", "A good crossing to all of you", "night"),
)
"""Title, greeting and cover, by turns."""
TOTAL_FEN, SHARES, HOURS = 2_000, 20, 24
LOOK_SECONDS = 15.0
log = logging.getLogger(__name__)


async def look(desk: Desk, simulation: Simulation) -> bool:
    """Whether there is a new gift. Refuses as `Desk.make`: then the next look asks again."""
    if not simulation.running:
        return False
    async with desk.database.read() as session:
        wanted = (
            select(Gift).where(col(Gift.request_key).startswith(SIMULATED_KEY)).order_by(col(Gift.created_at).desc())
        )
        known = (await session.exec(wanted)).all()
    if known and desk.now() - datetime.fromisoformat(known[0].created_at) < timedelta(seconds=simulation.seconds):
        return False
    for gift in known:
        if gift.state == OPEN:
            await desk.end(gift.id)
    title, greeting, cover = GIFTS[len(known) % len(GIFTS)]
    await desk.make(
        GiftForm(
            request_key=f"{SIMULATED_KEY}{len(known)}",
            title=title,
            greeting=greeting,
            cover=cover,
            kind="lucky",
            total_fen=TOTAL_FEN,
            shares=SHARES,
            hours=HOURS,
        )
    )
    return True


async def run_forever(desk: Desk, simulation: Simulation) -> None:
    while True:
        try:
            await look(desk, simulation)
        except (Problem, OSError) as problem:
            # The host may still be starting, or the merchant has given everything away.
            log.info("the next gift waits: %s", problem)
        await asyncio.sleep(LOOK_SECONDS)
