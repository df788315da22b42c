"""What the doors tell and are told: uses, once each whatever comes twice; which tickets of a day are used already or
were given back. A door works for hours without us, so the first use that reaches us is the one that counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.tickets.server.tables import Ticket, moment, stamp


@dataclass(frozen=True, slots=True)
class Use:
    """used_at: UTC by the door's clock."""

    ticket_id: str
    used_at: datetime


async def take_uses(session: AsyncSession, uses: Sequence[Use], now: datetime) -> list[dict[str, str]]:
    """Write them down; returns those that another door had let in before, with when. Unknown tickets are passed over:
    their code was genuine, so they stand in a database that was lost, and nobody is served by an endless repeat."""
    clashes: list[dict[str, str]] = []
    for use in uses:
        ticket = await session.get(Ticket, use.ticket_id)
        if ticket is None:
            continue
        at = stamp(min(use.used_at, now))  # a clock that runs ahead cannot make the future
        if not ticket.used_at:
            ticket.used_at = at
            session.add(ticket)
        elif moment(ticket.used_at) != moment(at):
            clashes.append({"ticket_id": ticket.id, "used_at": ticket.used_at})
    await session.flush()
    return clashes


async def day_list(session: AsyncSession, day: str) -> dict[str, Any]:
    """Of one day: {"used": {ticket: when}, "void": [ticket]}."""
    rows = (await session.exec(select(Ticket).where(Ticket.day == day).order_by(col(Ticket.id)))).all()
    return {
        "used": {one.id: one.used_at for one in rows if one.used_at and not one.void},
        "void": [one.id for one in rows if one.void],
        "sold": sum(not one.void for one in rows),
    }
