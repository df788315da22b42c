"""`python -m miniapps.kit.draw_icons`: draws the picture of each program, `icon.png` of its package. One family: a
ground of two tones with a light drawing on it; the program of those who serve has the same drawing in its colour on a
dark ground. Sizes are in parts of a thousand of the side."""

import math
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

MINIAPPS = Path(__file__).parents[1]
SIDE, OVERSAMPLED = 192, 4
LARGE = SIDE * OVERSAMPLED
PAPER, NIGHT, NIGHT_LOW = "#fff8ee", "#2b2622", "#171310"
Box = tuple[float, float, float, float]
Points = list[tuple[float, float]]


class Pencil:
    """Draws on the large picture. light: the colour of the drawing; deep: of lines in it; ground: of what is cut out
    of its middle."""

    def __init__(self, picture: Image.Image, light: str, deep: str, accent: str) -> None:
        self._draw = ImageDraw.Draw(picture)
        self.light, self.deep, self.accent = light, deep, accent
        red, green, blue = picture.getpixel((0, LARGE // 2))  # pyright: ignore[reportGeneralTypeIssues] (it is RGB)
        self.ground = f"#{red:02x}{green:02x}{blue:02x}"

    def round(self, box: Box, radius: float, colour: str) -> None:
        self._draw.rounded_rectangle(_scaled(box), _long(radius), fill=colour)

    def oval(self, box: Box, colour: str) -> None:
        self._draw.ellipse(_scaled(box), fill=colour)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        self.oval((x - radius, y - radius, x + radius, y + radius), colour)

    def slice(self, box: Box, start: float, end: float, colour: str) -> None:
        self._draw.pieslice(_scaled(box), start, end, fill=colour)

    def arc(self, box: Box, start: float, end: float, width: float, colour: str) -> None:
        self._draw.arc(_scaled(box), start, end, fill=colour, width=_long(width))

    def shape(self, points: Points, colour: str) -> None:
        self._draw.polygon([(_long(x), _long(y)) for x, y in points], fill=colour)

    def line(self, points: Points, width: float, colour: str) -> None:
        self._draw.line([(_long(x), _long(y)) for x, y in points], fill=colour, width=_long(width), joint="curve")
        for x, y in (points[0], points[-1]):
            self.dot(x, y, width / 2, colour)


def lantern(pencil: Pencil) -> None:
    pencil.line([(500, 150), (500, 250)], 36, pencil.light)
    pencil.round((390, 225, 610, 290), 28, pencil.light)
    pencil.oval((235, 270, 765, 730), pencil.light)
    for box in ((345, 285, 655, 715), (440, 285, 560, 715)):
        pencil.arc(box, 0, 360, 22, pencil.deep)
    pencil.round((390, 710, 610, 775), 28, pencil.light)
    for x in (440, 500, 560):
        pencil.line([(x, 775), (x, 850 if x == 500 else 825)], 24, pencil.accent)


def car(pencil: Pencil) -> None:
    pencil.shape([(300, 455), (370, 275), (630, 275), (700, 455)], pencil.light)
    pencil.shape([(352, 445), (402, 322), (598, 322), (648, 445)], pencil.deep)
    pencil.round((205, 440, 795, 690), 90, pencil.light)
    for x in (255, 635):
        pencil.round((x, 660, x + 110, 775), 34, pencil.light)
    for x in (315, 685):
        pencil.dot(x, 560, 48, pencil.accent)
    pencil.round((420, 540, 580, 582), 21, pencil.deep)
    pencil.round((410, 200, 590, 290), 30, pencil.accent)


def bowl(pencil: Pencil) -> None:
    for x in (380, 500, 620):
        wave = [(x + 34 * math.sin(step / 20 * 2 * math.pi), 185.0 + step * 11) for step in range(21)]
        pencil.line(wave, 34, pencil.accent)
    pencil.slice((200, 175, 800, 775), 0, 180, pencil.light)
    pencil.round((165, 445, 835, 515), 35, pencil.light)
    pencil.round((380, 755, 620, 825), 30, pencil.light)
    pencil.arc((275, 250, 725, 700), 40, 140, 24, pencil.deep)


def ticket(pencil: Pencil) -> None:
    pencil.round((165, 315, 835, 685), 60, pencil.light)
    for x, start in ((163, -90), (837, 90)):
        pencil.slice((x - 66, 434, x + 66, 566), start, start + 180, pencil.ground)
    for y in range(365, 660, 62):
        pencil.round((372, y, 396, y + 34), 12, pencil.deep)
    star: Points = []
    for step in range(10):
        turn, far = math.pi * (step / 5 - 0.5), 118 if step % 2 == 0 else 50
        star.append((592 + far * math.cos(turn), 508 + far * math.sin(turn)))
    pencil.shape(star, pencil.accent)


def envelope(pencil: Pencil) -> None:
    pencil.round((245, 170, 755, 830), 60, pencil.light)
    for depth, colour in ((214, pencil.deep), (184, pencil.light)):
        flap = [(245 + 510 * step / 40, 250 + depth * math.sin(math.pi * step / 40)) for step in range(41)]
        pencil.shape(flap, colour)
    pencil.dot(500, 440, 112, pencil.accent)
    pencil.round((458, 398, 542, 482), 14, pencil.light)


DRAWINGS: dict[str, tuple[Callable[[Pencil], None], str, str, str]] = {
    # a program's drawing, the two tones of its ground, and its accent
    "shop": (lantern, "#e8693a", "#b23a10", "#ffd28a"),
    "taxi": (car, "#f2b63c", "#d0820e", "#5a3206"),
    "food": (bowl, "#3fa873", "#1f7350", "#ffe08a"),
    "tickets": (ticket, "#5b78e6", "#34439f", "#f0894f"),
    "envelopes": (envelope, "#d8402f", "#a01c22", "#f3bf54"),
}
THEIRS = {"shop": "program", "taxi": "program", "food": "program", "tickets": "program", "envelopes": "program"}
SERVING = {"shop": "seller", "taxi": "driver", "food": "kitchen", "tickets": "gate", "envelopes": "desk"}


def icon(name: str, *, serving: bool = False) -> Image.Image:
    """192 pixels square. serving: of the program of those who serve."""
    drawing, high, low, accent = DRAWINGS[name]
    grounds = (NIGHT, NIGHT_LOW) if serving else (high, low)
    picture = _ground(*grounds)
    drawing(Pencil(picture, high if serving else PAPER, grounds[1], PAPER if serving else accent))
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def _ground(high: str, low: str) -> Image.Image:
    slope = Image.linear_gradient("L").resize((LARGE, LARGE))
    return Image.composite(Image.new("RGB", (LARGE, LARGE), low), Image.new("RGB", (LARGE, LARGE), high), slope)


def _long(length: float) -> int:
    return round(length * LARGE / 1000)


def _scaled(box: Box) -> Box:
    left, top, right, bottom = (_long(one) for one in box)
    return left, top, right, bottom


def main() -> None:
    for folders, serving in ((THEIRS, False), (SERVING, True)):
        for name, folder in folders.items():
            icon(name, serving=serving).save(MINIAPPS / name / folder / "icon.png", optimize=True)


if __name__ == "__main__":
    main()
