"""What takes place on a day, for the box office: every showing and event of the town, and flights somebody has booked;
how many tickets are sold and how many people are inside."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.tickets.server import inventory, offers
from miniapps.tickets.server.tables import Booking, Order, Ticket
from miniapps.tickets.server.world import CINEMAS, EVENTS, ZONE


@dataclass(frozen=True, slots=True)
class Planned:
    id: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    zone: str = ZONE.key

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.zone))


def find(offer_id: str) -> Planned:
    """Refuses with offer_unknown."""
    if offer_id.startswith("c-"):
        return _showing(offers.get_showing(offer_id))
    if offer_id.startswith("e-"):
        event, starts_at = offers.get_session(offer_id)
        return Planned(offer_id, event.title, event.place, starts_at, starts_at + timedelta(hours=event.hours))
    flight = offers.get_flight(offer_id)
    title = f"{flight.origin.city} – {flight.target.city}"
    return Planned(flight.id, title, flight.number, flight.departs_at, flight.arrives_at, flight.origin.zone)


def _showing(one: offers.Showing) -> Planned:
    place, ends_at = f"{one.cinema.name}, {one.hall.name}", one.starts_at + timedelta(minutes=one.film.minutes)
    return Planned(one.id, one.film.title, place, one.starts_at, ends_at)


def _planned_on(day: date) -> list[Planned]:
    cinemas = [_showing(one) for cinema in CINEMAS.values() for one in offers.showings_of(cinema, day)]
    sessions = [found for event in EVENTS.values() for found in offers.sessions_of(event, day)]
    return [*cinemas, *(find(session_id) for session_id, start in sessions if start.date() == day)]


async def on_day(session: AsyncSession, day: date, now: datetime) -> list[dict[str, Any]]:
    """By time. day: on the calendar of each place."""
    planned = {one.id: one for one in _planned_on(day)}
    sold, inside = dict[str, int](), dict[str, int]()
    rows = await session.exec(
        select(Ticket.used_at, Order.offer)
        .join(Booking, col(Booking.id) == col(Ticket.booking_id))
        .join(Order, col(Order.number) == col(Booking.current))
        .where(Ticket.day == day.isoformat(), col(Ticket.void).is_(False))
    )
    for used_at, offer in rows.all():
        offer_id = json.loads(offer)["id"]
        planned.setdefault(offer_id, find(offer_id))
        sold[offer_id] = sold.get(offer_id, 0) + 1
        inside[offer_id] = inside.get(offer_id, 0) + bool(used_at)
    off = await inventory.called_off(session)
    return [
        {
            "id": one.id,
            "title": one.title,
            "place": one.place,
            "time": f"{one.local_start:%H:%M}",
            "sold": sold.get(one.id, 0),
            "inside": inside.get(one.id, 0),
            "called_off": one.id in off,
            "over": one.ends_at <= now,
        }
        for one in sorted(planned.values(), key=lambda one: (one.starts_at, one.id))
    ]
