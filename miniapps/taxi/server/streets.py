"""The streets of the city: names, the quickest way, and where a car is after so many seconds on its way. Pure; the city
itself is a file (data/city.json, made by miniapps/taxi/city). A node is a number; everything stands at a node.

    {"origin": [latitude, longitude], "nodes": [x0, y0, x1, y1, …] metres from the origin, east and north,
     "streets": [{"name", "rank": 0 shore road, 1 avenue, 2 street, "paths": [[node, …], …]}],
     "places": [{"id", "name", "kind", "node"}], "land": [x, y, …], "water": […], "parks": [[…], …]}
"""

import heapq
import json
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from miniapps.taxi.server.spoken import NAMES

SOURCE = Path(__file__).parent / "data" / "city.json"
SPEED_M_S = (12.5, 10.0, 7.0)
"""Of a car on a road of each rank."""
NUMBER_STEP_M = 12
FOUND_MAX = 12
HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Route:
    """nodes: from start to goal, both included. seconds_at: when each node is reached, first 0."""

    nodes: tuple[int, ...]
    seconds_at: tuple[float, ...]
    metres: int

    @property
    def seconds(self) -> int:
        return math.ceil(self.seconds_at[-1])


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a car is. heading: degrees, 0 north, 90 east. left: nodes still ahead of it."""

    latitude: float
    longitude: float
    heading: int
    node: int
    left: tuple[int, ...]


class City:
    def __init__(self, source: dict[str, Any]) -> None:
        self.source = source
        flat = source["nodes"]
        self.points: list[tuple[int, int]] = list(zip(flat[::2], flat[1::2], strict=True))
        self.names: list[list[tuple[int, str, int]]] = [[] for _ in self.points]  # (rank, street, house number)
        self.roads: list[dict[int, tuple[float, float]]] = [{} for _ in self.points]  # neighbour -> (metres, seconds)
        self.streets: dict[str, list[int]] = {}
        for street in source["streets"]:
            self._add(street)
        self.places: dict[int, dict[str, Any]] = {place["node"]: place for place in source["places"]}
        self.times = lru_cache(maxsize=2_000)(self._times)

    def _add(self, street: dict[str, Any]) -> None:
        name, rank, gone = street["name"], street["rank"], 0.0
        for path in street["paths"]:
            for one, other in pairwise(path):
                metres = math.dist(self.points[one], self.points[other])
                self.roads[one][other] = self.roads[other][one] = (metres, metres / SPEED_M_S[rank])
            for at, node in enumerate(path):
                gone += math.dist(self.points[path[at - 1]], self.points[node]) if at else 0.0
                if all(name != known for _, known, _ in self.names[node]):
                    self.names[node].append((rank, name, 1 + round(gone / NUMBER_STEP_M)))
                    self.streets.setdefault(name, []).append(node)

    # Places on earth

    def position(self, node: int) -> tuple[float, float]:
        return self.place(*self.points[node])

    def place(self, x: float, y: float) -> tuple[float, float]:
        latitude, longitude = self.source["origin"]
        return latitude + y / 111_320, longitude + x / (111_320 * math.cos(math.radians(latitude)))

    def nearest(self, latitude: float, longitude: float) -> int:
        base, other = self.source["origin"]
        at = ((longitude - other) * 111_320 * math.cos(math.radians(base)), (latitude - base) * 111_320)
        return min(range(len(self.points)), key=lambda node: math.dist(self.points[node], at))

    # Names

    def label(self, node: int) -> dict[str, Any]:
        """{"node", "title", "detail", "kind", "latitude", "longitude"}: a place's name, else street and number."""
        streets = sorted(self.names[node])
        first = streets[0]
        address = f"{first[1]} {first[2]}"
        if len(streets) > 1:
            address = f"{first[1]} / {streets[1][1]}"
        place = self.places.get(node)
        latitude, longitude = self.position(node)
        return {
            "node": node,
            "title": place["name"] if place else address,
            "detail": address if place else "",
            "kind": place["kind"] if place else "street",
            "latitude": latitude,
            "longitude": longitude,
        }

    def search(self, text: str) -> list[dict[str, Any]]:
        """Places first, in whichever language, then streets; a number at the end finds that house, else the street's
        corners are listed."""
        words = text.casefold().split()
        number = int(words.pop()) if len(words) > 1 and words[-1].isdecimal() and len(words[-1]) < 6 else None
        found = [
            node
            for node, place in sorted(self.places.items(), key=lambda pair: pair[1]["name"])
            if number is None and _holds(NAMES.in_all(place["name"]), words)
        ]
        for name in sorted(self.streets, key=lambda one: (not one.casefold().startswith(" ".join(words)), one)):
            if not words or not _holds(name, words):
                continue
            nodes = self.streets[name]
            if number is not None:
                found.append(min(nodes, key=lambda node: abs(self._number(node, name) - number)))
            else:
                corners = [node for node in nodes if len(self.names[node]) > 1] or nodes
                found += corners[:: max(1, len(corners) // 4)]
        return [self.label(node) for node in dict.fromkeys(found)][:FOUND_MAX]

    def _number(self, node: int, street: str) -> int:
        return next(number for _, name, number in self.names[node] if name == street)

    # Ways

    def _times(self, start: int) -> tuple[list[float], list[int]]:
        """Seconds from a node to every node, and the node before each on the quickest way (Dijkstra)."""
        seconds, before = [math.inf] * len(self.points), [-1] * len(self.points)
        seconds[start], queue = 0.0, [(0.0, start)]
        while queue:
            now, node = heapq.heappop(queue)
            if now > seconds[node]:
                continue
            for other, (_, cost) in self.roads[node].items():
                if now + cost < seconds[other]:
                    seconds[other], before[other] = now + cost, node
                    heapq.heappush(queue, (now + cost, other))
        return seconds, before

    def seconds_between(self, one: int, other: int) -> float:
        return self.times(one)[0][other]

    def route(self, start: int, goal: int) -> Route:
        """The quickest way. Every node can reach every other (a test says so)."""
        before, nodes = self.times(start)[1], [goal]
        while nodes[-1] != start:
            nodes.append(before[nodes[-1]])
        nodes.reverse()
        metres, seconds = 0.0, [0.0]
        for one, other in pairwise(nodes):
            length, cost = self.roads[one][other]
            metres += length
            seconds.append(seconds[-1] + cost)
        return Route(tuple(nodes), tuple(seconds), round(metres))

    def along(self, route: Route, seconds: float) -> Spot:
        """Where a car is that set out so many seconds ago; it waits at the goal."""
        at = max(0, next((n for n, when in enumerate(route.seconds_at) if when > seconds), len(route.nodes)) - 1)
        node, (x, y) = route.nodes[at], self.points[route.nodes[at]]
        if at + 1 < len(route.nodes):
            further = self.points[route.nodes[at + 1]]
            share = (seconds - route.seconds_at[at]) / (route.seconds_at[at + 1] - route.seconds_at[at])
            share = min(1.0, max(0.0, share))
            heading = math.degrees(math.atan2(further[0] - x, further[1] - y))
            latitude, longitude = self.place(x + (further[0] - x) * share, y + (further[1] - y) * share)
        else:
            behind = self.points[route.nodes[at - 1]] if at else (x, y - 1)
            heading = math.degrees(math.atan2(x - behind[0], y - behind[1]))
            latitude, longitude = self.place(x, y)
        return Spot(latitude, longitude, round(heading) % 360, node, route.nodes[at + 1 :])


def _holds(name: str, words: list[str]) -> bool:
    """Every word begins a word of the name; of Chinese, which writes no spaces, it stands anywhere."""
    parts = re.findall(r"\w+", name.casefold())
    return all(any(part.startswith(word) or (HAN.match(word) and word in part) for part in parts) for word in words)


@cache
def the_city() -> City:
    return City(json.loads(SOURCE.read_text(encoding="utf-8")))
