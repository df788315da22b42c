"""What a ride costs. Pure: whole fen in and out. A passenger is told an estimate and a maximum before ordering, pays
the maximum, and gets back what the ride did not cost; nothing that happens on the way makes it dearer than that."""

import math
from dataclasses import dataclass
from enum import StrEnum


class VehicleClass(StrEnum):
    ECONOMY = "economy"
    COMFORT = "comfort"
    VAN = "van"


@dataclass(frozen=True, slots=True)
class Tariff:
    base_fen: int
    km_fen: int
    minute_fen: int
    least_fen: int
    seats: int


TARIFFS = {
    VehicleClass.ECONOMY: Tariff(base_fen=700, km_fen=190, minute_fen=35, least_fen=1000, seats=4),
    VehicleClass.COMFORT: Tariff(base_fen=1000, km_fen=260, minute_fen=50, least_fen=1500, seats=4),
    VehicleClass.VAN: Tariff(base_fen=1500, km_fen=320, minute_fen=60, least_fen=2200, seats=7),
}
FREE_WAITING_SECONDS = 180
WAITING_MINUTE_FEN = 60
FREE_CANCEL_SECONDS = 120
CANCEL_FEE_FEN = 500
NO_SHOW_FEE_FEN = 800
SURGE_TENTHS_MAX = 20
MARGIN_PERCENT = 20
ROUNDING_FEN = 50
TIP_FEN_MAX = 5_000


@dataclass(frozen=True, slots=True)
class Quote:
    """estimate_fen: as planned. maximum_fen: paid at order time, never exceeded."""

    vehicle: VehicleClass
    estimate_fen: int
    maximum_fen: int
    surge_tenths: int


@dataclass(frozen=True, slots=True)
class Fare:
    """The lines of a receipt. cut_fen: what the promised maximum takes off, never positive."""

    base_fen: int
    distance_fen: int
    time_fen: int
    surge_fen: int
    waiting_fen: int
    least_fen: int
    cut_fen: int

    @property
    def total_fen(self) -> int:
        parts = (self.base_fen, self.distance_fen, self.time_fen, self.surge_fen, self.waiting_fen, self.least_fen)
        return sum(parts) + self.cut_fen


def surge_tenths(waiting: int, free: int) -> int:
    """10 is the normal price, 20 the double one. waiting: passengers without a car, this one included."""
    if free >= 2 * waiting:
        return 10
    if free == 0:
        return SURGE_TENTHS_MAX if waiting > 1 else 13
    return min(SURGE_TENTHS_MAX, 10 + math.ceil(2 * max(0.0, 2 * waiting / free - 1)))


def quote(vehicle: VehicleClass, metres: int, seconds: int, surge: int) -> Quote:
    estimate = fare(vehicle, metres, seconds, surge, waiting_seconds=0, maximum_fen=None).total_fen
    maximum = math.ceil(estimate * (100 + MARGIN_PERCENT) / 100 / ROUNDING_FEN) * ROUNDING_FEN
    return Quote(vehicle, estimate, maximum, surge)


def fare(
    vehicle: VehicleClass, metres: int, seconds: int, surge: int, *, waiting_seconds: int, maximum_fen: int | None
) -> Fare:
    """The fare of a driven ride. waiting_seconds: how long the car stood at the pick-up, the free time included."""
    tariff = TARIFFS[vehicle]
    distance = tariff.km_fen * metres // 1000
    time = tariff.minute_fen * seconds // 60
    driven = tariff.base_fen + distance + time
    extra = driven * (surge - 10) // 10
    waiting = WAITING_MINUTE_FEN * math.ceil(max(0, waiting_seconds - FREE_WAITING_SECONDS) / 60)
    least = max(0, tariff.least_fen - driven - extra)
    total = driven + extra + waiting + least
    cut = 0 if maximum_fen is None else min(0, maximum_fen - total)
    return Fare(tariff.base_fen, distance, time, extra, waiting, least, cut)


def cancel_fee(*, seconds_since_assigned: float | None, arrived_seconds_ago: float | None, maximum_fen: int) -> int:
    """What a passenger pays for calling it off. None: not assigned, or the car has not arrived yet.

    Free while no driver is on the way and for two minutes after; then a fee, and a larger one when the driver has
    stood at the pick-up for the whole free waiting time.
    """
    if seconds_since_assigned is None or seconds_since_assigned <= FREE_CANCEL_SECONDS:
        return 0
    stood = arrived_seconds_ago is not None and arrived_seconds_ago > FREE_WAITING_SECONDS
    return min(maximum_fen, NO_SHOW_FEE_FEN if stood else CANCEL_FEE_FEN)
