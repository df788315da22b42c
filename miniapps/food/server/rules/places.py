"""Where things are: addresses of the town on its map, distances, and how far a courier has come."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

METRES_PER_DEGREE = 111_195
RIDE_METRES_PER_MINUTE = 250
NUMBER_STEP_M = 9
NUMBER_MOST = 120


@dataclass(frozen=True, slots=True)
class Spot:
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Street:
    """Where house number 1 stands, and which way the numbers run (radians, 0 is east)."""

    start: Spot
    bearing: float


def find_address(streets: Mapping[str, Street], address: str) -> Spot | None:
    """The spot of "12 Harbour Street, Westport" in any order and case; None when the street is not one of ours."""
    text = " ".join(re.sub(r"[^\w\s]", " ", address).casefold().split())
    # The longest name first: "old bridge road" before a street called "bridge road".
    for name in sorted(streets, key=len, reverse=True):
        if re.search(rf"\b{re.escape(name)}\b", text):
            street, digits = streets[name], re.search(r"\d{1,4}", text)
            number = min(int(digits[0]), NUMBER_MOST) if digits else 1
            return _moved(street.start, number * NUMBER_STEP_M, street.bearing)
    return None


def metres_between(one: Spot, other: Spot) -> int:
    """Along the surface, rounded to whole metres. The town is small, so the earth is flat."""
    wide = math.cos(math.radians((one.latitude + other.latitude) / 2))
    north = (other.latitude - one.latitude) * METRES_PER_DEGREE
    east = (other.longitude - one.longitude) * METRES_PER_DEGREE * wide
    return round(math.hypot(north, east))


def ride_minutes(distance_m: int) -> int:
    return max(3, math.ceil(distance_m / RIDE_METRES_PER_MINUTE))


def route(start: Spot, end: Spot) -> list[Spot]:
    """Two corners, as streets go; the first spot is `start`, the last one `end`."""
    middle = start.longitude + (end.longitude - start.longitude) * 0.55
    return [start, Spot(start.latitude, middle), Spot(end.latitude, middle), end]


def along(path: list[Spot], part: float) -> Spot:
    """The spot after `part` (0 to 1) of the whole length; clamped to the ends."""
    legs = [metres_between(one, other) for one, other in pairwise(path)]
    left = sum(legs) * min(1.0, max(0.0, part))
    if not left:
        return path[0]
    for one, other, leg in zip(path, path[1:], legs, strict=False):
        if left <= leg and leg:
            share = left / leg
            return Spot(
                one.latitude + (other.latitude - one.latitude) * share,
                one.longitude + (other.longitude - one.longitude) * share,
            )
        left -= leg
    return path[-1]


def _moved(spot: Spot, metres: float, bearing: float) -> Spot:
    wide = math.cos(math.radians(spot.latitude))
    return Spot(
        round(spot.latitude + metres * math.sin(bearing) / METRES_PER_DEGREE, 6),
        round(spot.longitude + metres * math.cos(bearing) / METRES_PER_DEGREE / wide, 6),
    )
