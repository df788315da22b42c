"""What the program is shown: films and their times, seats, flights, events, bookings. Times of a place are sent as
its own clock says ("19:30", "2026-11-28"), so that a phone in another zone shows what the ticket says."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.tickets.server import bookings, inventory, offers, ratings
from miniapps.tickets.server.issuing import picture
from miniapps.tickets.server.offers import Offer
from miniapps.tickets.server.rules import seating, showings, timetable
from miniapps.tickets.server.rules.airports import AIRPORTS, distance_km
from miniapps.tickets.server.rules.fares import FARES, fare_fen
from miniapps.tickets.server.rules.returns import POLICIES
from miniapps.tickets.server.rules.timetable import Flight
from miniapps.tickets.server.tables import Booking, BookingState, Order, OrderState, Ticket, moment
from miniapps.tickets.server.world import CINEMAS, EVENTS, FILMS, ZONE


def films() -> dict[str, Any]:
    return {"films": [_film(film_id) for film_id in FILMS]}


def _film(film_id: str) -> dict[str, Any]:
    film = FILMS[film_id]
    return {
        "id": film.id,
        "title": film.title,
        "minutes": film.minutes,
        "age": film.age,
        "genre": film.genre,
        "blurb": film.blurb,
    }


async def film(session: AsyncSession, film_id: str, now: datetime) -> dict[str, Any]:
    """The film and its times: days -> cinemas -> starts. What has begun or was called off is left out."""
    if film_id not in FILMS:
        raise Problem(404, "film_unknown", "There is no such film.")
    today, off = now.astimezone(ZONE).date(), await inventory.called_off(session)
    days = [
        {"day": day.isoformat(), "cinemas": _times(film_id, day, now, off)}
        for day in (today + timedelta(days=ahead) for ahead in range(showings.DAYS_AHEAD))
    ]
    return {**_film(film_id), "days": [one for one in days if one["cinemas"]], "rules": POLICIES["cinema"].shown()}


def _times(film_id: str, day: date, now: datetime, off: set[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for cinema in CINEMAS.values():
        times = [
            {"id": one.id, "time": f"{one.starts_at:%H:%M}", "hall": one.hall.name, "price_fen": one.base_fen}
            for one in offers.showings_of(cinema, day)
            if one.film.id == film_id and one.starts_at > now and one.id not in off
        ]
        if times:
            found.append({"id": cinema.id, "name": cinema.name, "place": cinema.place, "times": times})
    return found


async def hall(session: AsyncSession, showing_id: str, openid: str, now: datetime) -> dict[str, Any]:
    """The hall as this person sees it: every seat with its price and "free", "taken" or "mine"; how long mine are
    held. Refuses with called_off."""
    showing = offers.get_showing(showing_id)
    await inventory.require_on(session, showing_id)
    taken = await inventory.taken_seats(session, showing_id)
    rows: list[dict[str, Any]] = []
    for row, width in zip(showing.hall.rows(), showing.hall.widths, strict=True):
        seats: list[dict[str, Any]] = []
        for number in range(1, width + 1):
            seat = f"{row}{number}"
            current = taken.get(seat)
            if seating.is_free(current, now):
                state = "free"
            else:
                state = "mine" if current and current.openid == openid and not current.booked else "taken"
            price = seating.price_fen(showing.hall, seat, showing.base_fen)
            band = seating.band(showing.hall, seat)
            gap = number in showing.hall.aisles
            seats.append({"id": seat, "n": number, "state": state, "price_fen": price, "band": band, "gap": gap})
        rows.append({"row": row, "seats": seats})
    until = await inventory.held_until(session, showing_id, openid, now)
    return {
        "id": showing.id,
        "film": _film(showing.film.id),
        "cinema": showing.cinema.name,
        "hall": showing.hall.name,
        "day": showing.starts_at.date().isoformat(),
        "time": f"{showing.starts_at:%H:%M}",
        "rows": rows,
        "seconds_left": max(0, int((until - now).total_seconds())) if until else 0,
        "seats_max": seating.SEATS_MAX,
    }


def airports() -> dict[str, Any]:
    return {"airports": [{"code": one.code, "city": one.city, "name": one.name} for one in AIRPORTS.values()]}


def flight_facts(flight: Flight) -> dict[str, Any]:
    return {
        "id": flight.id,
        "number": flight.number,
        "from": {"code": flight.origin.code, "city": flight.origin.city, "name": flight.origin.name},
        "to": {"code": flight.target.code, "city": flight.target.city, "name": flight.target.name},
        "day": flight.day.isoformat(),
        "departs": f"{flight.departs_local:%H:%M}",
        "arrives": f"{flight.arrives_local:%H:%M}",
        "arrival_day": flight.arrives_local.date().isoformat(),
        "day_shift": flight.day_shift,
        "minutes": flight.minutes,
        "km": round(distance_km(flight.origin, flight.target)),
    }


async def flights(session: AsyncSession, origin: str, target: str, day: date, now: datetime) -> dict[str, Any]:
    """The flights of a day with their fares; empty beyond the timetable."""
    if not now.date() - timedelta(days=1) <= day <= now.date() + timedelta(days=timetable.DAYS_AHEAD):
        return {"flights": []}
    off = await inventory.called_off(session)
    found = [one for one in timetable.flights_on(origin, target, day) if one.departs_at > now and one.id not in off]
    left = await inventory.left(
        session, {f"{one.id}:{fare.id}": fare.capacity for one in found for fare in FARES.values()}
    )
    return {"flights": [{**flight_facts(one), "fares": _fares(one, left)} for one in found]}


async def flight(session: AsyncSession, flight_id: str) -> dict[str, Any]:
    found = offers.get_flight(flight_id)
    await inventory.require_on(session, found.id)
    left = await inventory.left(session, {f"{found.id}:{fare.id}": fare.capacity for fare in FARES.values()})
    return {**flight_facts(found), "fares": _fares(found, left)}


def _fares(flight: Flight, left: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "id": fare.id,
            "price_fen": fare_fen(flight, fare),
            "bags": fare.bags,
            "left": left[f"{flight.id}:{fare.id}"],
            "rules": POLICIES[fare.id].shown(),
        }
        for fare in FARES.values()
    ]


async def events(session: AsyncSession, now: datetime) -> dict[str, Any]:
    today, off = now.astimezone(ZONE).date(), await inventory.called_off(session)
    found = [_event(event_id, today, now, off) for event_id in EVENTS]
    return {
        "events": sorted(
            (one for one in found if one["sessions"]),
            key=lambda one: (one["sessions"][0]["day"], one["sessions"][0]["time"]),
        )
    }


async def event(session: AsyncSession, event_id: str, now: datetime) -> dict[str, Any]:
    """The event; each day with what is left of each tier."""
    if event_id not in EVENTS:
        raise Problem(404, "event_unknown", "There is no such event.")
    off, tiers = await inventory.called_off(session), EVENTS[event_id].tiers
    shown = _event(event_id, now.astimezone(ZONE).date(), now, off)
    left = await inventory.left(
        session, {f"{one['id']}:{tier.id}": tier.capacity for one in shown["sessions"] for tier in tiers}
    )
    for one in shown["sessions"]:
        one["left"] = {tier.id: left[f"{one['id']}:{tier.id}"] for tier in tiers}
    return {**shown, "rules": POLICIES["event"].shown()}


def _event(event_id: str, today: date, now: datetime, off: set[str]) -> dict[str, Any]:
    event = EVENTS[event_id]
    return {
        "id": event.id,
        "title": event.title,
        "kind": event.kind,
        "place": event.place,
        "blurb": event.blurb,
        "hours": event.hours,
        "from_fen": min(tier.price_fen for tier in event.tiers),
        "tiers": [{"id": tier.id, "name": tier.name, "price_fen": tier.price_fen} for tier in event.tiers],
        "sessions": [
            {"id": session_id, "day": start.date().isoformat(), "time": f"{start:%H:%M}"}
            for session_id, start in offers.sessions_of(event, today)
            if start > now and session_id not in off
        ],
    }


def offer(one: Offer) -> dict[str, Any]:
    """What is about to be bought, with its rules."""
    return {
        "kind": one.kind,
        "title": one.title,
        "place": one.place,
        "picture": one.picture,
        "extra": one.extra,
        **_local(one.starts_at, one.zone),
        "lines": [{"label": line.label, "holder": line.holder, "price_fen": line.price_fen} for line in one.lines],
        "total_fen": one.total_fen,
        "rules": one.policy.shown(),
    }


def _local(starts_at: datetime, zone: str) -> dict[str, str]:
    local = starts_at.astimezone(ZoneInfo(zone))
    return {"day": local.date().isoformat(), "time": f"{local:%H:%M}"}


async def list_bookings(session: AsyncSession, openid: str, now: datetime) -> list[dict[str, Any]]:
    rows = await session.exec(
        select(Booking).where(Booking.openid == openid).order_by(col(Booking.created_at).desc()).limit(50)
    )
    return [await booking(session, one, now, codes=False) for one in rows.all()]


async def booking(session: AsyncSession, one: Booking, now: datetime, *, codes: bool = True) -> dict[str, Any]:
    """A booking with its tickets; codes: with their pictures too."""
    order = await bookings.get_order(session, one.current)
    waiting = await bookings.waiting_order(session, one.id)
    facts = json.loads(order.offer)
    starts_at, is_over = moment(facts["starts_at"]), moment(facts["ends_at"]) <= now
    return {
        "id": one.id,
        "state": one.state,
        "kind": facts["kind"],
        "offer_id": facts["id"],
        "title": facts["title"],
        "place": facts["place"],
        "picture": facts["picture"],
        "extra": facts["extra"],
        **_local(starts_at, facts["zone"]),
        "begun": starts_at <= now,
        "over": is_over,
        "can_rate": await ratings.can_rate(session, one, is_over=is_over),
        "rating": await ratings.shown(session, one.id, now),
        "lines": json.loads(order.lines),
        "choice": json.loads(order.choice) if codes else None,
        "value_fen": order.value_fen,
        "rules": POLICIES[facts["policy"]].shown(),
        "created_at": one.created_at,
        "flight": flight_facts(offers.get_flight(facts["id"])) if facts["kind"] == "flight" else None,
        "waiting": _waiting(waiting, now),
        "money": await _money(session, one.id),
        "tickets": await _tickets(session, one, codes),
    }


def _waiting(order: Order | None, now: datetime) -> dict[str, Any] | None:
    if order is None:
        return None
    facts = json.loads(order.offer)
    return {
        "number": order.number,
        "is_exchange": order.is_exchange,
        "total_fen": order.total_fen,
        "seconds_left": max(0, int((moment(order.expires_at) - now).total_seconds())),
        **_local(moment(facts["starts_at"]), facts["zone"]),
    }


async def _money(session: AsyncSession, booking_id: str) -> dict[str, int]:
    rows = await session.exec(select(Order).where(Order.booking_id == booking_id, Order.state == OrderState.PAID))
    paid = rows.all()
    return {"paid_fen": sum(one.total_fen for one in paid), "back_fen": sum(one.refunded_fen for one in paid)}


async def _tickets(session: AsyncSession, one: Booking, codes: bool) -> list[dict[str, Any]]:
    if one.state is not BookingState.PAID:
        return []
    rows = await session.exec(
        select(Ticket).where(Ticket.booking_id == one.id, col(Ticket.void).is_(False)).order_by(col(Ticket.position))
    )
    return [
        {
            "id": ticket.id,
            "label": ticket.label,
            "holder": ticket.holder,
            "used_at": ticket.used_at,
            **({"token": ticket.token, "picture": picture(ticket.token)} if codes else {}),
        }
        for ticket in rows.all()
    ]
