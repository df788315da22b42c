"""Eight film posters, 300 × 420: one idea each, two colours and their shades."""

import random
from collections.abc import Callable

from miniapps.tickets.posters.brush import box, disc, glow, hills, lettering, path, picture, shade, sky, stars, waves

W, H = 300, 420
FOOT = (
    '<defs><linearGradient id="f" x2="0" y2="1"><stop stop-opacity="0"/><stop offset="1" stop-opacity=".6"/>'
    "</linearGradient></defs>"
)


def moon(c: str, w: str) -> str:
    folds = "M150 62L214 128 150 194 86 128z", "M150 62L150 194 86 128z", "M150 62L178 128 150 194 122 128z"
    return (
        sky(W, H, shade(c, 0.45), shade(c, 1.35))
        + stars(3, 46, W, 260, "#fff")
        + glow(150, 128, 84, w)
        + path(folds[0], shade(w, 1.6))
        + path(folds[1], shade(w, 1.15))
        + path(folds[2], shade(w, 0.86), opacity=0.55)
        + hills(W, H, 316, shade(c, 0.6), 3, 26)
        + path("M236 318l7-86h18l7 86z", shade(w, 1.7))
        + path("M240 276h24l2 22h-28z", "#d8483e")
        + box(239, 218, 26, 16, shade(c, 0.3), 3)
        + path("M238 218l14-14 14 14z", "#d8483e")
        + path("M252 226L40 190v64z", w, opacity=0.22)
        + box(0, 330, W, 90, shade(c, 0.35))
        + waves(W, 336, shade(c, 1.7), 3, 12, 0.5)
    )


def sea(c: str, w: str) -> str:
    return (
        sky(W, H, shade(w, 1.4), shade(c, 1.9))
        + glow(150, 176, 52, "#e8835a")
        + box(0, 176, W, 244, c)
        + "".join(box(150 - n * 1.2, 186 + n * 17, 20 + n * 9 % 46, 4, "#f6c39f", 2, 0.75) for n in range(8))
        + path("M0 176h300v3H0z", shade(c, 0.6))
        + path("M62 250h170l-22 44H88z", shade(c, 0.3))
        + box(98, 222, 104, 28, w, 4)
        + box(120, 200, 52, 22, shade(w, 0.9), 3)
        + "".join(box(106 + n * 19, 230, 10, 10, c, 2) for n in range(5))
        + box(140, 176, 12, 26, "#d8483e")
        + path("M146 172q26-22 58-14t60-16", stroke=shade(w, 1.3), width=7, opacity=0.7)
        + waves(W, 300, shade(c, 1.5), 4, 15)
        + path("M0 120q150-70 300 0", stroke=shade(c, 0.5), width=4, opacity=0.45)
        + "".join(path(f"M{n} {120 - (1 - ((n - 150) / 150) ** 2) * 35:g}V176", stroke=shade(c, 0.5), width=1.5,
                       opacity=0.35) for n in range(10, 300, 20))
    )  # fmt: skip


def kettle(c: str, w: str) -> str:
    def one(x: float, y: float, s: float, fill: str) -> str:
        return (
            f'<g transform="translate({x:g} {y:g}) scale({s:g})">'
            + path("M-38 30q-6-60 38-60t38 60q0 12-12 12h-52q-12 0-12-12z", fill)
            + path("M34 4q22-4 26-24", stroke=fill, width=9)
            + path("M-26-26q26-42 52 0", stroke=shade(fill, 0.6), width=6)
            + disc(0, -34, 6, shade(fill, 0.6))
            + path("M-24 12q4-26 18-30", stroke="#fff", width=4, opacity=0.4)
            + "</g>"
        )

    places = [(58, 92), (150, 76), (242, 92), (58, 182), (150, 166), (242, 182), (58, 272), (150, 256), (242, 272)]
    fills = [w, shade(c, 1.9), "#f6f0e4", shade(c, 0.6), "#2f5d63", w, "#f6f0e4", shade(c, 1.9), shade(c, 0.55)]
    steam = path("M150 34q-9-10 0-19t0-17", stroke="#fff", width=4, opacity=0.7)
    return (
        sky(W, H, shade(c, 0.82), shade(c, 1.15))
        + disc(150, 172, 150, shade(c, 1.2), 0.5)
        + "".join(box(0, y, W, 7, shade(c, 0.5)) for y in (134, 224, 314))
        + "".join(one(x, y, 0.86, fill) for (x, y), fill in zip(places, fills, strict=True))
        + steam
        + box(0, 322, W, 98, shade(c, 0.36))
    )


def orchard(c: str, w: str) -> str:
    chance = random.Random(5)
    leaves = "".join(
        disc(150 + chance.gauss(0, 42), 150 + chance.gauss(0, 34), chance.randint(7, 17),
             chance.choice((w, shade(c, 1.7), shade(w, 0.75))), 0.85) for _ in range(70)
    )  # fmt: skip
    panes = "".join(path(f"M{x} 330L150 20", stroke=shade(c, 2.4), width=1.6, opacity=0.6) for x in range(20, 300, 43))
    return (
        sky(W, H, shade(c, 0.5), shade(c, 1.2))
        + path("M20 330V150Q150-66 280 150V330z", shade(c, 2.2), opacity=0.28)
        + panes
        + "".join(path(f"M20 {y}Q150 {y - 46} 280 {y}", stroke=shade(c, 2.4), width=1.6, opacity=0.6)
                  for y in (150, 210, 270))
        + path("M20 330V150Q150-66 280 150V330z", stroke=shade(c, 2.6), width=4)
        + path("M142 330q6-90 0-150l16 0q-6 70 2 150z", shade(c, 0.32))
        + path("M150 220q-30-20-44-52M152 200q26-16 40-46", stroke=shade(c, 0.32), width=7)
        + leaves
        + "".join(disc(150 + dx, 150 + dy, 8, "#e2553f") for dx, dy in ((-44, 8), (12, -30), (46, 18), (-8, 34)))
        + box(0, 326, W, 94, shade(c, 0.34))
    )  # fmt: skip


def dish(c: str, w: str) -> str:
    rings = "".join(
        path(f"M{196 - r:g} {96 - r * .35:g}A{r} {r} 0 0 1 {196 + r * .35:g} {96 + r:g}", stroke=w, width=3,
             opacity=1 - r / 150) for r in range(24, 140, 22)
    )  # fmt: skip
    return (
        sky(W, H, shade(c, 0.5), shade(c, 1.5))
        + stars(11, 90, W, 300, "#fff")
        + f'<g transform="rotate(180 196 96)">{rings}</g>'
        + disc(196, 96, 5, w)
        + path("M66 150Q92 282 224 262z", shade(w, 1.5))
        + path("M66 150Q112 240 224 262", shade(w, 0.7))
        + path("M66 150L196 96 224 262M196 96L140 212", stroke=shade(c, 2.2), width=3)
        + path("M128 246l-30 92h88l-36-84z", shade(c, 0.8))
        + box(82, 334, 120, 10, shade(w, 0.5), 4)
        + hills(W, H, 346, shade(c, 0.4), 2, 18)
    )


def dunes(c: str, w: str) -> str:
    return (
        sky(W, H, shade(c, 1.5), w)
        + glow(212, 96, 40, "#fff6df")
        + hills(W, H, 206, shade(c, 1.25), 2, 40, -60)
        + hills(W, H, 250, c, 2, 54, 40)
        + path("M-10 420Q120 300 88 262T150 214", stroke=shade(w, 1.1), width=10, opacity=0.6)
        + hills(W, H, 320, shade(c, 0.72), 2, 44, -20)
        + '<g transform="translate(108 232) rotate(-8)">'
        + box(0, 0, 86, 40, "#f6f0e4", 8)
        + path("M86 8h18l12 16v16H86z", "#d8483e")
        + box(90, 13, 13, 12, "#bfe3ea", 2)
        + path("M22 12h34v20H22zM22 12l17 12 17-12", stroke="#d8483e", width=3)
        + disc(22, 42, 10, shade(c, 0.3))
        + disc(92, 42, 10, shade(c, 0.3))
        + "</g>"
        + path("M78 278q-30 12-70 6M86 288q-26 10-50 8", stroke=w, width=5, opacity=0.6)
    )


def snow(c: str, w: str) -> str:
    houses = "".join(
        box(x, y, 44, 36, shade(c, 0.5))
        + path(f"M{x - 6} {y}l28-24 28 24z", w)
        + box(x + 15, y + 12, 13, 15, "#ffd27f", 2)
        for x, y in ((22, 262), (80, 278), (176, 276), (236, 258))
    )
    notes = "".join(
        f'<g transform="translate({x} {y}) scale({s})">' + path("M0 0V-34l20-6V-6", stroke="#ffd27f", width=4)
        + disc(-6, 0, 7, "#ffd27f") + disc(14, -6, 7, "#ffd27f") + "</g>"
        for x, y, s in ((92, 170, 1), (150, 118, 1.3), (206, 160, 0.9), (128, 62, 0.8), (186, 70, 0.7))
    )  # fmt: skip
    return (
        sky(W, H, shade(c, 0.5), shade(c, 1.8))
        + stars(21, 120, W, 330, w)
        + hills(W, H, 250, shade(c, 1.5), 2, 40, 30)
        + path("M138 296V222l12-34 12 34v74z", shade(c, 0.4))
        + path("M132 226l18-52 18 52z", w)
        + houses
        + hills(W, H, 318, w, 2, 26, -40)
        + notes
        + box(0, 338, W, 82, shade(c, 0.45))
    )


def umbrella(c: str, w: str) -> str:
    chance = random.Random(8)
    rain = "".join(
        path(f"M{chance.randint(-10, 310)} {chance.randint(-20, 330)}l-6 {chance.randint(14, 26)}",
             stroke="#c9d3e6", width=1.6, opacity=0.5) for _ in range(90)
    )  # fmt: skip
    windows = "".join(
        box(x, y, 9, 12, "#ffd27f", 1, chance.choice((0.15, 0.3, 0.9)))
        for x in (14, 32, 50, 236, 254, 272) for y in range(70, 280, 26)
    )  # fmt: skip
    return (
        sky(W, H, shade(c, 0.6), shade(c, 1.6))
        + box(0, 50, 72, 290, shade(c, 0.5))
        + box(226, 40, 74, 300, shade(c, 0.45))
        + windows
        + rain
        + path("M58 188Q70 92 150 88t92 100q-15-16-31 0-15-16-30 0-16-16-31 0-15-16-31 0-15-16-30 0-16-16-31 0z", w)
        + path("M150 88Q104 110 119 188M150 88Q196 110 181 188", stroke=shade(w, 0.7), width=2.5)
        + path("M150 80v10M150 172v112q0 18-16 18t-15-16", stroke="#f3ede2", width=5)
        + box(0, 330, W, 90, shade(c, 0.38))
        + path("M60 344q90 18 180 0", stroke=w, width=9, opacity=0.35)
    )


SCENES: dict[str, Callable[[str, str], str]] = {
    one.__name__: one for one in (moon, sea, kettle, orchard, dish, dunes, snow, umbrella)
}


def poster(scene: str, colour: str, warm: str, title: str) -> str:
    return picture(
        W,
        H,
        (
            SCENES[scene](colour, warm),
            FOOT + box(0, 300, W, 120, "url(#f)"),
            lettering(title, 150, 396, 25, shade(warm, 1.8)),
            box(130, 405, 40, 3, shade(warm, 1.8), 1, 0.8),
        ),
    )
