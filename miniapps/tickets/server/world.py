"""What can be bought: films, cinemas and events of data/world.json, as typed values. Read once; it never changes."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from miniapps.tickets.server.rules.seating import Hall

SOURCE = Path(__file__).parent / "data" / "world.json"


@dataclass(frozen=True, slots=True)
class Film:
    id: str
    title: str
    minutes: int
    age: str
    genre: str
    blurb: str


@dataclass(frozen=True, slots=True)
class Cinema:
    id: str
    name: str
    place: str
    halls: tuple[Hall, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    id: str
    name: str
    price_fen: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Event:
    """weekday: 0 is Monday. times: local clock times of its days. hours: how long it lasts."""

    id: str
    title: str
    place: str
    kind: str
    blurb: str
    weekday: int
    times: tuple[str, ...]
    hours: int
    tiers: tuple[Tier, ...]


def source() -> dict[str, Any]:
    return json.loads(SOURCE.read_text(encoding="utf-8"))


_SOURCE = source()
ZONE = ZoneInfo(_SOURCE["zone"])
"""The town's clock: of both cinemas and all events."""

FILMS = {
    one["id"]: Film(one["id"], one["title"], one["minutes"], one["age"], one["genre"], one["blurb"])
    for one in _SOURCE["films"]
}
CINEMAS = {
    one["id"]: Cinema(
        one["id"],
        one["name"],
        one["place"],
        tuple(Hall(hall["id"], hall["name"], tuple(hall["widths"]), tuple(hall["aisles"])) for hall in one["halls"]),
    )
    for one in _SOURCE["cinemas"]
}
EVENTS = {
    one["id"]: Event(
        one["id"],
        one["title"],
        one["place"],
        one["kind"],
        one["blurb"],
        one["weekday"],
        tuple(one["times"]),
        one["hours"],
        tuple(Tier(f"t{index}", name, price, stock) for index, (name, price, stock) in enumerate(one["tiers"])),
    )
    for one in _SOURCE["events"]
}
