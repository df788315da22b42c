"""Fares: whole, never below the least, never above what was promised; surge and fees follow their rules."""

from hypothesis import given
from hypothesis import strategies as st

from miniapps.taxi.server import fares
from miniapps.taxi.server.fares import VehicleClass

VEHICLES = st.sampled_from(list(VehicleClass))
METRES, SECONDS = st.integers(0, 40_000), st.integers(0, 7_200)
SURGES = st.integers(10, fares.SURGE_TENTHS_MAX)


@given(VEHICLES, METRES, SECONDS, SURGES)
def test_a_quote_keeps_its_promise(vehicle: VehicleClass, metres: int, seconds: int, surge: int) -> None:
    quote = fares.quote(vehicle, metres, seconds, surge)
    assert fares.TARIFFS[vehicle].least_fen <= quote.estimate_fen <= quote.maximum_fen
    assert quote.maximum_fen % fares.ROUNDING_FEN == 0


@given(VEHICLES, METRES, SECONDS, SURGES, SECONDS, st.integers(1_000, 50_000))
def test_no_ride_costs_more_than_the_maximum_and_its_lines_add_up(
    vehicle: VehicleClass, metres: int, seconds: int, surge: int, waiting: int, maximum: int
) -> None:
    fare = fares.fare(vehicle, metres, seconds, surge, waiting_seconds=waiting, maximum_fen=maximum)
    assert 0 < fare.total_fen <= maximum
    assert fare.cut_fen <= 0
    assert all(
        part >= 0 for part in (fare.distance_fen, fare.time_fen, fare.surge_fen, fare.waiting_fen, fare.least_fen)
    )


@given(VEHICLES, METRES, SECONDS, SURGES, METRES, SECONDS)
def test_longer_is_never_cheaper(
    vehicle: VehicleClass, metres: int, seconds: int, surge: int, more: int, later: int
) -> None:
    short = fares.quote(vehicle, metres, seconds, surge)
    long = fares.quote(vehicle, metres + more, seconds + later, surge)
    assert long.estimate_fen >= short.estimate_fen


@given(METRES, SECONDS, SURGES)
def test_a_better_car_is_never_cheaper(metres: int, seconds: int, surge: int) -> None:
    prices = [fares.quote(vehicle, metres, seconds, surge).estimate_fen for vehicle in VehicleClass]
    assert prices == sorted(prices)


@given(st.integers(1, 500), st.integers(0, 500))
def test_surge_grows_with_passengers_and_falls_with_cars(waiting: int, free: int) -> None:
    now = fares.surge_tenths(waiting, free)
    assert 10 <= now <= fares.SURGE_TENTHS_MAX
    assert fares.surge_tenths(waiting + 1, free) >= now
    assert fares.surge_tenths(waiting, free + 1) <= now


def test_the_first_minutes_of_waiting_are_free() -> None:
    def waited(seconds: int) -> int:
        return fares.fare(VehicleClass.VAN, 3_000, 600, 10, waiting_seconds=seconds, maximum_fen=None).waiting_fen

    assert [waited(seconds) for seconds in (0, 180, 181, 240, 241)] == [0, 0, 60, 60, 120]


def test_calling_off_is_free_for_two_minutes_and_then_costs_a_fee() -> None:
    def fee(assigned: float | None, arrived: float | None = None) -> int:
        return fares.cancel_fee(seconds_since_assigned=assigned, arrived_seconds_ago=arrived, maximum_fen=3_000)

    assert fee(None) == 0
    assert fee(120) == 0
    assert fee(121) == fares.CANCEL_FEE_FEN
    assert fee(400, 180) == fares.CANCEL_FEE_FEN
    assert fee(400, 181) == fares.NO_SHOW_FEE_FEN
    assert fares.cancel_fee(seconds_since_assigned=999, arrived_seconds_ago=None, maximum_fen=120) == 120
