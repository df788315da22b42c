"""What every dish stands on: plates, bowls, boards, and things strewn over them. Same box for all: 200 × 200, the dish
in the middle, radius 74. rng: seeded by the dish, so that a picture is drawn the same way every time."""

import math
import random
from collections.abc import Callable

from miniapps.food.pictures.palette import shade

Draw = Callable[[int, int, int], str]


def circle(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"{more}/>'


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, turn: int = 0, more: str = "") -> str:
    turned = f' transform="rotate({turn} {x:g} {y:g})"' if turn else ""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"{turned}{more}/>'


def bar(x: float, y: float, width: float, height: float, r: float, fill: str, turn: int = 0, more: str = "") -> str:
    """A rounded bar around its middle."""
    turned = f' transform="rotate({turn} {x:g} {y:g})"' if turn else ""
    return (
        f'<rect x="{x - width / 2:g}" y="{y - height / 2:g}" width="{width:g}" height="{height:g}" rx="{r:g}" '
        f'fill="{fill}"{turned}{more}/>'
    )


def line(path: str, stroke: str, width: float, more: str = "") -> str:
    return f'<path d="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round"{more}/>'


def plate(colour: str = "#fbf8f2") -> str:
    return (
        circle(100, 104, 78, "#000", ' opacity=".14"')
        + circle(100, 100, 77, colour)
        + circle(100, 100, 58, shade(colour, 0.94))
    )


def bowl(colour: str, inside: str) -> str:
    return (
        circle(100, 105, 76, "#000", ' opacity=".16"')
        + circle(100, 100, 75, colour)
        + circle(100, 100, 66, shade(colour, 0.7))
        + circle(100, 101, 63, inside)
        + line("M48 66a62 62 0 0 1 52-28", "#fff", 4, ' opacity=".35"')
    )


def board() -> str:
    return (
        bar(100, 105, 160, 120, 20, "#000", 0, ' opacity=".14"')
        + bar(100, 100, 160, 120, 20, "#c99a66")
        + "".join(
            line(f"M32 {y}q68 {bend} 136 0", "#b98855", 2) for y, bend in ((66, 6), (92, -5), (118, 7), (142, -4))
        )
    )


def strewn(rng: random.Random, count: int, radius: int, draw: Draw) -> str:
    """`draw(x, y, turn)`, count times, spread evenly over a disc: neighbours keep their distance."""
    start, out = rng.random() * 6.28, ""
    for n in range(count):
        far, angle = radius * math.sqrt((n + 0.5) / count), start + n * 2.4
        out += draw(
            round(100 + far * math.cos(angle) + rng.randint(-2, 2)),
            round(100 + far * math.sin(angle) + rng.randint(-2, 2)),
            rng.randrange(0, 180, 5),
        )
    return out


def leaf(x: int, y: int, turn: int, colour: str = "#5f9145", size: float = 9) -> str:
    return (
        f'<path transform="rotate({turn} {x} {y})" d="M{x - size:g} {y}q{size:g}-{size:g} {2 * size:g} 0q-{size:g} '
        f'{size:g}-{2 * size:g} 0z" fill="{colour}"/>'
    )


def herbs(rng: random.Random, count: int, radius: int, colour: str = "#6a9c4a") -> str:
    return strewn(rng, count, radius, lambda x, y, turn: leaf(x, y, turn, colour, 4.5))


def egg(x: int, y: int) -> str:
    return ellipse(x, y, 20, 17, "#fffdf6", 20) + circle(x + 1, y, 9, "#f5a623") + circle(x - 2, y - 3, 2.5, "#fbd27a")


def steam() -> str:
    return "".join(line(f"M{x} 44q-7-9 0-18t0-16", "#fff", 4, ' opacity=".55"') for x in (82, 100, 118))
