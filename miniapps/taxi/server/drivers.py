"""Drivers and their cars. A car's place is a pure function of where it set out, where to, and the time, so nothing has
to be written while it moves, and a restart loses nobody."""

from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.taxi.server.clock import seconds_from, stamp
from miniapps.taxi.server.streets import Route, Spot, the_city
from miniapps.taxi.server.tables import Driver

SHARE_PERCENT = 80
"""What a driver earns of a fare; tips are theirs in whole."""


async def get_driver(session: AsyncSession, driver_id: str) -> Driver:
    driver = await session.get(Driver, driver_id)
    if driver is None:
        raise Problem(404, "driver_unknown", "Please tell us about your car first.")
    return driver


def route_of(driver: Driver) -> Route:
    return the_city().route(driver.node, driver.goal)


def car_at(driver: Driver, now: datetime) -> tuple[Spot, float]:
    """Where the car is, and in how many seconds it reaches its goal."""
    route, gone = route_of(driver), max(0.0, seconds_from(driver.since, now))
    return the_city().along(route, gone), max(0.0, route.seconds_at[-1] - gone)


def send_to(driver: Driver, goal: int, now: datetime) -> None:
    spot, _ = car_at(driver, now)
    driver.node, driver.goal, driver.since = spot.node, goal, stamp(now)


def release(driver: Driver, now: datetime) -> None:
    driver.ride, driver.idle_since = None, stamp(now)


def go_online(driver: Driver, now: datetime) -> None:
    driver.online, driver.idle_since = True, stamp(now)


def go_offline(driver: Driver) -> None:
    if driver.ride is not None:
        raise Problem(409, "ride_running", "Your ride has to end first.")
    driver.online = False


def shown(driver: Driver) -> dict[str, Any]:
    """What a passenger sees. rating: one digit after the point, "" before the third rating."""
    return {
        "name": driver.name,
        "car": driver.car,
        "plate": driver.plate,
        "vehicle": driver.vehicle,
        "rating": f"{driver.stars / driver.ratings:.1f}" if driver.ratings >= 3 else "",
    }


def position(spot: Spot) -> dict[str, Any]:
    return {"latitude": round(spot.latitude, 6), "longitude": round(spot.longitude, 6), "heading": spot.heading}
