"""From what a page sends (kind, id, choice) to what is really for sale: name, times, lines with prices, the policy, and
which seats or stock it needs. Prices come from here and never from the page. Pure but for the fixed world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from miniapps.kit.problems import Problem
from miniapps.tickets.server.rules import passengers as people
from miniapps.tickets.server.rules import seating, showings
from miniapps.tickets.server.rules.fares import FARES, fare_fen
from miniapps.tickets.server.rules.returns import POLICIES, Policy
from miniapps.tickets.server.rules.seating import Hall
from miniapps.tickets.server.rules.timetable import Flight, find_flight
from miniapps.tickets.server.world import CINEMAS, EVENTS, FILMS, ZONE, Cinema, Event, Film

QUANTITY_MAX = 8
HALLS = [(cinema.id, hall.id) for cinema in CINEMAS.values() for hall in cinema.halls]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person wants. Cinema: seats. Flight: fare and passengers. Event: tier and quantity."""

    kind: str
    offer_id: str
    seats: tuple[str, ...] = ()
    fare: str = ""
    passengers: tuple[Mapping[str, str], ...] = ()
    tier: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket: its label ("C7", "Stalls", "Rivers Ann"), whose it is, its price."""

    label: str
    price_fen: int
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """seats: of showing `id`. pool: (stock id, how many of it there are), for what has no seats."""

    kind: str
    id: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    policy: Policy
    lines: tuple[Line, ...]
    picture: str
    seats: tuple[str, ...] = ()
    pool: tuple[str, int] | None = None
    extra: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def total_fen(self) -> int:
        return sum(line.price_fen for line in self.lines)

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Showing:
    id: str
    film: Film
    cinema: Cinema
    hall: Hall
    starts_at: datetime
    base_fen: int


def showings_of(cinema: Cinema, day: date) -> list[Showing]:
    """Every showing of a cinema on one day, by time."""
    films = [(film.id, film.minutes) for film in FILMS.values()]
    found = [
        Showing(
            f"c-{cinema.id}-{hall.id}-{day:%Y%m%d}-{slot.minute}",
            FILMS[slot.film_id],
            cinema,
            hall,
            slot.starts_at(ZONE),
            showings.base_fen(day, slot.minute),
        )
        for hall in cinema.halls
        for slot in showings.programme(HALLS.index((cinema.id, hall.id)), films, day)
    ]
    return sorted(found, key=lambda one: one.starts_at)


def get_showing(showing_id: str) -> Showing:
    try:
        _, cinema_id, _, day, _ = showing_id.split("-")
        found = showings_of(CINEMAS[cinema_id], datetime.strptime(day, "%Y%m%d").date())  # noqa: DTZ007 (a date)
        return next(one for one in found if one.id == showing_id)
    except (KeyError, ValueError, StopIteration) as error:
        raise Problem(404, "offer_unknown", "There is no such showing.") from error


def get_flight(flight_id: str) -> Flight:
    flight = find_flight(flight_id)
    if flight is None:
        raise Problem(404, "offer_unknown", "There is no such flight.")
    return flight


def get_session(session_id: str) -> tuple[Event, datetime]:
    """An event and one of its starts. session_id: e-kite-day-20261129-660, with the minute of the day."""
    try:
        name, day, minute = session_id.removeprefix("e-").rsplit("-", 2)
        event, start = EVENTS[name], datetime.strptime(day, "%Y%m%d").date()  # noqa: DTZ007 (a date)
        if start.weekday() != event.weekday or int(minute) not in [_minute(one) for one in event.times]:
            raise ValueError(session_id)
        return event, showings.at(start, int(minute), ZONE)
    except (KeyError, ValueError) as error:
        raise Problem(404, "offer_unknown", "There is no such day.") from error


def sessions_of(event: Event, today: date) -> list[tuple[str, datetime]]:
    return [
        (f"e-{event.id}-{day:%Y%m%d}-{_minute(time)}", showings.at(day, _minute(time), ZONE))
        for day in showings.event_days(event.weekday, today)
        for time in event.times
    ]


def resolve(choice: Choice, now: datetime) -> Offer:
    """The offer behind a choice. Refuses with offer_unknown, too_late, choice_refused, passengers_refused."""
    maker = {"cinema": _cinema, "flight": _flight, "event": _event}.get(choice.kind)
    if maker is None:
        raise Problem(404, "offer_unknown", "There is no such thing here.")
    offer = maker(choice)
    if offer.starts_at <= now:
        raise Problem(409, "too_late", "This has already begun.")
    if offer.starts_at > now + timedelta(days=130):
        raise Problem(409, "too_early", "This is not on sale yet.")
    return offer


def _cinema(choice: Choice) -> Offer:
    showing = get_showing(choice.offer_id)
    known = set(showing.hall.seats())
    if not 1 <= len(choice.seats) <= seating.SEATS_MAX or len(set(choice.seats)) != len(choice.seats):
        raise Problem(400, "choice_refused", f"Please choose between 1 and {seating.SEATS_MAX} seats.")
    if not known.issuperset(choice.seats):
        raise Problem(400, "choice_refused", "There is no such seat in this hall.")
    return Offer(
        kind="cinema",
        id=showing.id,
        title=showing.film.title,
        place=f"{showing.cinema.name}, {showing.hall.name}",
        starts_at=showing.starts_at,
        ends_at=showing.starts_at + timedelta(minutes=showing.film.minutes),
        zone=ZONE.key,
        policy=POLICIES["cinema"],
        lines=tuple(
            Line(seat, seating.price_fen(showing.hall, seat, showing.base_fen)) for seat in sorted(choice.seats)
        ),
        picture=f"films/{showing.film.id}",
        seats=tuple(sorted(choice.seats)),
        extra={"film_id": showing.film.id, "address": showing.cinema.place},
    )


def _flight(choice: Choice) -> Offer:
    flight, fare = get_flight(choice.offer_id), FARES.get(choice.fare)
    if fare is None:
        raise Problem(400, "choice_refused", "There is no such fare.")
    _check_passengers(choice.passengers, flight)
    price = fare_fen(flight, fare)
    return Offer(
        kind="flight",
        id=flight.id,
        title=f"{flight.origin.city} – {flight.target.city}",
        place=f"{flight.number}, {flight.origin.name}",
        starts_at=flight.departs_at,
        ends_at=flight.arrives_at,
        zone=flight.origin.zone,
        policy=POLICIES[fare.id],
        lines=tuple(
            Line(fare.id, price, f"{one['family_name'].strip()} {one['given_name'].strip()}")
            for one in choice.passengers
        ),
        picture="places/" + flight.target.code,
        pool=(f"{flight.id}:{fare.id}", fare.capacity),
        extra={"fare": fare.id, "bags": str(fare.bags), "number": flight.number},
    )


def _check_passengers(passengers: Sequence[Mapping[str, str]], flight: Flight) -> None:
    if not 1 <= len(passengers) <= people.PASSENGERS_MAX:
        raise Problem(400, "choice_refused", f"Between 1 and {people.PASSENGERS_MAX} people can fly together.")
    for number, one in enumerate(passengers, 1):
        found = people.problems_of(one, flight.departs_local.date(), flight.arrives_local.date())
        if found:
            field, code = next(iter(found.items()))
            raise Problem(400, "passengers_refused", f"Passenger {number}: please look at {field} ({code}).")
    if people.child_alone(passengers, flight.departs_local.date()):
        raise Problem(400, "child_alone", "Somebody of at least 16 must fly with a child.")


def _event(choice: Choice) -> Offer:
    event, starts_at = get_session(choice.offer_id)
    tier = next((one for one in event.tiers if one.id == choice.tier), None)
    if tier is None or not 1 <= choice.quantity <= QUANTITY_MAX:
        raise Problem(400, "choice_refused", f"Please choose between 1 and {QUANTITY_MAX} tickets.")
    return Offer(
        kind="event",
        id=choice.offer_id,
        title=event.title,
        place=event.place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=event.hours),
        zone=ZONE.key,
        policy=POLICIES["event"],
        lines=tuple(Line(tier.name, tier.price_fen) for _ in range(choice.quantity)),
        picture=f"events/{event.id}",
        pool=(f"{choice.offer_id}:{tier.id}", tier.capacity),
        extra={"event_id": event.id},
    )


def _minute(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
