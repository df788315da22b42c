"""Covers: an envelope standing up, its flap, a seal of gold, and one drawing for each feast. Their names and colours are
those of the host's covers, so that what a person chooses here looks like what arrives in the chat."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

WIDTH, HEIGHT = 300, 402
GOLD, PALE = "#f0c369", "#ffe7b3"


@dataclass(frozen=True, slots=True)
class Look:
    """light, deep: of the ground; flap: its colour; scene: what is drawn between flap and greeting."""

    light: str
    deep: str
    flap: str
    scene: Callable[[], str]


def cover(name: str) -> str:
    """The whole picture, as SVG text."""
    look = COVERS[name]
    return _svg(
        f'<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="{look.light}"/>'
        f'<stop offset="1" stop-color="{look.deep}"/></linearGradient></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="url(#g)"/>{look.scene()}'
        f'<path d="M0 0h{WIDTH}v86Q150 176 0 86z" fill="{look.flap}"/>'
        f'<path d="M0 86Q150 176 {WIDTH} 86" fill="none" stroke="{GOLD}" stroke-opacity=".5" stroke-width="2.5"/>'
        f'<circle cx="150" cy="131" r="30" fill="{GOLD}"/><circle cx="150" cy="131" r="23" fill="none" stroke="#8a5a12" '
        'stroke-opacity=".55" stroke-width="2"/>'
        '<path d="M150 115c11 0 15 9 15 16s-4 16-15 16-15-9-15-16 4-16 15-16zM150 110v5M150 147v7M135 131h30" '
        'fill="none" stroke="#7a4a0c" stroke-opacity=".7" stroke-width="2.4"/>'
    )


def blank() -> str:
    """An open envelope with nothing in it yet."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240"><ellipse cx="160" cy="214" rx="104" ry="10" '
        'fill="#8a7768" fill-opacity=".18"/><path d="M70 96l90-62 90 62v104H70z" fill="#d9726a" fill-opacity=".32"/>'
        '<path d="M96 70h128v84H96z" fill="#fff7ea"/><path d="M116 94h88M116 114h60" stroke="#c9a25a" '
        'stroke-width="5" stroke-linecap="round"/><path d="M70 96l90 66 90-66v104H70z" fill="#c8443a"/>'
        '<circle cx="160" cy="166" r="17" fill="#f0c369"/></svg>\n'
    )


def _svg(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{inside}</svg>\n'


def _lanterns() -> str:
    return "".join(
        f'<g transform="translate({x} {y}) scale({size})"><path d="M0-34v-14M0 26v12M-6 38v14M0 38v18M6 38v14" '
        f'stroke="{GOLD}" stroke-width="2.4"/><ellipse rx="30" ry="26" fill="{GOLD}" fill-opacity=".82"/>'
        '<path d="M-14-23q-9 23 0 46M14-23q9 23 0 46M0-26v52" fill="none" stroke="#9c4a10" stroke-opacity=".6" '
        f'stroke-width="2"/><path d="M-13-27h26M-13 27h26" stroke="{PALE}" stroke-width="5" stroke-linecap="round"/></g>'
        for x, y, size in ((62, 226, 0.9), (150, 250, 0.62), (236, 218, 1.05))
    )


def _moon() -> str:
    hills = "M0 402v-96q70-46 150-18t150-22v136z"
    return (
        f'<circle cx="212" cy="224" r="46" fill="{PALE}"/><circle cx="196" cy="214" r="7" fill="#e3bd71" '
        'fill-opacity=".6"/><circle cx="226" cy="238" r="10" fill="#e3bd71" fill-opacity=".5"/>'
        f'<path d="{hills}" fill="#201a3c" fill-opacity=".55"/>'
        f'<path d="M34 236q26-16 52 0M52 216q20-12 40 0" stroke="{PALE}" stroke-opacity=".5" stroke-width="4" '
        'fill="none" stroke-linecap="round"/>'
    )


def _blossom() -> str:
    flowers = ((70, 214, 20), (112, 248, 13), (224, 206, 17), (252, 248, 22), (182, 226, 11))
    branch = (
        '<path d="M-6 300q80-30 110-80M70 256q70 0 120-40t90-20" fill="none" stroke="#3c0f28" stroke-opacity=".55" '
        'stroke-width="7" stroke-linecap="round"/>'
    )
    return branch + "".join(_flower(*one) for one in flowers)


def _flower(x: int, y: int, size: int) -> str:
    petals = "".join(
        f'<circle cx="{x + size * 0.62 * cos(2 * pi * i / 5):.1f}" cy="{y + size * 0.62 * sin(2 * pi * i / 5):.1f}" '
        f'r="{size * 0.48:.1f}" fill="#ffd3df"/>'
        for i in range(5)
    )
    return petals + f'<circle cx="{x}" cy="{y}" r="{size * 0.26:.1f}" fill="{GOLD}"/>'


def _confetti() -> str:
    bits = (
        (40, 210, 20, "#ffc46b"), (86, 250, 70, "#81e2be"), (122, 212, 130, "#ff94a0"), (176, 246, 40, "#ffe896"),
        (214, 208, 100, "#81e2be"), (258, 244, 10, "#ffc46b"), (62, 282, 150, "#ff94a0"), (238, 286, 60, "#ffe896"),
    )  # fmt: skip
    paper = "".join(
        f'<rect x="-9" y="-4" width="18" height="8" rx="3" fill="{colour}" transform="translate({x} {y}) rotate({turn})"/>'
        for x, y, turn, colour in bits
    )
    return (
        paper
        + '<path d="M150 290c-24-8-34-52 0-56 34 4 24 48 0 56zm0 0v34" fill="#ff94a0" fill-opacity=".9" stroke="#fff" '
        'stroke-opacity=".4" stroke-width="2"/>'
    )


def _night() -> str:
    def burst(x: int, y: int, size: int, colour: str) -> str:
        rays = "".join(
            f"M{x + size * 0.35 * cos(pi * i / 6):.0f} {y + size * 0.35 * sin(pi * i / 6):.0f}"
            f"L{x + size * cos(pi * i / 6):.0f} {y + size * sin(pi * i / 6):.0f}"
            for i in range(12)
        )
        return f'<path d="{rays}" stroke="{colour}" stroke-width="3" stroke-linecap="round"/>'

    return burst(84, 232, 38, GOLD) + burst(222, 222, 46, "#9fd3ff") + burst(156, 278, 26, "#ffb3a8")


def _leaves() -> str:
    return "".join(
        f'<path d="M0 0q26-34 0-70q-26 36 0 70zm0 0v18" transform="translate({x} {y}) rotate({turn})" fill="#a8e0b9" '
        f'fill-opacity=".5" stroke="#d9f3d6" stroke-opacity=".5" stroke-width="2"/>'
        for x, y, turn in ((64, 282, -28), (102, 292, 14), (208, 288, -12), (246, 276, 30))
    )


def _stars() -> str:
    return f'<path d="M196 210a44 44 0 1 0 26 74 36 36 0 0 1-26-74z" fill="{PALE}" fill-opacity=".9"/>' + "".join(
        f'<path d="M{x} {y - r}l{r * 0.3:.1f} {r * 0.7:.1f} {r * 0.7:.1f} {r * 0.3:.1f}-{r * 0.7:.1f} {r * 0.3:.1f}-'
        f"{r * 0.3:.1f} {r * 0.7:.1f}-{r * 0.3:.1f}-{r * 0.7:.1f}-{r * 0.7:.1f}-{r * 0.3:.1f} {r * 0.7:.1f}-"
        f'{r * 0.3:.1f}z" fill="{GOLD}"/>'
        for x, y, r in ((70, 220, 14), (110, 262, 9), (56, 278, 7), (252, 214, 10))
    )


def _waves() -> str:
    rows = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="{PALE}" stroke-opacity=".24" stroke-width="3"/>'
        for y, shift in ((232, 0), (262, 30), (292, 0))
        for x in range(-30 + shift, 340, 60)
        for r in (10, 19, 28)
    )
    return f"<g>{rows}</g>"


COVERS = {
    "persimmon": Look("#b8431a", "#8e2a18", "#a2351a", _waves),
    "jade": Look("#1d6e52", "#0f4739", "#165c45", _leaves),
    "plum": Look("#7e2f60", "#4a1a40", "#68264f", _stars),
    "night": Look("#2f4878", "#161f40", "#25396a", _night),
    "lantern": Look("#a92329", "#6f1220", "#8c1b24", _lanterns),
    "moon": Look("#39315f", "#6b4712", "#2f2952", _moon),
    "blossom": Look("#98304f", "#611a3f", "#7d2646", _blossom),
    "confetti": Look("#443f95", "#26225e", "#37327c", _confetti),
}
