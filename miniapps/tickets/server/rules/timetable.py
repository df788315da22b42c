"""The flights of a day, drawn from the route itself: the same route and day always give the same flights. Departures
are local clock times; arrivals follow from the time in the air and the clocks of both places."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from miniapps.tickets.server.rules.airports import AIRPORTS, Airport, block_minutes

DAYS_AHEAD = 120
FIRST_MINUTE, LAST_MINUTE = 6 * 60, 22 * 60  # clocks never change between these


@dataclass(frozen=True, slots=True)
class Flight:
    """id: f-LHR-MXP-20261128-1, which says everything the rest follows from."""

    id: str
    number: str
    origin: Airport
    target: Airport
    day: date
    departs_at: datetime
    arrives_at: datetime

    @property
    def minutes(self) -> int:
        return int((self.arrives_at - self.departs_at).total_seconds()) // 60

    @property
    def departs_local(self) -> datetime:
        return self.departs_at.astimezone(self.origin.clock())

    @property
    def arrives_local(self) -> datetime:
        return self.arrives_at.astimezone(self.target.clock())

    @property
    def day_shift(self) -> int:
        """Calendar days between leaving here and arriving there: 0, 1 or 2; never what the clock at home says."""
        return (self.arrives_local.date() - self.departs_local.date()).days


def draw(*parts: object) -> int:
    """A stable number from words: chance that is the same tomorrow and on every machine."""
    return int.from_bytes(hashlib.sha256("|".join(map(str, parts)).encode()).digest()[:6])


def flights_on(origin: str, target: str, day: date) -> list[Flight]:
    """Two to four flights, earliest first. Unknown airports and routes to oneself have none."""
    start, end = AIRPORTS.get(origin), AIRPORTS.get(target)
    if start is None or end is None or start is end:
        return []
    count = 2 + draw(origin, target, "count") % 3
    slot = (LAST_MINUTE - FIRST_MINUTE) // count
    return [_flight(start, end, day, index, slot) for index in range(count)]


def find_flight(flight_id: str) -> Flight | None:
    """The flight of an id, or None when no timetable has it."""
    try:
        _, origin, target, day, _ = flight_id.split("-")
        found = flights_on(origin, target, datetime.strptime(day, "%Y%m%d").date())  # noqa: DTZ007 (a date)
    except ValueError:
        return None
    return next((one for one in found if one.id == flight_id), None)


def _flight(start: Airport, end: Airport, day: date, index: int, slot: int) -> Flight:
    minute = FIRST_MINUTE + index * slot + 5 * (draw(start.code, end.code, index) % (slot // 5))
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=start.clock())
    departs_at = local.astimezone(UTC)
    return Flight(
        id=f"f-{start.code}-{end.code}-{day:%Y%m%d}-{index + 1}",
        number=f"CC {100 + draw(start.code, end.code) % 80 * 10 + index + 1}",
        origin=start,
        target=end,
        day=day,
        departs_at=departs_at,
        arrives_at=departs_at + timedelta(minutes=block_minutes(start, end)),
    )
