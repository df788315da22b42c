"""Ten pictures of events and six of places, 400 × 250, and the small ones the program needs."""

import random
from collections.abc import Callable

from miniapps.tickets.posters.brush import box, disc, glow, hills, path, picture, shade, sky, stars, waves

W, H = 400, 250


def candles(c: str, w: str) -> str:
    def one(x: int, top: int) -> str:
        flame = path(f"M{x} {top - 30}q13 18 0 28q-13-10 0-28z", "#fff3cf")
        return glow(x, top - 14, 14, w) + flame + box(x - 8, top, 16, 200, shade(w, 1.5), 3)

    bow = path("M60 226Q200 150 372 60", stroke=shade(c, 2.2), width=4, opacity=0.8)
    heights = (150, 120, 164, 100, 142, 112, 158, 128)
    return sky(W, H, shade(c, 0.35), c) + "".join(one(34 + n * 48, top) for n, top in enumerate(heights)) + bow


def lanterns(c: str, w: str) -> str:
    chance = random.Random(4)
    parts = [sky(W, H, shade(c, 0.5), shade(c, 1.3)), stars(6, 30, W, 120, "#fff")]
    for row, y in enumerate((40, 82, 124)):
        parts.append(path(f"M-10 {y - 20}Q200 {y + 30} 410 {y - 20}", stroke=shade(c, 2), width=2))
        for n in range(7):
            x = 20 + n * 60 + row * 14
            drop = y - 12 + 26 * (1 - ((x - 200) / 210) ** 2)
            fill = chance.choice((w, "#f2d06b", "#e2604a"))
            parts.append(glow(x, drop + 12, 12, fill) + box(x - 6, drop - 2, 12, 3, shade(fill, 0.6), 1))
    for n in range(6):
        x = 6 + n * 68
        parts.append(box(x, 196, 56, 60, shade(c, 0.4)))
        parts.append(path(f"M{x - 6} 196l8-24h52l8 24z", (w, "#f6f0e4")[n % 2]))
    return "".join(parts)


def river(c: str, w: str) -> str:
    horn = path("M150 118h70q26 0 26-24t-24-24-24 22 20 22h44q24 0 44-26v84q-20-26-44-26h-112z", w)
    return (
        sky(W, H, shade(w, 1.7), shade(c, 1.9))
        + glow(84, 66, 28, "#f08a5d")
        + box(0, 170, W, 80, c)
        + path("M70 160h270l-30 36H104z", shade(c, 0.4))
        + horn
        + waves(W, 204, shade(c, 1.7), 3, 15)
    )


def books(c: str, w: str) -> str:
    chance, parts, x = random.Random(12), [sky(W, H, shade(c, 1.7), shade(c, 1.2))], 12
    while x < 385:
        width, height = chance.randint(18, 38), chance.randint(96, 170)
        fill = chance.choice((w, c, shade(c, 0.6), "#2f5d63", "#d9a441", shade(w, 0.8)))
        parts.append(box(x, 214 - height, width, height, fill, 3))
        parts.append(box(x + 4, 214 - height + 16, width - 8, 4, "#fff", 1, 0.6))
        parts.append(box(x + 4, 214 - height + 26, width - 8, 2, "#fff", 1, 0.6))
        x += width + 3
    return "".join([*parts, box(0, 214, W, 36, shade(c, 0.4))])


def sines(c: str, w: str) -> str:
    parts = [sky(W, H, shade(c, 0.5), shade(c, 1.5))]
    for n in range(9):
        high, y = 56 - n * 5, 60 + n * 17
        d = f"M-10 {y}" + "".join(f"q35 {-high if k % 2 else high} 70 0" for k in range(7))
        parts.append(path(d, stroke=(w, "#7fd8ff", "#ffd27f")[n % 3], width=3, opacity=0.9 - n * 0.07))
    knobs = "".join(
        disc(40 + n * 46, 222, 13, shade(c, 0.3)) + path(f"M{40 + n * 46} 222l{(n % 3 - 1) * 6} -9", stroke=w, width=3)
        for n in range(8)
    )
    return "".join(parts) + knobs


def kites(c: str, w: str) -> str:
    def one(x: int, y: int, s: float, fill: str) -> str:
        return (
            path(f"M{x} {y}q{30 * s} 70 {-60 * s:g} 150", stroke="#fff", width=1.5, opacity=0.8)
            + f'<g transform="translate({x} {y}) scale({s}) rotate(18)">'
            + path("M0-44L30 0 0 54-30 0z", fill)
            + path("M0-44L30 0H-30z", shade(fill, 1.3))
            + path("M0 54q10 14 0 26t0 26", stroke=fill, width=4)
            + "</g>"
        )

    return (
        sky(W, H, c, shade(c, 2.2))
        + disc(330, 60, 40, "#fff", 0.6)
        + disc(290, 72, 28, "#fff", 0.6)
        + one(120, 80, 1, w)
        + one(236, 66, 0.8, "#e2604a")
        + one(324, 110, 0.62, "#5b3fd6")
        + hills(W, H, 216, "#e7cf9a", 2, 20)
        + path("M0 232q200-22 400 0v18H0z", "#d9b877")
    )


def ridges(c: str, w: str) -> str:
    return (
        sky(W, H, "#e58f6b", shade(w, 1.2))
        + glow(200, 112, 34, "#fff3d0")
        + hills(W, H, 140, shade(c, 1.7), 3, 34)
        + hills(W, H, 172, shade(c, 1.2), 2, 40, 60)
        + hills(W, H, 206, shade(c, 0.7), 3, 24, 20)
        + "".join(disc(60 + n * 20, 196 - n % 3 * 5, 5, w) + box(56 + n * 20, 200 - n % 3 * 5, 8, 15, w, 3)
                  for n in range(5))
        + "".join(disc(260 + n * 20, 190 - n % 2 * 6, 5, w) + box(256 + n * 20, 194 - n % 2 * 6, 8, 15, w, 3)
                  for n in range(5))
    )  # fmt: skip


def leaves(c: str, w: str) -> str:
    leaf = "M0 0q26-46 66-40-4 40-66 40z"
    sprigs = "".join(
        f'<g transform="translate({x} {y}) rotate({a}) scale({s})">' + path(leaf, fill)
        + path("M0 0q30-20 60-38", stroke=shade(fill, 0.7), width=2) + "</g>"
        for x, y, a, s, fill in (
            (60, 90, -20, 1.2, c), (96, 60, 30, 0.9, shade(c, 1.4)), (330, 80, 200, 1.2, c),
            (300, 60, 150, 0.9, shade(c, 1.4)), (40, 180, 10, 1, shade(c, 0.8)), (366, 180, 170, 1, shade(c, 0.8)),
        )
    )  # fmt: skip
    cup = (
        path("M128 130h144q0 78-48 84h-48q-48-6-48-84z", "#fbf7ee")
        + f'<ellipse cx="200" cy="130" rx="72" ry="15" fill="{shade(c, 1.3)}"/>'
        + path("M272 144q34-4 28 24t-38 22", stroke="#fbf7ee", width=10)
        + path("M180 104q-10-14 0-26t0-24M216 104q-10-14 0-26t0-24", stroke="#fff", width=5, opacity=0.8)
    )
    return sky(W, H, shade(w, 1.2), shade(c, 2)) + sprigs + cup + box(96, 214, 208, 7, shade(c, 0.6), 3)


def keys(c: str, w: str) -> str:
    white = "".join(box(10 + n * 38.2, 90, 36, 170, w, 4) for n in range(10))
    lamps = "".join(glow(x, 44, 13, "#ffd27f") + path(f"M{x} 0v32", stroke=shade(c, 2), width=2) for x in (120, 280))
    black = "".join(box(37 + n * 38.2, 90, 22, 98, c, 3) for n in range(9) if n % 7 not in (2, 6))
    return sky(W, H, shade(c, 0.7), shade(c, 1.5)) + lamps + white + black


def robots(c: str, w: str) -> str:
    def one(x: int, y: int, s: float, fill: str) -> str:
        return (
            f'<g transform="translate({x} {y}) scale({s})">'
            + path("M0-74v-18", stroke=fill, width=5)
            + disc(0, -96, 7, "#ff8f6b")
            + box(-34, -74, 68, 52, fill, 12)
            + disc(-14, -50, 8, "#fff") + disc(14, -50, 8, "#fff") + disc(-12, -50, 4, c) + disc(16, -50, 4, c)
            + box(-28, -18, 56, 50, shade(fill, 0.75), 8)
            + path("M-28-6q-24 8-22 32M28-6q24-10 34-32", stroke=fill, width=9)
            + path("M-14 32v20M14 32v20", stroke=shade(fill, 0.6), width=11)
            + "</g>"
        )  # fmt: skip

    return (
        sky(W, H, shade(c, 1.9), shade(c, 1.3))
        + box(0, 210, W, 40, shade(c, 0.5))
        + one(96, 160, 0.9, w)
        + one(204, 150, 1.1, "#f2b35e")
        + one(312, 166, 0.75, "#e2604a")
    )


def london(c: str, w: str) -> str:
    tower = box(180, 90, 34, 130, c) + path("M176 90l21-50 21 50z", shade(c, 0.7)) + disc(197, 112, 11, w)
    wheel = f'<circle cx="306" cy="146" r="58" fill="none" stroke="{c}" stroke-width="4"/>'
    spokes = path("M306 146L306 88M306 146L364 146M306 146L248 146M306 146L347 105M306 146L265 105M306 146l-40 78M306 146l40 78",
                  stroke=c, width=2.5)  # fmt: skip
    row = "".join(box(10 + n * 28, 150 + n % 3 * 14, 24, 80, shade(c, 0.8)) for n in range(6))
    return row + tower + wheel + spokes + box(0, 214, W, 40, shade(c, 0.5)) + waves(W, 226, w, 2, 12)


def milan(c: str, w: str) -> str:
    spires = "".join(
        path(f"M{100 + n * 22} 214V{150 - (5 - abs(n - 4.5)) * 16:g}l7 -26 7 26V214z", c) for n in range(10)
    )
    arches = "".join(path(f"M{106 + n * 44} 214v-30q12-22 24 0v30z", w) for n in range(5))
    return spires + box(96, 176, 226, 40, shade(c, 0.85)) + arches + box(0, 212, W, 40, shade(c, 0.6))


def taipei(c: str, w: str) -> str:
    tiers = "".join(path(f"M{180 - n} {200 - n * 17}l-7-17h54l-7 17z", (c, shade(c, 0.8))[n % 2]) for n in range(8))
    return (
        hills(W, H, 196, shade(c, 1.5), 3, 26)
        + tiers
        + path("M190 64l10-44 10 44z", c)
        + "".join(box(20 + n * 30, 170 + n % 2 * 16, 24, 60, shade(c, 0.7)) for n in range(4))
        + "".join(box(268 + n * 32, 160 + n % 3 * 14, 26, 70, shade(c, 0.7)) for n in range(4))
        + box(0, 214, W, 40, shade(c, 0.5))
        + "".join(disc(30 + n * 48, 206, 5, w) for n in range(8))
    )


def jakarta(c: str, w: str) -> str:
    monument = path("M194 214l4-140h8l4 140z", c) + path("M176 84h50l-12 14h-26z", c) + glow(202, 62, 10, w)
    palms = "".join(
        path(f"M{x} 218q6-40-2-66", stroke=shade(c, 0.6), width=6)
        + path(f"M{x - 2} 152q-24-14-40 4M{x - 2} 152q22-16 40 2M{x - 2} 152q-10-24-28-22M{x - 2} 152q12-24 28-20",
               stroke="#3f7d53", width=6)
        for x in (64, 110, 318)
    )  # fmt: skip
    return hills(W, H, 190, shade(c, 1.4), 2, 46, 90) + monument + palms + box(0, 214, W, 40, shade(c, 0.5))


def sydney(c: str, w: str) -> str:
    sails = "".join(
        path(
            f"M{x} 196q{10 * s:g}-{72 * s:g} {58 * s:g}-{84 * s:g}q{14 * s:g} {54 * s:g} {4 * s:g} {84 * s:g}z",
            "#fbf7ee",
        )
        for x, s in ((120, 1), (170, 0.9), (222, 0.7), (96, 0.6))
    )
    bridge = path("M-10 190Q90 70 190 190", stroke=shade(c, 0.6), width=7) + path("M-10 180h410", stroke=c, width=4)
    return bridge + sails + box(88, 192, 196, 14, shade(c, 1.3), 3) + box(0, 204, W, 50, c) + waves(W, 216, w, 3, 12)


def newyork(c: str, w: str) -> str:
    chance, parts = random.Random(2), list[str]()
    for n in range(15):
        height = chance.randint(60, 140)
        parts.append(box(n * 27 - 4, 220 - height, 25, height, (c, shade(c, 0.8))[n % 2]))
        parts.extend(box(n * 27 + k % 2 * 9, 228 - height + k // 2 * 14, 4, 6, w, 0, 0.85) for k in range(6))
    spire = path("M186 220V80h8V56h8V30h4v26h8v24h8v140z", shade(c, 0.6))
    return "".join(parts) + spire + box(0, 214, W, 40, shade(c, 0.5))


EVENTS: dict[str, Callable[[str, str], str]] = {
    "candles": candles, "lanterns": lanterns, "waves": river, "books": books, "sines": sines, "kites": kites,
    "hills": ridges, "leaves": leaves, "keys": keys, "robots": robots,
}  # fmt: skip
# code: (drawing, building colour, light, sky above, sky below)
PLACES: dict[str, tuple[Callable[[str, str], str], str, str, str, str]] = {
    "LHR": (london, "#47506e", "#f2d9a0", "#8fa6c9", "#f1d7c4"),
    "MXP": (milan, "#b98d74", "#5b4038", "#f0a36f", "#fbe3c0"),
    "TPE": (taipei, "#3f6f78", "#ffb35c", "#40507e", "#e9a68c"),
    "CGK": (jakarta, "#6f5b7d", "#ffcf6b", "#f2836b", "#fbd7a0"),
    "SYD": (sydney, "#2f6f9e", "#d7eef7", "#7fc1e3", "#f7ead2"),
    "JFK": (newyork, "#3a4265", "#ffd98a", "#2b2f52", "#d98a7f"),
}


def event(scene: str, colour: str, warm: str) -> str:
    return picture(W, H, (EVENTS[scene](colour, warm),))


def place(code: str) -> str:
    draw, colour, light, above, below = PLACES[code]
    return picture(W, H, (sky(W, H, above, below), glow(320, 64, 24, "#fff4dc"), draw(colour, light)))


def route() -> str:
    """A plane on its way, for the search page before anything was searched."""
    plane = "M0 0l26-7 18-26h9l-9 27 20-1 8-9h6l-4 14 4 14h-6l-8-9-20-1 9 27h-9L26 3z"
    return picture(
        W,
        H,
        (
            disc(64, 196, 9, "#7a70e0"),
            disc(340, 120, 9, "#e2764a"),
            path("M64 196Q180 10 340 120", stroke="#8f88b8", width=3).replace("/>", ' stroke-dasharray="2 12"/>'),
            f'<g transform="translate(226 76) rotate(8) scale(-1.2 1.2)">{path(plane, "#7a70e0")}</g>',
            "".join(disc(x, y, r, "#8f88b8", 0.22) for x, y, r in ((92, 70, 20), (118, 76, 26), (146, 74, 16),
                                                                   (290, 190, 18), (316, 194, 24), (342, 196, 14))),
        ),
    )  # fmt: skip


def blank() -> str:
    """Two torn stubs, for a list with nothing in it."""
    stub = "M0 0h150v30a14 14 0 0 0 0 28v30H0V58a14 14 0 0 0 0-28z"
    return picture(
        W,
        H,
        (
            f'<g transform="translate(110 60) rotate(-12)">{path(stub, "#b9b1f0")}</g>',
            f'<g transform="translate(150 100) rotate(8)">{path(stub, "#7a70e0")}'
            + path("M104 12v64", stroke="#fff", width=3).replace("/>", ' stroke-dasharray="1 9"/>')
            + path("M24 30h56M24 46h36", stroke="#fff", width=5, opacity=0.8)
            + "</g>",
        ),
    )
