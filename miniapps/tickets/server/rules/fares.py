"""What a flight costs in each fare class, and what the class allows. The rules for giving back stand in returns.py."""

from dataclasses import dataclass
from datetime import date

from miniapps.tickets.server.rules.airports import Airport, distance_km
from miniapps.tickets.server.rules.timetable import Flight, draw


@dataclass(frozen=True, slots=True)
class Fare:
    """percent: of the flight's plain price. bags: pieces of 23 kg. capacity: seats of this class on one flight."""

    id: str
    percent: int
    bags: int
    capacity: int


FARES = {one.id: one for one in (Fare("light", 100, 0, 24), Fare("standard", 130, 1, 36), Fare("flex", 175, 2, 12))}


def plain_fen(origin: Airport, target: Airport, day: date) -> int:
    """By distance, dearer towards the weekend, and a little by the day itself; whole yuan."""
    yuan = 120 + distance_km(origin, target) * 0.055
    percent = 92 + draw(origin.code, target.code, day) % 17 + (10 if day.weekday() in (4, 5, 6) else 0)
    return int(yuan * percent) // 100 * 100


def fare_fen(flight: Flight, fare: Fare) -> int:
    return plain_fen(flight.origin, flight.target, flight.day) * fare.percent // 10_000 * 100
