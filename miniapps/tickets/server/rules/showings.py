"""Which film runs when and where: a day's programme of each hall, drawn from the day itself, and the days of events.
The caller hands in films, halls and events; nothing here reads a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from miniapps.tickets.server.rules.timetable import draw

DAYS_AHEAD = 7
EVENT_WEEKS = 4
OPENS, CLOSES = 10 * 60, 22 * 60 + 30  # first and last start, minutes of the day
CLEANING_MINUTES = 20


@dataclass(frozen=True, slots=True)
class Slot:
    """A film's start in one hall on one day. minute: of the local day."""

    film_id: str
    day: date
    minute: int

    def starts_at(self, zone: ZoneInfo) -> datetime:
        return at(self.day, self.minute, zone)


def at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)


def programme(hall: int, films: Sequence[tuple[str, int]], day: date) -> list[Slot]:
    """One hall's day. hall: its number in the town; films: (id, minutes). One film ends, the hall is cleaned, the next
    begins on a round minute. Halls start four films apart, so that together they show every film every day."""
    slots: list[Slot] = []
    minute, turn = OPENS + 5 * (draw(hall, day) % 12), draw(day) + hall * 4
    while minute <= CLOSES:
        film_id, minutes = films[(turn + len(slots)) * 3 % len(films)]
        slots.append(Slot(film_id, day, minute))
        minute += -(-(minutes + CLEANING_MINUTES) // 5) * 5
    return slots


def base_fen(day: date, minute: int) -> int:
    """Matinées are cheaper, Friday to Sunday evenings dearer."""
    if minute < 14 * 60:
        return 3_800
    return 5_800 if day.weekday() in (4, 5, 6) and minute >= 18 * 60 else 5_200


def event_days(weekday: int, today: date) -> list[date]:
    """The coming days of an event, today included."""
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    return [first + timedelta(weeks=week) for week in range(EVENT_WEEKS)]
