"""The app's pictures for home screens and notifications, drawn from the logo itself (superapp/browser/shell/logo.svg),
so that there is one mark and no second copy of it. Called by web/install.

"any": the logo as it is; "maskable": on a full ground, within the circle every system leaves; "badge": its outline."""

import io
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw

from superapp.base.errors import NotFound

LOGO = Path(__file__).parents[1] / "browser" / "shell" / "logo.svg"
SIZES = {"any": (192, 512), "maskable": (180, 192, 512), "badge": (96,)}
GROUND, PAPER = "#b63f15", "#fffdfa"
SIDE = 44.0  # of the logo's view box
SAFE_SHARE = 0.62  # the logo's part of a maskable icon: its corners stay within the circle of 80 %
OVERSAMPLED = 4
STEPS = 24  # straight pieces of one curve
_PATH = re.compile(r'<path fill="(#\w{6})" d="([^"]+)"/>')
_DOT = re.compile(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)" fill="(#\w{6})"/>')
_TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7}

Point = tuple[float, float]


@lru_cache(maxsize=16)
def icon(kind: str, size: int) -> bytes:
    """PNG. Raises NotFound for a size that no page asks for."""
    if size not in SIZES.get(kind, ()):
        raise NotFound("icon")
    large = size * OVERSAMPLED
    picture = Image.new("RGBA", (large, large), GROUND if kind == "maskable" else (0, 0, 0, 0))
    share = SAFE_SHARE if kind == "maskable" else 1.0
    scale, margin = large * share / SIDE, large * (1 - share) / 2
    pencil = ImageDraw.Draw(picture)
    for shape, colour in _shapes():
        pencil.polygon([(margin + x * scale, margin + y * scale) for x, y in shape], fill=_colour(kind, colour))
    made = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(made, "PNG", optimize=True)
    return made.getvalue()


def _colour(kind: str, colour: str) -> str | tuple[int, int, int, int]:
    is_ground = colour == GROUND
    match kind:
        case "maskable":
            return PAPER if is_ground else GROUND
        case "badge":  # systems use its opacity alone
            return (255, 255, 255, 255) if is_ground else (0, 0, 0, 0)
        case _:
            return colour


def _shapes() -> Iterator[tuple[list[Point], str]]:
    """Each shape of the logo as a polygon with its colour, the lowest first."""
    drawing = LOGO.read_text()
    for colour, data in _PATH.findall(drawing):
        yield list(_outline(data)), colour
    for x, y, radius, colour in _DOT.findall(drawing):
        turns = [2 * math.pi * step / STEPS for step in range(STEPS)]
        yield [(float(x) + float(radius) * math.cos(t), float(y) + float(radius) * math.sin(t)) for t in turns], colour


def _outline(data: str) -> Iterator[Point]:
    """The points of an SVG path with the commands of _ARGUMENTS, in both cases, and Z."""
    tokens = _TOKEN.findall(data)
    x = y = 0.0
    command, at = "", 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
        if command in "Zz":
            continue
        count = _ARGUMENTS[command.upper()]
        numbers, at = [float(one) for one in tokens[at : at + count]], at + count
        from_x, from_y = (x, y) if command.islower() else (0.0, 0.0)
        match command.upper():
            case "H":
                x = from_x + numbers[0]
            case "V":
                y = from_y + numbers[0]
            case "C":
                corners = [(from_x + numbers[i], from_y + numbers[i + 1]) for i in (0, 2, 4)]
                yield from _curve((x, y), *corners)
                x, y = corners[2]
            case "A":
                end = (from_x + numbers[5], from_y + numbers[6])
                yield from _arc((x, y), end, numbers[0], is_large=bool(numbers[3]), is_clockwise=bool(numbers[4]))
                x, y = end
            case _:
                x, y = from_x + numbers[0], from_y + numbers[1]
        yield x, y


def _curve(start: Point, first: Point, second: Point, end: Point) -> Iterator[Point]:
    for step in range(1, STEPS):
        t = step / STEPS
        a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
        yield (
            a * start[0] + b * first[0] + c * second[0] + d * end[0],
            a * start[1] + b * first[1] + c * second[1] + d * end[1],
        )


def _arc(start: Point, end: Point, radius: float, *, is_large: bool, is_clockwise: bool) -> Iterator[Point]:
    """Of a circle; the middle lies beside the chord, on the side the two flags name (SVG 2, appendix B.2)."""
    half_x, half_y = (end[0] - start[0]) / 2, (end[1] - start[1]) / 2
    half = math.hypot(half_x, half_y)
    away = math.sqrt(max(0.0, radius**2 - half**2)) * (1 if is_large != is_clockwise else -1)
    middle = (start[0] + half_x - half_y / half * away, start[1] + half_y + half_x / half * away)
    first = math.atan2(start[1] - middle[1], start[0] - middle[0])
    turn = math.atan2(end[1] - middle[1], end[0] - middle[0]) - first
    if is_clockwise and turn < 0:
        turn += 2 * math.pi
    elif not is_clockwise and turn > 0:
        turn -= 2 * math.pi
    for step in range(1, STEPS):
        angle = first + turn * step / STEPS
        yield middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)
