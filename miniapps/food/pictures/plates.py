"""Dishes on plates and boards. Same box and same arguments as `bowls`."""

import random

from miniapps.food.pictures.palette import shade
from miniapps.food.pictures.table import bar, board, circle, egg, ellipse, herbs, leaf, line, plate, strewn


def pizza(rng: random.Random, a: str, b: str) -> str:
    cuts = "".join(
        f'<path d="M100 30v140" transform="rotate({turn} 100 100)" stroke="#a8763c" stroke-width="1.6" opacity=".6"/>'
        for turn in (0, 45, 90, 135)
    )
    rounds = strewn(rng, 11, 50, lambda x, y, _t: circle(x, y, 11, b) + circle(x - 2, y - 2, 8, shade(b, 1.12)))
    return (
        circle(100, 106, 79, "#000", ' opacity=".16"')
        + circle(100, 100, 78, "#d09a55")
        + circle(100, 99, 76, "#e2b570")
        + circle(100, 100, 64, a)
        + circle(100, 100, 60, "#f3d27c", ' opacity=".55"')
        + rounds
        + strewn(rng, 7, 46, lambda x, y, t: leaf(x, y, t, "#4f8a3f", 9))
        + cuts
    )


def pasta(rng: random.Random, a: str, b: str) -> str:
    nest = "".join(
        circle(100 + dx, 100 + dy, r, "none", f' stroke="{shade(a, 1 + i * 0.08)}" stroke-width="6"')
        for i, (dx, dy, r) in enumerate(((0, 0, 46), (4, 3, 39), (-4, 2, 33), (2, -4, 26), (-2, 3, 19), (1, 0, 11)))
    )
    sauce = f'<path d="M70 92q6-26 32-24t34 24q-4 30-32 32t-34-32z" fill="{b}" opacity=".92"/>'
    cheese = strewn(rng, 12, 34, lambda x, y, t: bar(x, y, 6, 3, 1.5, "#fff6dc", t))
    return (
        plate() + circle(100, 100, 50, shade(a, 0.85)) + nest + sauce + cheese + leaf(94, 88, -30) + leaf(108, 86, 20)
    )


def gnocchi(rng: random.Random, a: str, b: str) -> str:
    pillows = strewn(
        rng,
        16,
        44,
        lambda x, y, t: (
            ellipse(x, y, 14, 10, a, t, f' stroke="{shade(a, 0.86)}" stroke-width="1.5"')
            + line(f"M{x - 7} {y}h14", shade(a, 0.86), 1.5, f' transform="rotate({t} {x} {y})"')
        ),
    )
    return (
        plate("#eef0ea")
        + circle(100, 100, 54, b)
        + pillows
        + strewn(rng, 8, 44, lambda x, y, t: ellipse(x, y, 9, 4, shade(b, 0.8), t))
        + leaf(104, 92, 12)
        + leaf(96, 100, -40)
    )


def dumplings(rng: random.Random, a: str, b: str) -> str:
    def one(turn: int) -> str:
        pleats = "".join(line(f"M{x} 42q2 5 0 9", shade(a, 0.8), 2) for x in (84, 92, 100, 108, 116))
        return (
            f'<g transform="rotate({turn} 100 100)"><path d="M74 62q26-44 52 0q-26 14-52 0z" fill="{a}" '
            f'stroke="{shade(a, 0.82)}" stroke-width="2"/><path d="M78 62q22 8 44 0q-22 12-44 0z" fill="{b}" '
            f'opacity=".7"/>{pleats}</g>'
        )

    sauce = circle(100, 100, 22, "#fffdf8") + circle(100, 100, 18, shade(b, 0.8))
    return plate() + "".join(one(turn) for turn in range(0, 360, 60)) + sauce + herbs(rng, 10, 56)


def sushi(rng: random.Random, a: str, b: str) -> str:
    def one(x: int, y: int) -> str:
        fat = "".join(line(f"M{x - 20 + d} {y - 9}q5 9 0 18", b, 2.5) for d in (8, 17, 26, 35))
        return (
            bar(x, y + 3, 62, 32, 15, "#000", -14, ' opacity=".12"')
            + bar(x, y, 58, 30, 14, "#fbf7ee", -14)
            + f'<g transform="rotate(-14 {x} {y})">{bar(x, y - 2, 54, 22, 11, a)}{fat}</g>'
        )

    return (
        bar(100, 104, 160, 136, 18, "#000", 0, ' opacity=".14"')
        + bar(100, 100, 160, 136, 18, "#3b3f46")
        + "".join(one(x, y) for x, y in ((66, 66), (132, 66), (66, 106), (132, 106)))
        + circle(66, 146, 10, "#a7c46b")
        + "".join(ellipse(120 + i * 9, 146, 10, 6, "#f4c9c0", 60) for i in range(3))
        + herbs(rng, 4, 30)
    )


def maki(_rng: random.Random, a: str, b: str) -> str:
    def one(x: int, y: int) -> str:
        return (
            circle(x + 1, y + 3, 19, "#000", ' opacity=".14"')
            + circle(x, y, 19, b)
            + circle(x, y, 15.5, "#fbf7ee")
            + circle(x, y, 8, a)
            + circle(x - 2, y - 2, 3, shade(a, 1.5))
        )

    places = [(58 + column * 42, 62 + row * 40) for row in range(2) for column in range(3)]
    return (
        bar(100, 104, 160, 136, 18, "#000", 0, ' opacity=".14"')
        + bar(100, 100, 160, 136, 18, "#8b9aa0")
        + bar(100, 100, 148, 124, 14, "#9babb0")
        + "".join(one(x, y) for x, y in places)
        + circle(60, 146, 11, "#3b2a26")
        + circle(96, 146, 9, "#a7c46b")
        + "".join(ellipse(124 + i * 9, 146, 10, 6, "#f4c9c0", 60) for i in range(3))
    )


def skewers(rng: random.Random, a: str, b: str) -> str:
    def one(y: int) -> str:
        pieces = "".join(
            bar(x, y, 23, 21, 7, a if i % 2 else b, i * 9 - 8)
            + bar(x - 2, y - 5, 13, 4, 2, shade(a, 1.5), 0, ' opacity=".6"')
            for i, x in enumerate((62, 84, 106, 128))
        )
        return line(f"M28 {y}h144", "#e3c99a", 4) + pieces

    sauce = circle(160, 132, 0, a)
    turned = "".join(one(y) for y in (66, 92, 118))
    return (
        board()
        + f'<g transform="rotate(-8 100 100)">{turned}</g>'
        + sauce
        + circle(146, 142, 15, "#fffdf8")
        + circle(146, 142, 12, shade(b, 0.8))
        + leaf(58, 144, 10, "#6a9c4a", 14)
        + leaf(72, 146, -16, "#86b35a", 12)
        + herbs(rng, 6, 44)
    )


def roast(rng: random.Random, a: str, b: str) -> str:
    meat = (
        f'<path d="M62 96q-4-34 34-38t50 26-14 54-46 6-24-48z" fill="{a}"/>'
        f'<path d="M70 92q2-24 28-26t36 14q-20-4-36 4t-28 8z" fill="{shade(a, 1.45)}" opacity=".8"/>'
    )
    marks = "".join(line(f"M{76 + i * 16} 128l16-52", shade(a, 0.6), 4, ' opacity=".55"') for i in range(4))
    side = "".join(
        leaf(x, y, t, b if i % 2 else shade(b, 1.3), 17)
        for i, (x, y, t) in enumerate(((62, 138, 30), (82, 150, 0), (50, 122, 70)))
    )
    return (
        plate("#f3eee4")
        + meat
        + marks
        + side
        + circle(146, 132, 12, "#f4d648")
        + circle(146, 132, 8, "#fbeaa0")
        + herbs(rng, 8, 46)
    )


def fish(rng: random.Random, a: str, b: str) -> str:
    body = (
        f'<path d="M34 104q34-46 92-22l34-20q-8 22-2 40-2 22 4 42l-36-22q-60 24-92-18z" fill="{a}"/>'
        f'<path d="M44 100q32-34 80-14-40 4-80 14z" fill="{shade(a, 1.5)}" opacity=".7"/>'
    )
    scars = "".join(line(f"M{78 + i * 16} 84l-6 34", shade(a, 0.6), 4) for i in range(3))
    lemon = "".join(
        circle(x, y, 13, b) + circle(x, y, 10, shade(b, 1.5)) + line(f"M{x - 8} {y}h16M{x} {y - 8}v16", b, 1.6)
        for x, y in ((72, 144), (98, 150), (124, 146))
    )
    return plate("#e5edf0") + body + scars + circle(54, 98, 4, "#2f3336") + lemon + herbs(rng, 8, 56)


def rolls(rng: random.Random, a: str, b: str) -> str:
    pieces = "".join(
        bar(100, y, 92, 26, 13, a)
        + bar(96, y - 5, 74, 8, 4, shade(a, 1.4), 0, ' opacity=".7"')
        + bar(102, y + 2, 40, 22, 9, b)
        for y in (70, 100, 130)
    )
    cream = strewn(rng, 6, 34, lambda x, y, _t: circle(x, y, 4, "#fffaf0"))
    return plate() + ellipse(100, 101, 56, 54, shade(b, 0.9)) + pieces + cream + herbs(rng, 12, 44)


def platter(rng: random.Random, a: str, b: str) -> str:
    return (
        plate("#e9efdf")
        + ellipse(100, 92, 34, 30, "#fbf7ec")
        + strewn(rng, 16, 26, lambda x, y, t: bar(x, y - 8, 7, 3, 1.5, "#e8dfc9", t))
        + "".join(bar(60 + i * 12, 128, 20, 18, 6, shade(a, 1 + i * 0.12), i * 20) for i in range(4))
        + "".join(leaf(136 + i * 4, 118 + i * 8, -50 + i * 14, "#5f9145", 16) for i in range(4))
        + egg(132, 76)
        + circle(64, 76, 15, "#b8321f")
        + strewn(rng, 8, 12, lambda x, y, _t: circle(x - 36, y - 24, 2, "#e9703f"))
        + bar(104, 150, 34, 12, 6, b)
    )


def breakfast(_rng: random.Random, a: str, b: str) -> str:
    beans = "".join(ellipse(60 + (i % 4) * 11, 120 + (i // 4) * 10, 7, 5, b, 30) for i in range(11))
    bacon = "".join(
        line(f"M108 {y}q10-8 20 0t20 0 16 0", "#a8452f", 9) + line(f"M108 {y}q10-8 20 0t20 0 16 0", "#e8a58c", 3)
        for y in (118, 134)
    )
    toast = bar(134, 70, 40, 40, 9, "#c98f4a", 14) + bar(134, 70, 32, 32, 6, "#eccb8c", 14)
    return (
        plate()
        + toast
        + egg(70, 70)
        + egg(92, 90)
        + beans
        + bacon
        + circle(92, 146, 9, "#d6472f")
        + circle(110, 150, 9, a)
    )


def burger(rng: random.Random, a: str, b: str) -> str:
    """From the side, as everybody knows it."""
    seeds = "".join(ellipse(70 + i * 12, 62 - (i % 3) * 7, 3.4, 2, "#fbe9c2", rng.randint(-40, 40)) for i in range(6))
    return (
        ellipse(100, 166, 66, 9, "#000", 0, ' opacity=".15"')
        + '<path d="M42 92q2-52 58-52t58 52z" fill="#d99a4e"/><path d="M52 82q6-34 46-34-30 10-46 34z" fill="#eebd7b"/>'
        + seeds
        + '<path d="M36 92q8 14 18 4t18 2 20 0 18 2 18-4 18 4 18-8z" fill="#86b552"/>'
        + bar(100, 108, 116, 12, 5, "#cf4336")
        + f'<path d="M42 112h116l-20 16-12-10-26 12-16-12-18 10z" fill="{b}"/>'
        + bar(100, 130, 122, 20, 10, a)
        + bar(92, 126, 92, 5, 2.5, shade(a, 1.4), 0, ' opacity=".6"')
        + '<path d="M44 142h112q0 22-18 22H62q-18 0-18-22z" fill="#cf8f45"/>'
    )
