"""Strokes that the pictures share: shades of a colour, a gradient, hills, waves, stars from a fixed seed."""

import colorsys
import random
from collections.abc import Iterable


def shade(colour: str, lightness: float, saturation: float = 1.0) -> str:
    """`colour` (#rrggbb) darker below 1, towards white above 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    light = light * lightness if lightness <= 1 else 1 - (1 - light) / lightness
    return "#" + "".join(
        f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, light, min(1, full * saturation))
    )


def sky(width: int, height: int, top: str, low: str, name: str = "s") -> str:
    return (
        f'<defs><linearGradient id="{name}" x2="0" y2="1"><stop stop-color="{top}"/><stop offset="1" stop-color="{low}"/>'
        f'</linearGradient></defs><rect width="{width}" height="{height}" fill="url(#{name})"/>'
    )


def disc(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"{_fade(opacity)}/>'


def glow(x: float, y: float, r: float, fill: str) -> str:
    return "".join(disc(x, y, r * size, fill, 0.12) for size in (2.1, 1.65, 1.3)) + disc(x, y, r, fill)


def path(d: str, fill: str = "none", *, stroke: str = "", width: float = 0, opacity: float = 1) -> str:
    line = (
        f' stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"' if stroke else ""
    )
    return f'<path d="{d}" fill="{fill}"{line}{_fade(opacity)}/>'


def box(x: float, y: float, w: float, h: float, fill: str, r: float = 0, opacity: float = 1) -> str:
    corner = f' rx="{r:g}"' if r else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" fill="{fill}"{corner}{_fade(opacity)}/>'


def hills(width: int, height: int, top: float, fill: str, bumps: int, high: float, shift: float = 0) -> str:
    """One soft ridge from edge to edge."""
    step = width / bumps
    d = f"M{-step + shift:g} {height}V{top:g}"
    d += "".join(f"q{step / 2:g} {-high if n % 2 else high:g} {step:g} 0" for n in range(bumps + 2))
    return path(d + f"V{height}z", fill)


def waves(width: int, y: float, stroke: str, count: int, gap: float, opacity: float = 0.6) -> str:
    lines: list[str] = []
    for n in range(count):
        d = f"M{-20 - n * 13 % 40} {y + n * gap:g}" + "".join("q20 -9 40 0t40 0" for _ in range(width // 80 + 2))
        lines.append(path(d, stroke=stroke, width=3, opacity=opacity * (1 - n / (count + 2))))
    return "".join(lines)


def stars(seed: int, count: int, width: int, height: int, fill: str) -> str:
    chance = random.Random(seed)
    return "".join(
        disc(chance.randint(0, width), chance.randint(0, height), chance.choice((1, 1.4, 2.2)), fill, 0.8)
        for _ in range(count)
    )


def lettering(text: str, x: float, y: float, size: float, fill: str) -> str:
    """Lines from the bottom up to `y`, in the manner of a poster."""
    lines = wrapped(text.upper(), 13)
    return "".join(
        f'<text x="{x:g}" y="{y - (len(lines) - 1 - n) * size * 1.12:g}" fill="{fill}" text-anchor="middle" '
        f'font-family="Georgia,serif" font-weight="700" font-size="{size:g}" letter-spacing="2">{line}</text>'
        for n, line in enumerate(lines)
    )


def wrapped(text: str, most: int) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= most:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def picture(width: int, height: int, parts: Iterable[str]) -> str:
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{body}</svg>\n'


def _fade(opacity: float) -> str:
    return "" if opacity == 1 else f' opacity="{opacity:g}"'
