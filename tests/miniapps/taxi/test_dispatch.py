"""Dispatch: nobody in two pairs, nobody asked twice, no free car left beside a waiting passenger, and fair to both."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from miniapps.taxi.server.dispatch import REACH_SECONDS, SERVES, Car, Pair, Wish, cost, match
from miniapps.taxi.server.fares import VehicleClass

VEHICLES, NODES = st.sampled_from(list(VehicleClass)), st.integers(0, 60)
IDS = [f"d{n}" for n in range(12)]
CARS = st.lists(
    st.builds(Car, st.sampled_from(IDS), VEHICLES, NODES, st.floats(0, 5_000)),
    max_size=12,
    unique_by=lambda car: car.driver_id,
)
WISHES = st.lists(
    st.builds(
        Wish,
        st.uuids().map(str),
        VEHICLES,
        NODES,
        st.floats(0, 600),
        st.frozensets(st.sampled_from(IDS), max_size=3),
    ),
    max_size=12,
    unique_by=lambda wish: wish.number,
)


def away(one: int, other: int) -> float:
    return 25.0 * abs(one - other)


def allowed(wish: Wish, car: Car) -> bool:
    reach = away(wish.node, car.node) <= REACH_SECONDS
    return car.vehicle in SERVES[wish.vehicle] and car.driver_id not in wish.asked and reach


@given(WISHES, CARS)
def test_nobody_is_in_two_pairs_and_every_pair_is_allowed(wishes: list[Wish], cars: list[Car]) -> None:
    pairs = match(wishes, cars, away)
    assert len({pair.number for pair in pairs}) == len({pair.driver_id for pair in pairs}) == len(pairs)
    of_wish, of_car = {wish.number: wish for wish in wishes}, {car.driver_id: car for car in cars}
    assert all(allowed(of_wish[pair.number], of_car[pair.driver_id]) for pair in pairs)


@given(WISHES, CARS)
def test_no_car_that_could_serve_stays_free_beside_a_passenger_without_one(wishes: list[Wish], cars: list[Car]) -> None:
    pairs = match(wishes, cars, away)
    left = [wish for wish in wishes if wish.number not in {pair.number for pair in pairs}]
    free = [car for car in cars if car.driver_id not in {pair.driver_id for pair in pairs}]
    assert not any(allowed(wish, car) for wish in left for car in free)


@given(WISHES, CARS)
def test_no_two_pairs_would_both_rather_swap(wishes: list[Wish], cars: list[Car]) -> None:
    pairs = match(wishes, cars, away)
    of_wish, of_car = {wish.number: wish for wish in wishes}, {car.driver_id: car for car in cars}

    def price(pair: Pair, driver_id: str) -> float:
        wish, car = of_wish[pair.number], of_car[driver_id]
        return cost(wish, car, away(wish.node, car.node)) if allowed(wish, car) else float("inf")

    for one in pairs:
        for other in pairs:
            if one != other:
                kept = min(price(one, one.driver_id), price(other, other.driver_id))
                assert kept <= min(price(one, other.driver_id), price(other, one.driver_id))


@given(WISHES, CARS)
def test_the_order_of_asking_changes_nothing(wishes: list[Wish], cars: list[Car]) -> None:
    assert match(wishes, cars, away) == match(reversed(wishes), reversed(cars), away)


def _first(wishes: Iterable[Wish], cars: Iterable[Car]) -> tuple[str, str]:
    pair = match(wishes, cars, away)[0]
    return pair.number, pair.driver_id


def test_of_two_passengers_at_one_corner_the_one_who_waits_longer_rides() -> None:
    wishes = [Wish("new", VehicleClass.VAN, 5, 2.0), Wish("old", VehicleClass.VAN, 5, 90.0)]
    assert _first(wishes, [Car("d0", VehicleClass.VAN, 9, 0.0)]) == ("old", "d0")


def test_of_two_drivers_at_one_corner_the_one_without_rides_for_longer_is_asked() -> None:
    cars = [Car("d0", VehicleClass.ECONOMY, 9, 30.0), Car("d1", VehicleClass.ECONOMY, 9, 900.0)]
    assert _first([Wish("r", VehicleClass.ECONOMY, 5, 0.0)], cars) == ("r", "d1")


def test_a_better_car_serves_only_when_the_own_class_is_much_further() -> None:
    wish = Wish("r", VehicleClass.ECONOMY, 5, 0.0)
    better, near, far = (
        Car("d0", VehicleClass.COMFORT, 5, 0.0),
        Car("d1", VehicleClass.ECONOMY, 6, 0.0),
        Car("d2", VehicleClass.ECONOMY, 9, 0.0),
    )
    assert _first([wish], [better, near]) == ("r", "d1")
    assert _first([wish], [better, far]) == ("r", "d0")
