"""Opening hours and delivery times. Hours are minutes of the restaurant's own day; moments are UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

DAY_MINUTES = 24 * 60
SLOT_MINUTES = 15
DAYS_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Hours:
    """For each weekday (Monday first) spans of (opens, closes) in minutes, sorted, apart from each other; closes may be
    1440. offset: minutes of local time ahead of UTC."""

    week: tuple[tuple[tuple[int, int], ...], ...]
    offset: int

    def is_open(self, moment: datetime) -> bool:
        local = self._local(moment)
        minute = local.hour * 60 + local.minute
        return any(opens <= minute < closes for opens, closes in self.week[local.weekday()])

    def opens_next(self, moment: datetime) -> datetime | None:
        """The next moment it is open, at or after `moment`, within eight days; None when it never opens."""
        if self.is_open(moment):
            return moment
        local = self._local(moment)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        for ahead in range(8):
            day = midnight + timedelta(days=ahead)
            for opens, _ in self.week[day.weekday()]:
                start = day + timedelta(minutes=opens)
                if start >= local:
                    return start - timedelta(minutes=self.offset)
        return None

    def closes_next(self, moment: datetime) -> datetime | None:
        """When it closes, if it is open now. One that closes at midnight and opens at midnight is followed on."""
        if not self.is_open(moment):
            return None
        local = self._local(moment)
        minute, day = local.hour * 60 + local.minute, local.replace(hour=0, minute=0, second=0, microsecond=0)
        closes = next(closes for opens, closes in self.week[local.weekday()] if opens <= minute < closes)
        while closes == DAY_MINUTES and day - local < timedelta(days=8):
            day += timedelta(days=1)
            spans = self.week[day.weekday()]
            if not spans or spans[0][0] != 0:
                break
            closes = spans[0][1]
        else:
            if closes == DAY_MINUTES:
                return None
        if closes == DAY_MINUTES:
            closes = 0
        return day + timedelta(minutes=closes) - timedelta(minutes=self.offset)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(UTC) + timedelta(minutes=self.offset)


def read_hours(week: list[str], offset: int) -> Hours:
    """From seven texts like "11:30-14:30,17:00-22:30"; an empty one is a day off."""

    def minutes(text: str) -> int:
        hours, _, rest = text.partition(":")
        return int(hours) * 60 + int(rest)

    days = tuple(
        tuple((minutes(span.partition("-")[0]), minutes(span.partition("-")[2])) for span in day.split(",") if span)
        for day in week
    )
    return Hours(days, offset)


def slots(hours: Hours, now: datetime, lead_minutes: int) -> list[datetime]:
    """Quarter hours at which food can arrive, today and tomorrow: the kitchen is open when it must start, and there is
    time to cook and ride from now on. Sorted, UTC."""
    found = list[datetime]()
    moment = now.astimezone(UTC).replace(second=0, microsecond=0)
    moment += timedelta(minutes=SLOT_MINUTES - moment.minute % SLOT_MINUTES)
    last = now + timedelta(days=DAYS_AHEAD)
    while moment <= last:
        start = moment - timedelta(minutes=lead_minutes)
        if start >= now and hours.is_open(start):
            found.append(moment)
        moment += timedelta(minutes=SLOT_MINUTES)
    return found


def is_slot(hours: Hours, now: datetime, lead_minutes: int, wanted: datetime) -> bool:
    return wanted.astimezone(UTC) in slots(hours, now, lead_minutes)
