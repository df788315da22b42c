"""The city's clock. It runs as fast as the world's unless the simulator's speed is raised, for demonstrations and
tests: then rides pass sooner and are still charged by their own minutes. Payments keep the world's time."""

import time
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    return datetime.now(UTC)


class CityClock:
    def __init__(self) -> None:
        self.speed = 1.0
        self._from, self._since = utc_now(), time.monotonic()

    def now(self) -> datetime:
        return self._from + timedelta(seconds=(time.monotonic() - self._since) * self.speed)

    def world(self) -> datetime:
        """The world's own time: for payments, and for whatever waits for a thumb, which is never quicker."""
        return utc_now()

    def run_at(self, speed: float) -> None:
        self._from, self._since, self.speed = self.now(), time.monotonic(), speed


def stamp(moment: datetime) -> str:
    """Moments are stored as UTC text with milliseconds, which sorts as time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def pay_stamp(moment: datetime) -> str:
    """As Pay v3 wants its `time_expire`: whole seconds with an offset."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")


def seconds_from(earlier: str, now: datetime) -> float:
    return (now - datetime.fromisoformat(earlier)).total_seconds()
