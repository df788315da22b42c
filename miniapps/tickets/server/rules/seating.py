"""Halls, their seats, prices by row, and who may hold which seat until when. `hold` decides; server/inventory.py reads
the seats, asks it inside one write transaction, and writes what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOLD_SECONDS = 5 * 60
SEATS_MAX = 6
BANDS_FEN = {"front": -800, "middle": 0, "lounge": 1200}


@dataclass(frozen=True, slots=True)
class Hall:
    """widths: seats in each row, front row first. aisles: a gap after the seat with this number."""

    id: str
    name: str
    widths: tuple[int, ...]
    aisles: tuple[int, ...] = ()

    def rows(self) -> list[str]:
        return [chr(ord("A") + index) for index in range(len(self.widths))]

    def seats(self) -> list[str]:
        return [
            f"{row}{number}"
            for row, width in zip(self.rows(), self.widths, strict=True)
            for number in range(1, width + 1)
        ]


@dataclass(frozen=True, slots=True)
class Hold:
    """One taken seat. booked: an order stands on it, so time alone does not free it."""

    openid: str
    until: datetime
    booked: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """take: seats to write with their holds. release: seats to free. refused: the seat that stands in the way."""

    take: dict[str, Hold]
    release: frozenset[str]
    refused: str = ""


def band(hall: Hall, seat: str) -> str:
    """ "front" for the first two rows, "lounge" for the last two, else "middle"."""
    row = ord(seat[0]) - ord("A")
    return "front" if row < 2 else "lounge" if row >= len(hall.widths) - 2 else "middle"


def price_fen(hall: Hall, seat: str, base_fen: int) -> int:
    return base_fen + BANDS_FEN[band(hall, seat)]


def is_free(current: Hold | None, now: datetime) -> bool:
    return current is None or (not current.booked and current.until <= now)


def hold(taken: Mapping[str, Hold], openid: str, wanted: Sequence[str], now: datetime) -> Decision:
    """Make `wanted` exactly what this person holds, all of it or nothing.

    taken: every seat of the showing that somebody took, live or not.
    All seats of one person share one deadline, set by the first: choosing on does not extend it.
    """
    own = {seat: one for seat, one in taken.items() if one.openid == openid and not one.booked and one.until > now}
    until = min((one.until for one in own.values()), default=now + timedelta(seconds=HOLD_SECONDS))
    take: dict[str, Hold] = {}
    for seat in wanted:
        if seat in own:
            continue
        if not is_free(taken.get(seat), now):
            return Decision({}, frozenset(), refused=seat)
        take[seat] = Hold(openid, until)
    return Decision(take, frozenset(own) - frozenset(wanted))
