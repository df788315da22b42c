"""What every part of the server works with, in one object; time comes in through it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from miniapps.food.server.menu import Menu
from miniapps.food.server.settings import FoodSettings
from miniapps.kit.database import Database
from miniapps.kit.holds import HoldTill
from miniapps.kit.host import HostClient


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Simulation:
    """speed: times faster than in life. refuse_next: how many of the next orders a simulated kitchen refuses."""

    running: bool
    speed: float
    refuse_next: int = 0


@dataclass(frozen=True, slots=True)
class Backend:
    settings: FoodSettings
    menu: Menu
    database: Database
    host: HostClient
    kitchen_host: HostClient
    till: HoldTill
    simulation: Simulation = field(default_factory=lambda: Simulation(running=False, speed=1.0))
    now: Callable[[], datetime] = utc_now
