"""Dishes in bowls, cups and glasses. Each function returns SVG in the box of `table`; a is the dish's own colour, b what
lies on top."""

import random

from miniapps.food.pictures.palette import shade
from miniapps.food.pictures.table import bar, bowl, circle, egg, ellipse, herbs, leaf, line, plate, steam, strewn

POTS = ("#3d5468", "#7a4a3a", "#4d6b5c", "#efe6d6", "#2f3a44", "#8c5a6b")


def _pot(rng: random.Random) -> str:
    return rng.choice(POTS)


def noodles(rng: random.Random, a: str, b: str) -> str:
    curls = "".join(
        line(f"M{56 + i * 4} {88 + (i % 4) * 10}q22-{18 + i} 44 2t{42 - i} {4 - i}", tone, 5)
        for i, tone in enumerate(["#f2d58b", "#e9c873", "#f6e0a4"] * 3)
    )
    slices = bar(68, 72, 34, 20, 9, shade(a, 1.5), -35) + bar(68, 72, 24, 11, 5, "#f3dccb", -35)
    greens = leaf(136, 84, -40, "#5f9145", 17) + leaf(142, 98, -15, "#79ad58", 16)
    bits = strewn(rng, 11, 52, lambda x, y, _t: circle(x, y, 3, "#86b35a", ' stroke="#fff" stroke-width="1.4"'))
    return bowl(_pot(rng), a) + curls + slices + greens + circle(88, 134, 9, b) + egg(122, 128) + bits


def soup(rng: random.Random, a: str, b: str) -> str:
    swirl = line("M76 104q8-26 30-20t16 26-26 20-14-22 18-10", b, 8, ' opacity=".9"')
    dots = strewn(rng, 9, 48, lambda x, y, _t: circle(x, y, 3.5, shade(a, 1.5), ' opacity=".8"'))
    return (
        bowl(_pot(rng), a) + circle(100, 101, 63, shade(a, 0.8), ' opacity=".25"') + dots + swirl + herbs(rng, 10, 44)
    )


def curry(rng: random.Random, a: str, b: str) -> str:
    chunks = strewn(
        rng, 9, 42, lambda x, y, t: bar(x, y, 22, 18, 6, b, t) + bar(x - 1, y - 2, 18, 11, 5, shade(b, 1.3), t)
    )
    gloss = ellipse(100, 101, 56, 54, shade(a, 1.35), 0, ' opacity=".35"')
    return bowl(_pot(rng), a) + gloss + chunks + herbs(rng, 12, 50) + line("M64 118q30 20 70 4", shade(a, 1.6), 4)


def stirfry(rng: random.Random, a: str, b: str) -> str:
    pieces = strewn(rng, 22, 50, lambda x, y, t: bar(x, y, 24, 10, 5, a if (x + y) % 3 else shade(a, 1.35), t))
    accents = strewn(rng, 9, 46, lambda x, y, t: bar(x, y, 15, 6, 3, b, t))
    seeds = strewn(rng, 12, 52, lambda x, y, _t: circle(x, y, 1.8, "#fbf0d2"))
    return plate(rng.choice(("#fbf8f2", "#e6eef0", "#f4e9dc"))) + pieces + accents + seeds + herbs(rng, 8, 50)


def rice(rng: random.Random, a: str, b: str) -> str:
    mound = circle(100, 101, 56, shade(a, 0.88)) + circle(98, 97, 50, a)
    grains = strewn(rng, 44, 50, lambda x, y, t: bar(x, y, 8, 3, 1.5, shade(a, 1.8), t))
    bits = strewn(rng, 11, 46, lambda x, y, t: bar(x, y, 9, 7, 2, b, t))
    return bowl(_pot(rng), shade(a, 0.8)) + mound + grains + bits + egg(118, 84) + herbs(rng, 9, 46)


def salad(rng: random.Random, a: str, b: str) -> str:
    leaves = strewn(rng, 18, 54, lambda x, y, t: leaf(x, y, t, ("#7fae55", "#98c26a", "#5f9145")[(x + y) % 3], 19))
    slices = strewn(
        rng, 7, 44, lambda x, y, _t: circle(x, y, 12, a) + circle(x, y, 9, shade(a, 1.3)) + circle(x, y, 3, a)
    )
    crumbs = strewn(rng, 8, 40, lambda x, y, t: bar(x, y, 11, 10, 2.5, b, t))
    return bowl(_pot(rng), "#6f9a4a") + leaves + slices + crumbs


def poke(rng: random.Random, a: str, b: str) -> str:
    base = circle(100, 101, 60, "#f8f3e6") + strewn(rng, 26, 55, lambda x, y, t: bar(x, y, 7, 3, 1.5, "#e8dec6", t))
    cubes = "".join(
        bar(64 + (i % 3) * 17, 74 + (i // 3) * 15, 15, 14, 4, a if i % 2 else shade(a, 1.3), i * 7) for i in range(9)
    )
    greens = "".join(circle(128 + (i % 3) * 10 - (i // 3) * 3, 74 + (i // 3) * 11, 5.5, b) for i in range(8))
    fan = "".join(ellipse(100 + i * 8, 134 - i * 2, 13, 7, "#b7cf7d" if i % 2 else "#d5e2a4", 62) for i in range(4))
    radish = "".join(
        circle(68 + i * 9, 132 - i, 8, "#f6d7de", ' stroke="#d9577f" stroke-width="2.5"') for i in range(3)
    )
    sesame = strewn(rng, 14, 44, lambda x, y, t: bar(x, y, 4, 2, 1, "#3d3a36", t))
    return bowl("#3f5560", "#f8f3e6") + base + cubes + greens + fan + radish + sesame


def beans(rng: random.Random, a: str, b: str) -> str:
    pods = strewn(
        rng,
        15,
        48,
        lambda x, y, t: (
            bar(x, y, 34, 11, 5.5, a if x % 2 else b, t)
            + "".join(circle(x + d, y, 3.6, shade(a, 1.5), f' transform="rotate({t} {x} {y})"') for d in (-9, 0, 9))
        ),
    )
    return bowl("#4b4a52", shade(b, 0.6)) + pods + strewn(rng, 14, 50, lambda x, y, _t: circle(x, y, 1.4, "#fff"))


def dip(rng: random.Random, a: str, b: str) -> str:
    wedges = "".join(
        f'<path transform="rotate({turn} 100 100)" d="M100 34l17-24q-17-8-34 0z" fill="{tone}"/>'
        for turn, tone in ((-62, "#e0b877"), (-26, "#d6a85f"), (10, "#e4bf82"), (46, "#d9ad66"), (82, "#e0b877"))
    )
    cream = circle(100, 106, 47, a) + line("M78 104q4-24 26-22t20 24-24 18-10-18", shade(a, 1.5), 6)
    rest = circle(100, 106, 56, "#3f6d80") + circle(100, 106, 50, "#2f5566")
    return plate("#f4ecdf") + wedges + rest + cream + circle(104, 106, 6, b) + herbs(rng, 7, 34)


def dessert(rng: random.Random, a: str, b: str) -> str:
    berries = strewn(
        rng, 9, 30, lambda x, y, _t: circle(x, y, 8, b) + circle(x - 2, y - 3, 2.4, "#fff", ' opacity=".6"')
    )
    seeds = strewn(rng, 26, 56, lambda x, y, _t: circle(x, y, 1.3, "#57504a"))
    return bowl("#9fb8ad", a) + seeds + berries + leaf(124, 84, -30) + leaf(128, 94, 10)


def cup(_rng: random.Random, a: str, b: str) -> str:
    heart = (
        f'<path d="M100 126c-26-16-30-40-13-45 9-2 13 8 13 8s4-10 13-8c17 5 13 29-13 45z" fill="{b}"/>'
        f'<path d="M100 112c-12-8-14-19-6-21 4-1 6 4 6 4s2-5 6-4c8 2 6 13-6 21z" fill="{a}" opacity=".5"/>'
    )
    saucer = (
        circle(100, 105, 77, "#000", ' opacity=".14"')
        + circle(100, 100, 76, "#f8f4ec")
        + circle(100, 100, 58, "#e7e0d4")
    )
    handle = line("M146 74q34-20 34 8t-34 20", "#fffdf8", 11)
    return (
        saucer
        + handle
        + circle(100, 100, 54, "#fffdf8")
        + circle(100, 100, 46, a)
        + circle(100, 100, 46, shade(a, 0.7), ' opacity=".3"')
        + circle(100, 99, 42, a)
        + heart
    )


def glass(_rng: random.Random, a: str, b: str) -> str:
    """Seen from the side: from above, every drink is a circle."""
    ice = bar(88, 84, 20, 19, 5, "#fff", 14, ' opacity=".55"') + bar(112, 98, 20, 19, 5, "#fff", -18, ' opacity=".45"')
    slice_ = (
        circle(132, 50, 20, b)
        + circle(132, 50, 15, shade(b, 1.6))
        + "".join(
            f'<path d="M132 50v-14" transform="rotate({turn} 132 50)" stroke="{b}" stroke-width="2"/>'
            for turn in range(0, 360, 60)
        )
    )
    return (
        ellipse(100, 176, 44, 8, "#000", 0, ' opacity=".15"')
        + line("M112 92l16-66", "#e8e0d2", 6)
        + slice_
        + '<path d="M62 44h76l-9 124a8 8 0 0 1-8 7H79a8 8 0 0 1-8-7z" fill="#fff" opacity=".5"/>'
        + f'<path d="M65 62h70l-8 104a6 6 0 0 1-6 5H79a6 6 0 0 1-6-5z" fill="{a}"/>'
        + f'<path d="M70 120h61l-3 46a6 6 0 0 1-6 5H79a6 6 0 0 1-6-5z" fill="{b}" opacity=".35"/>'
        + ice
        + '<path d="M73 66l7 98" stroke="#fff" stroke-width="5" opacity=".45" stroke-linecap="round"/>'
        + leaf(80, 54, -30, "#6ea050", 13)
        + leaf(94, 50, 24, "#86b862", 12)
    )


def steamer(rng: random.Random, a: str, b: str) -> str:
    slats = "".join(
        line(f"M{100 - w} {y}h{2 * w}", "#d9b57c", 3) for y, w in ((66, 54), (84, 62), (102, 64), (120, 61), (138, 52))
    )
    pieces = "".join(
        circle(x, y + 2, 24, "#000", ' opacity=".12"')
        + circle(x, y, 23, a)
        + "".join(
            line(f"M{x} {y}q{6} -8 0-19", shade(a, 0.84), 2.4, f' transform="rotate({turn} {x} {y})"')
            for turn in range(0, 360, 40)
        )
        + circle(x, y, 7, b)
        for x, y in ((100, 68), (72, 114), (128, 114))
    )
    rim = (
        circle(100, 105, 78, "#000", ' opacity=".15"')
        + circle(100, 100, 77, "#b98a4e")
        + circle(100, 100, 68, "#e6c890")
    )
    turns = "".join(
        f'<path d="M100 23v9" transform="rotate({t} 100 100)" stroke="#9c7038" stroke-width="3"/>'
        for t in range(0, 360, 15)
    )
    return rim + turns + slats + pieces + steam() + herbs(rng, 3, 20)
