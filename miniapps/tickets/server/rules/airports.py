"""Six airports and the arithmetic between them: distance over the globe, time in the air, local clocks."""

from dataclasses import dataclass
from math import asin, ceil, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Airport:
    code: str
    city: str
    name: str
    zone: str
    latitude: float
    longitude: float

    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


AIRPORTS = {
    one.code: one
    for one in (
        Airport("LHR", "London", "Heathrow", "Europe/London", 51.470, -0.454),
        Airport("MXP", "Milan", "Malpensa", "Europe/Rome", 45.631, 8.728),
        Airport("TPE", "Taipei", "Taoyuan", "Asia/Taipei", 25.077, 121.233),
        Airport("CGK", "Jakarta", "Soekarno-Hatta", "Asia/Jakarta", -6.126, 106.656),
        Airport("SYD", "Sydney", "Kingsford Smith", "Australia/Sydney", -33.946, 151.177),
        Airport("JFK", "New York", "John F. Kennedy", "America/New_York", 40.640, -73.779),
    )
}


def distance_km(one: Airport, other: Airport) -> float:
    """Along the great circle (haversine)."""
    north, east = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    half = sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def block_minutes(one: Airport, other: Airport) -> int:
    """From gate to gate: 35 minutes on the ground, then 13.5 km a minute, rounded up to five minutes."""
    return 5 * ceil((35 + distance_km(one, other) / 13.5) / 5)
