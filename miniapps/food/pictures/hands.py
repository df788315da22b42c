"""What is eaten with the hands, and what comes from the oven. Same box and same arguments as `bowls`."""

import random

from miniapps.food.pictures.palette import shade
from miniapps.food.pictures.table import bar, board, bowl, circle, ellipse, herbs, leaf, line, plate, strewn


def tacos(rng: random.Random, a: str, b: str) -> str:
    def one(x: int, turn: int) -> str:
        filling = "".join(circle(x - 22 + i * 9, 76 + (i % 2) * 5, 8, (a, b, "#7fae55")[i % 3]) for i in range(6))
        return (
            f'<g transform="rotate({turn} {x} 100)"><path d="M{x - 36} 104a36 40 0 0 1 72 0z" fill="#d9a75c"/>{filling}'
            f'<path d="M{x - 38} 112a38 38 0 0 1 76 0z" fill="#ecc581"/>'
            f'<circle cx="{x - 10}" cy="98" r="3" fill="#c98f45"/><circle cx="{x + 12}" cy="102" r="2.5" fill="#c98f45"/></g>'
        )

    lime = (
        circle(150, 138, 13, "#a9cb62")
        + circle(150, 138, 9.5, "#d8e9a6")
        + line("M142 138h16M150 130v16", "#a9cb62", 1.6)
    )
    return (
        board()
        + one(66, -14)
        + one(110, 6)
        + f'<g transform="translate(-4 38)">{one(92, -4)}</g>'
        + lime
        + herbs(rng, 5, 40)
    )


def wraps(rng: random.Random, a: str, b: str) -> str:
    def one(y: int, turn: int) -> str:
        return (
            f'<g transform="rotate({turn} 100 {y})">'
            + bar(100, y + 3, 112, 34, 16, "#000", 0, ' opacity=".13"')
            + bar(100, y, 110, 32, 15, a)
            + bar(94, y - 7, 80, 6, 3, shade(a, 1.5), 0, ' opacity=".7"')
            + ellipse(150, y, 10, 15, b)
            + ellipse(151, y, 6, 10, shade(b, 1.5))
            + "".join(circle(66 + i * 19, y + (i % 2) * 7 - 2, 3.4, shade(a, 0.78)) for i in range(4))
            + "</g>"
        )

    return plate("#eef1ee") + one(76, -12) + one(118, -12) + leaf(62, 146, 20, "#6a9c4a", 13) + herbs(rng, 7, 54)


def sandwich(rng: random.Random, a: str, b: str) -> str:
    def half(x: int, turn: int) -> str:
        return (
            f'<g transform="rotate({turn} {x} 100)"><path d="M{x - 36} 136V72q0-8 8-8 44 10 64 72z" fill="#b97f42"/>'
            f'<path d="M{x - 31} 131V76q34 10 53 55z" fill="#f2d9a6"/>'
            f'<path d="M{x - 31} 131h53" stroke="{a}" stroke-width="10"/><path d="M{x - 30} 141h58" stroke="{b}" '
            f'stroke-width="8" stroke-linecap="round"/><path d="M{x - 34} 150h70" stroke="#c98f4f" stroke-width="11" '
            'stroke-linecap="round"/></g>'
        )

    return board() + half(76, -6) + half(124, 8) + herbs(rng, 6, 50)


def fries(rng: random.Random, a: str, b: str) -> str:
    sticks = "".join(
        bar(62 + i * 7, 78 - (i * 37 % 19), 9, 84, 3, (a, shade(a, 1.25), shade(a, 0.9))[i % 3], rng.randint(-11, 11))
        for i in range(12)
    )
    return (
        ellipse(100, 174, 48, 8, "#000", 0, ' opacity=".15"')
        + sticks
        + f'<path d="M50 88q50 24 100 0l-10 78a8 8 0 0 1-8 7H68a8 8 0 0 1-8-7z" fill="{b}"/>'
        + f'<path d="M50 88q50 24 100 0l-2 16q-48 22-96 0z" fill="{shade(b, 1.35)}"/>'
        + f'<circle cx="100" cy="140" r="15" fill="{shade(b, 1.8)}"/>'
    )


def rings(_rng: random.Random, a: str, b: str) -> str:
    return (
        plate("#f2efe8")
        + "".join(
            circle(x, y + 3, 21, "none", ' stroke="#000" stroke-width="12" opacity=".12"')
            + circle(x, y, 21, "none", f' stroke="{tone}" stroke-width="12"')
            + circle(x, y, 24, "none", f' stroke="{shade(tone, 1.35)}" stroke-width="2.5"')
            for x, y, tone in ((78, 76, a), (126, 84, b), (100, 124, a), (98, 92, shade(a, 1.15)))
        )
        + circle(146, 140, 13, "#fffdf8")
        + circle(146, 140, 10, "#c23b2e")
    )


def bites(rng: random.Random, a: str, b: str) -> str:
    pieces = strewn(
        rng,
        8,
        42,
        lambda x, y, t: (
            ellipse(x, y + 3, 18, 15, "#000", t, ' opacity=".12"')
            + ellipse(x, y, 18, 15, a, t)
            + ellipse(x - 3, y - 4, 11, 7, b, t, ' opacity=".75"')
        ),
    )
    return (
        plate("#f4efe6")
        + leaf(58, 124, 50, "#86b35a", 20)
        + leaf(144, 80, -30, "#6a9c4a", 20)
        + pieces
        + herbs(rng, 8, 46)
    )


def corn(rng: random.Random, a: str, b: str) -> str:
    def one(y: int) -> str:
        kernels = "".join(
            circle(56 + i * 9, y - 9 + row * 9, 4.6, a if (i + row) % 4 else shade(a, 0.72))
            for i in range(11)
            for row in range(3)
        )
        return bar(102, y, 112, 34, 16, shade(a, 0.86)) + kernels + bar(38, y, 22, 9, 4, "#e3c99a")

    crumbs = strewn(rng, 22, 46, lambda x, y, t: bar(x, y, 7, 4, 2, b, t))
    return board() + f'<g transform="rotate(-7 100 100)">{one(78)}{one(122)}</g>' + crumbs + herbs(rng, 8, 48)


def pancakes(rng: random.Random, a: str, b: str) -> str:
    stack = "".join(
        ellipse(100, 118 - i * 13, 58 - i, 34, shade(a, 0.72))
        + ellipse(100, 113 - i * 13, 58 - i, 34, a if i % 2 else shade(a, 1.15))
        for i in range(4)
    )
    berries = strewn(
        rng, 6, 20, lambda x, y, _t: circle(x, y - 30, 7, b) + circle(x - 2, y - 33, 2, "#fff", ' opacity=".6"')
    )
    syrup = '<path d="M58 76q10-20 42-18t44 18q-2 8-8 6-4 22-10 20t-4-18q-30 8-52-2-6 20-11 16t-1-22z" fill="#a3521f" opacity=".85"/>'
    return plate() + stack + syrup + bar(100, 70, 24, 17, 4, "#fbe69a", 18) + berries + leaf(124, 62, -30)


def cake(rng: random.Random, a: str, b: str) -> str:
    layers = "".join(f'<path d="M46 {92 + i * 11}l108-14v11l-108 14z" fill="{a if i % 2 else b}"/>' for i in range(6))
    top = f'<path d="M46 92l62-36 46 22z" fill="{shade(b, 0.96)}"/>'
    dust = strewn(rng, 9, 12, lambda x, y, _t: circle(x + 4, y - 24, 1.8, a))
    return (
        plate()
        + '<path d="M44 162l112-16 4 6-112 16z" opacity=".1"/>'
        + layers
        + top
        + dust
        + leaf(106, 66, -20, "#6a9c4a", 8)
    )


def pastry(rng: random.Random, a: str, b: str) -> str:
    def one(x: int, y: int) -> str:
        flakes = "".join(line(f"M{x - 24 + i * 3} {y + 6 + i * 5}l{44 - i * 6}-10", shade(a, 1.4), 2) for i in range(3))
        return (
            f'<path d="M{x - 30} {y + 4}l32-26 30 22-30 26z" fill="{shade(a, 0.72)}"/>'
            f'<path d="M{x - 30} {y - 2}l32-26 30 22-30 26z" fill="{a}"/>{flakes}'
            + circle(x + 2, y - 6, 5, b)
            + circle(x + 10, y, 3, b)
        )

    return plate("#f6f1e7") + one(74, 78) + one(126, 84) + one(98, 128) + herbs(rng, 8, 56, b)


def muffin(rng: random.Random, a: str, b: str) -> str:
    berries = "".join(
        circle(x, y, 7, b) + circle(x - 2, y - 2, 2, "#fff", ' opacity=".5"')
        for x, y in ((78, 70), (100, 54), (122, 74), (96, 84), (116, 92), (72, 92))
    )
    return (
        ellipse(100, 172, 46, 8, "#000", 0, ' opacity=".15"')
        + '<path d="M60 100h80l-10 66a7 7 0 0 1-7 6H77a7 7 0 0 1-7-6z" fill="#8fb0b8"/>'
        + "".join(line(f"M{68 + i * 11} 104l{4 - i} 64", "#6f929b", 3) for i in range(7))
        + f'<path d="M48 100q-8-28 18-36 8-28 36-26t36 26q24 8 14 36z" fill="{a}"/>'
        + f'<path d="M58 88q0-18 18-20 6-18 26-18-22 10-44 38z" fill="{shade(a, 1.5)}" opacity=".7"/>'
        + berries
        + herbs(rng, 1, 1, a)
    )


def croissant(rng: random.Random, a: str, b: str) -> str:
    body = (
        f'<path d="M30 128q-4-20 18-44 22-32 52-32t52 32q22 24 18 44-6 10-16 2-8-22-24-30-14-6-30-6t-30 6q-16 8-24 '
        f'30-10 8-16-2z" fill="{a}"/>'
    )
    bands = "".join(
        f'<path d="M{x1} {y1}q{x2} {y2} {x3} {y3}" fill="none" stroke="{b}" stroke-width="4" stroke-linecap="round"/>'
        for x1, y1, x2, y2, x3, y3 in (
            (46, 86, 14, 4, 16, 24),
            (74, 62, 10, 12, 8, 36),
            (126, 62, -10, 12, -8, 36),
            (154, 86, -14, 4, -16, 24),
        )
    )
    shine = line("M64 78q16-16 36-16t34 14", shade(a, 1.7), 6, ' opacity=".7"')
    flakes = strewn(rng, 8, 50, lambda x, y, t: bar(x, y + 34, 6, 3, 1.5, shade(a, 1.3), t))
    return plate() + ellipse(100, 128, 66, 14, "#000", 0, ' opacity=".08"') + body + bands + shine + flakes


def knot(rng: random.Random, a: str, b: str) -> str:
    coil = "".join(
        circle(100, 100, r, "none", f' stroke="{tone}" stroke-width="13"')
        for r, tone in ((46, a), (33, shade(a, 1.2)), (20, a), (7, shade(a, 1.2)))
    ) + "".join(
        circle(100, 100, r, "none", f' stroke="{b}" stroke-width="3" stroke-dasharray="26 9"') for r in (40, 27, 14)
    )
    sugar = strewn(rng, 26, 50, lambda x, y, t: bar(x, y, 4, 4, 1, "#fffaf0", t))
    return plate() + circle(100, 104, 54, "#000", ' opacity=".12"') + coil + sugar


def loaf(rng: random.Random, a: str, b: str) -> str:
    seeds = strewn(rng, 30, 46, lambda x, y, t: bar(x, y, 6, 3, 1.5, "#f1dfb5", t))
    cuts = "".join(
        f'<path d="M{x} 76q14 22 2 50" fill="none" stroke="{b}" stroke-width="7" stroke-linecap="round"/>'
        for x in (68, 92, 116)
    )
    return (
        board()
        + ellipse(100, 104, 70, 46, "#000", 0, ' opacity=".12"')
        + ellipse(100, 100, 68, 44, a)
        + ellipse(96, 92, 54, 28, shade(a, 1.3), 0, ' opacity=".6"')
        + cuts
        + seeds
    )


def baguette(_rng: random.Random, a: str, b: str) -> str:
    def one(y: int) -> str:
        cuts = "".join(line(f"M{58 + i * 22} {y + 8}l14-16", b, 6) for i in range(5))
        return (
            bar(100, y + 3, 140, 30, 15, "#000", 0, ' opacity=".12"')
            + bar(100, y, 138, 28, 14, a)
            + bar(96, y - 6, 110, 6, 3, shade(a, 1.4), 0, ' opacity=".7"')
            + cuts
        )

    return board() + f'<g transform="rotate(-14 100 100)">{one(80)}{one(120)}</g>'


def bread(rng: random.Random, a: str, b: str) -> str:
    spots = strewn(rng, 15, 50, lambda x, y, t: ellipse(x, y, 7, 5, shade(a, 0.74), t, ' opacity=".7"'))
    shape = f'<path d="M38 108q-4-40 42-56t74 20 2 62-58 26-60-52z" fill="{a}"/>'
    light = f'<path d="M48 100q2-28 36-38t54 6q-38 0-58 12t-32 20z" fill="{shade(a, 1.4)}" opacity=".7"/>'
    return board() + shape + light + spots + strewn(rng, 9, 42, lambda x, y, t: leaf(x, y, t, b, 7))


def tarts(_rng: random.Random, a: str, b: str) -> str:
    return plate() + "".join(
        circle(x, y + 3, 27, "#000", ' opacity=".12"')
        + circle(x, y, 27, b, f' stroke="{shade(b, 0.8)}" stroke-width="4" stroke-dasharray="5 4"')
        + circle(x, y, 19, a)
        + circle(x - 5, y - 5, 7, shade(a, 1.5), ' opacity=".8"')
        + circle(x + 6, y + 5, 4, shade(a, 0.72), ' opacity=".7"')
        for x, y in ((74, 76), (128, 78), (100, 126))
    )


def sweets(rng: random.Random, a: str, b: str) -> str:
    balls = "".join(
        circle(x, y + 3, 24, "#000", ' opacity=".12"')
        + circle(x, y, 24, a)
        + circle(x - 6, y - 8, 8, shade(a, 1.5), ' opacity=".7"')
        + strewn(rng, 4, 12, lambda dx, dy, t, x=x, y=y: bar(x + dx - 100, y + dy - 100, 6, 3, 1.5, b, t))
        for x, y in ((76, 80), (124, 80), (100, 122))
    )
    return bowl("#e9e2d6", b) + balls + leaf(100, 92, 20, "#6a9c4a", 8)
