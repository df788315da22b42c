"""The city is what its code grows; every corner can be reached; a car on its way is always on the streets."""

import math

from hypothesis import given
from hypothesis import strategies as st

from miniapps.taxi.city.__main__ import STORED, text
from miniapps.taxi.server.streets import SPEED_M_S, the_city

CITY = the_city()
NODES = st.integers(0, len(CITY.points) - 1)


def test_the_stored_city_is_the_grown_one() -> None:
    assert STORED.read_text(encoding="utf-8") == text()
    assert len(STORED.read_bytes()) < 32_000


def test_every_node_can_be_reached_and_has_a_name() -> None:
    assert all(math.isfinite(seconds) for seconds in CITY.times(0)[0])
    assert all(CITY.label(node)["title"] for node in range(len(CITY.points)))


def test_street_names_are_unique() -> None:
    names = [street["name"] for street in CITY.source["streets"]]
    assert len(names) == len(set(names))


@given(NODES, NODES)
def test_a_route_follows_roads_and_is_as_quick_both_ways(start: int, goal: int) -> None:
    route = CITY.route(start, goal)
    assert (route.nodes[0], route.nodes[-1]) == (start, goal)
    assert all(other in CITY.roads[one] for one, other in zip(route.nodes, route.nodes[1:], strict=False))
    assert math.isclose(route.seconds_at[-1], CITY.route(goal, start).seconds_at[-1], abs_tol=1e-6)
    straight = math.dist(CITY.points[start], CITY.points[goal])
    assert route.metres >= math.floor(straight)
    assert route.seconds_at[-1] >= straight / SPEED_M_S[0] - 1e-6


@given(NODES, NODES, NODES)
def test_no_detour_is_quicker_than_the_route(start: int, over: int, goal: int) -> None:
    direct = CITY.seconds_between(start, goal)
    assert direct <= CITY.seconds_between(start, over) + CITY.seconds_between(over, goal) + 1e-6


@given(NODES, NODES, st.floats(0, 3_000))
def test_a_car_is_between_two_neighbours_and_waits_at_the_goal(start: int, goal: int, seconds: float) -> None:
    route = CITY.route(start, goal)
    spot = CITY.along(route, seconds)
    assert spot.node in route.nodes
    assert 0 <= spot.heading < 360
    if seconds >= route.seconds_at[-1]:
        assert spot.left == ()
        assert (spot.latitude, spot.longitude) == CITY.position(goal)
    elif seconds > 0:
        assert spot.left[-1] == goal


@given(NODES)
def test_every_place_is_found_by_its_position_and_its_name(node: int) -> None:
    label = CITY.label(node)
    assert math.dist(CITY.points[CITY.nearest(label["latitude"], label["longitude"])], CITY.points[node]) < 1
    if label["kind"] != "street":
        assert label in CITY.search(label["title"])


@given(st.text(max_size=30))
def test_any_text_can_be_searched(text: str) -> None:
    assert len(CITY.search(text)) <= 12


def test_a_house_number_finds_the_nearest_house() -> None:
    name, nodes = next((name, nodes) for name, nodes in CITY.streets.items() if len(nodes) > 12)
    found = CITY.search(f"{name} 40")[0]["node"]
    numbers = {node: number for node in nodes for _, street, number in CITY.names[node] if street == name}
    assert abs(numbers[found] - 40) == min(abs(number - 40) for number in numbers.values())
