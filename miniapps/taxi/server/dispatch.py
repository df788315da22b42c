"""Who drives whom. Pure: all waiting rides and all free cars come in, pairs go out. Fair on both sides: a passenger who
waits gains weight with every second, and so does a driver who has had no ride for long; nobody is in two pairs.

Lower cost is better: the seconds until the car is there, less what waiting has earned."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from miniapps.taxi.server.fares import VehicleClass

REACH_SECONDS = 15 * 60
"""A car further away is not asked."""
PASSENGER_CREDIT = 0.6
DRIVER_CREDIT = 0.15
DRIVER_CREDIT_MAX = 180.0

SERVES = {
    VehicleClass.ECONOMY: (VehicleClass.ECONOMY, VehicleClass.COMFORT),
    VehicleClass.COMFORT: (VehicleClass.COMFORT,),
    VehicleClass.VAN: (VehicleClass.VAN,),
}
"""Which cars may serve an order: a better one may, a smaller one may not."""
BETTER_CAR_COST = 60.0


@dataclass(frozen=True, slots=True)
class Wish:
    """A ride without a car. asked: drivers who have declined it or let it pass."""

    number: str
    vehicle: VehicleClass
    node: int
    waiting_seconds: float
    asked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Car:
    """A car that is free. idle_seconds: since its last ride, or since it went online."""

    driver_id: str
    vehicle: VehicleClass
    node: int
    idle_seconds: float


@dataclass(frozen=True, slots=True)
class Pair:
    number: str
    driver_id: str
    seconds_away: int


def match(wishes: Iterable[Wish], cars: Iterable[Car], seconds_between: Callable[[int, int], float]) -> list[Pair]:
    """The cheapest pair first, then the cheapest of what is left. Equal costs go by number, so the result is one."""
    cars = list(cars)
    offers: list[tuple[float, str, str, int]] = []
    for wish in wishes:
        for car in cars:
            if car.vehicle not in SERVES[wish.vehicle] or car.driver_id in wish.asked:
                continue
            away = seconds_between(wish.node, car.node)
            if away <= REACH_SECONDS:
                offers.append((cost(wish, car, away), wish.number, car.driver_id, round(away)))
    taken_rides, taken_cars, pairs = set[str](), set[str](), list[Pair]()
    for _, number, driver_id, away in sorted(offers):
        if number not in taken_rides and driver_id not in taken_cars:
            taken_rides.add(number)
            taken_cars.add(driver_id)
            pairs.append(Pair(number, driver_id, away))
    return pairs


def cost(wish: Wish, car: Car, seconds_away: float) -> float:
    return (
        seconds_away
        + (BETTER_CAR_COST if car.vehicle is not wish.vehicle else 0.0)
        - PASSENGER_CREDIT * wish.waiting_seconds
        - min(DRIVER_CREDIT_MAX, DRIVER_CREDIT * car.idle_seconds)
    )
