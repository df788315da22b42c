"""How the city grows: a bent grid on an island, cut by a river with a few bridges and two parks, crossed by avenues and
closed by a road along the shore. Pure and seeded, so that the committed file can be compared with it.

Lengths are metres; x points east and y north from the middle of the city."""

import math
import random
from itertools import pairwise
from typing import Any

from miniapps.taxi.city import names

ORIGIN = (41.0, -36.0)
"""Latitude and longitude of the middle: open sea, so no real street is under it."""

STEP = 340
COLUMNS, ROWS = range(-7, 8), range(-8, 9)
BRIDGES = {-5, -2, 1, 4}
MAIN_COLUMNS, MAIN_ROWS = {-2, 1, 4}, {-3, 0, 3}
BIG_PARK, SMALL_PARK = (2, 5, -5, -2), (-1, 1, 3, 5)
LOST_SHARE = 0.13

Corner = tuple[int, int]
Point = tuple[float, float]


def bend(i: float, j: float) -> Point:
    """Where a corner of the grid really lies."""
    x = STEP * i + 70 * math.sin(0.55 * j + 1) + 34 * math.sin(0.9 * i + 0.4 * j)
    return x, STEP * j + 64 * math.sin(0.5 * i + 2) + 30 * math.sin(0.8 * j - 0.5 * i)


def shore(angle: float) -> float:
    return 2560 * (1 + 0.09 * math.sin(2 * angle + 2.2) + 0.06 * math.sin(3 * angle + 0.6) + 0.02 * math.sin(7 * angle))


def river(i: float) -> float:
    """The row that the middle of the river has in column i: always between two rows."""
    return 1.5 + 0.27 * math.sin(0.55 * i)


def on_land(point: Point, share: float = 0.9) -> bool:
    return math.hypot(*point) < share * shore(math.atan2(point[1], point[0]))


def in_park(i: float, j: float) -> bool:
    return any(west < i < east and south < j < north for west, east, south, north in (BIG_PARK, SMALL_PARK))


class Map:
    """Nodes with their places, and streets as paths over nodes."""

    def __init__(self) -> None:
        self.points: list[tuple[int, int]] = []
        self.corners: dict[Corner, int] = {}
        self.streets: list[dict[str, Any]] = []

    def node(self, point: Point) -> int:
        self.points.append((round(point[0]), round(point[1])))
        return len(self.points) - 1

    def corner(self, at: Corner) -> int:
        if at not in self.corners:
            self.corners[at] = self.node(bend(*at))
        return self.corners[at]

    def way(self, corners: list[Corner]) -> list[int]:
        """A path over corners, with two more nodes between each pair, so that streets bend."""
        path = [self.corner(corners[0])]
        for (i, j), (k, m) in pairwise(corners):
            between = [self.node(bend(i + (k - i) * part, j + (m - j) * part)) for part in (1 / 3, 2 / 3)]
            path += [*between, self.corner((k, m))]
        return path


def _links(rng: random.Random) -> set[tuple[Corner, Corner]]:
    """Which neighbours of the grid are joined."""
    corners = {(i, j) for i in COLUMNS for j in ROWS if on_land(bend(i, j)) and not in_park(i, j)}
    links = {
        ((i, j), to)
        for i, j in corners
        for to in ((i + 1, j), (i, j + 1))
        if to in corners
        and not in_park((i + to[0]) / 2, (j + to[1]) / 2)
        and not (to[0] == i and j < river(i) < j + 1 and i not in BRIDGES)
    }
    for link in sorted(links):
        (i, j), (k, _) = link
        minor = not (i == k and i in MAIN_COLUMNS | BRIDGES) and not (i != k and j in MAIN_ROWS)
        if minor and rng.random() < LOST_SHARE and all(_degree(links, end) > 3 for end in link):
            links.discard(link)
    return links


def _degree(links: set[tuple[Corner, Corner]], at: Corner) -> int:
    return sum(at in link for link in links)


def _runs(line: list[Corner], links: set[tuple[Corner, Corner]]) -> list[list[Corner]]:
    """The unbroken parts of a row or column."""
    runs: list[list[Corner]] = []
    for one, other in pairwise(line):
        if (one, other) not in links:
            continue
        if runs and runs[-1][-1] == one:
            runs[-1].append(other)
        else:
            runs.append([one, other])
    return runs


def grow(seed: int = 7) -> dict[str, Any]:
    """The city as it is stored; see server/streets.py for the meaning of each part."""
    rng = random.Random(seed)
    links, city = _links(rng), Map()
    words = names.WORDS.split()
    rng.shuffle(words)
    ends: list[tuple[int, str]] = []
    lines = [(True, i, [(i, j) for j in ROWS]) for i in COLUMNS] + [(False, j, [(i, j) for i in COLUMNS]) for j in ROWS]
    for upward, at, line in lines:
        main = at in (MAIN_COLUMNS if upward else MAIN_ROWS)
        groups: dict[bool, list[list[Corner]]] = {}
        for run in _runs(line, links):
            # A street has one name on each side of the river, unless a bridge carries it across.
            side = upward and at not in BRIDGES and run[0][1] > river(at)
            groups.setdefault(side, []).append(run)
        for runs in groups.values():
            kinds = names.UP if upward else names.ACROSS
            name = f"{words.pop()} {'Avenue' if main else rng.choice(kinds)}"
            paths = [city.way(run) for run in runs]
            city.streets.append({"name": name, "rank": 1 if main else 2, "paths": paths})
            ends += [(path[end], name) for path in (paths[0], paths[-1]) for end in (0, -1)]
    for name, first, step, count in ((names.DIAGONAL, (-6, -5), (1, 1), 7), (names.RISE, (0, 2), (-1, 1), 4)):
        corners = [(first[0] + step[0] * n, first[1] + step[1] * n) for n in range(count)]
        corners = [one for one in corners if one in city.corners]
        city.streets.append({"name": name, "rank": 1, "paths": [city.way(corners)]})
    _close_ring(city, ends)
    return _stored(city)


def _close_ring(city: Map, ends: list[tuple[int, str]]) -> None:
    """The road along the shore, and the last stretch of each street to it."""
    taken: dict[int, int] = {}
    for node, name in ends:
        x, y = city.points[node]
        angle = math.atan2(y, x)
        if math.hypot(x, y) < 0.66 * shore(angle):
            continue
        slot = round(math.degrees(angle) / 5)
        if slot not in taken:
            reach = 0.95 * shore(angle)
            taken[slot] = city.node((reach * math.cos(angle), reach * math.sin(angle)))
            next(one for one in city.streets if one["name"] == name)["paths"].append([node, taken[slot]])
    ring: list[int] = []
    order = sorted(taken.values(), key=lambda node: math.atan2(*reversed(city.points[node])))
    for one, other in pairwise([*order, order[0]]):
        start, end = (math.atan2(*reversed(city.points[node])) for node in (one, other))
        end += 2 * math.pi if end < start else 0
        ring.append(one)
        parts = max(1, round((end - start) * 2400 / 130))
        for part in range(1, parts):
            angle = start + (end - start) * part / parts
            ring.append(city.node((0.95 * shore(angle) * math.cos(angle), 0.95 * shore(angle) * math.sin(angle))))
    city.streets.append({"name": names.RING, "rank": 0, "paths": [[*ring, order[0]]]})


def _stored(city: Map) -> dict[str, Any]:
    turn = [math.radians(angle) for angle in range(0, 360, 4)]
    banks = [[bend(n / 4, river(n / 4) + side) for n in range(-38, 39)] for side in (-0.13, 0.13)]
    return {
        "origin": ORIGIN,
        "nodes": [round(value) for point in city.points for value in point],
        "streets": city.streets,
        "places": [
            {"id": key, "name": name, "kind": kind, "node": _nearest(city, bend(*at))}
            for key, name, kind, at in names.PLACES
        ],
        "land": _flat([(shore(angle) * math.cos(angle), shore(angle) * math.sin(angle)) for angle in turn]),
        "water": _flat([*banks[0], *reversed(banks[1])]),
        "parks": [_flat(_outline(park)) for park in (BIG_PARK, SMALL_PARK)],
    }


def _outline(park: tuple[int, int, int, int]) -> list[Point]:
    west, east, south, north = (side + inset for side, inset in zip(park, (0.12, -0.12, 0.12, -0.12), strict=True))
    across, up = (east - west) / 12, (north - south) / 12
    return [
        *(bend(west + across * n, south) for n in range(12)),
        *(bend(east, south + up * n) for n in range(12)),
        *(bend(east - across * n, north) for n in range(12)),
        *(bend(west, north - up * n) for n in range(12)),
    ]


def _nearest(city: Map, point: Point) -> int:
    # A place stands at a corner or on the shore road, never in the middle of nowhere.
    return min(range(len(city.points)), key=lambda node: math.dist(city.points[node], point))


def _flat(points: list[Point]) -> list[int]:
    return [round(value) for point in points for value in point]
