"""`python -m miniapps.taxi.pictures`: draws every picture of both programs. `pictures()` is pure, so a test compares
its result with what is committed."""

from pathlib import Path

HERE = Path(__file__).parent
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width}" height="{height}"{more}>{inside}</svg>\n'
LINES = ' fill="none" stroke="{}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
TEAL, GOLD, INK = "#0c6b5f", "#b07a10", "#1b2523"
OFF, ON = "#7d8a86", "#1b9c8a"

PLACES = {
    "train": ("#35618f", "M8 5h8v9a2 2 0 0 1-2 2h-4a2 2 0 0 1-2-2zM8 11h8M9 19l2-3M15 19l-2-3"),
    "water": ("#2b7a94", "M5 14c2 2 4 2 7 0s5-2 7 0M6 18c2 1 4 1 6 0s4-1 6 0M12 12V5l5 5h-5"),
    "shop": ("#a0632a", "M6 10h12v8H6zM5 10l2-4h10l2 4M10 18v-4h4v4"),
    "care": ("#b0473f", "M12 6v12M6 12h12"),
    "study": ("#6a5aa0", "M4 10l8-4 8 4-8 4zM8 12v4c2 2 6 2 8 0v-4"),
    "music": ("#8a4b83", "M9 17V7l8-2v10M9 17a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM17 15a2 2 0 1 1-4 0 2 2 0 0 1 4 0z"),
    "art": ("#8a6d1f", "M5 18h14M7 18v-7M12 18v-7M17 18v-7M4 10l8-5 8 5z"),
    "green": ("#3f7d45", "M12 19v-8M12 13c-5 0-6-3-6-7 4 0 6 2 6 7zM12 11c4 0 6-2 6-5-4 0-6 1-6 5z"),
    "sport": ("#4b6f2d", "M5 8c4 3 10 3 14 0v8c-4 3-10 3-14 0zM12 10v8"),
    "view": ("#5b6670", "M9 19l1-10h4l1 10zM9 9h6M12 5v2M6 7l2 1M18 7l-2 1"),
    "plane": ("#3d6d8f", "M12 4v16M12 9l8 5M12 9l-8 5M12 17l3 2M12 17l-3 2"),
}
TABS = {
    "ride": "M4 16v-4l2-5h12l2 5v4zM4 12h16M7 16v2M17 16v2M8 14h0M16 14h0",
    "rides": "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
    "drive": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM3.4 11h6.8M13.8 11h6.8M12 14v7",
    "earnings": "M4 7h16v12H4zM4 11h16M8 15h4",
}


def svg(inside: str, *, box: str = "0 0 24 24", width: int = 48, height: int = 48, more: str = "") -> str:
    return SVG.format(box=box, width=width, height=height, more=more, inside=inside)


def place(colour: str, path: str) -> str:
    glyph = LINES.format("#fff")
    return svg(
        f'<circle cx="12" cy="12" r="11" fill="{colour}" stroke="#fff" stroke-width="1.6"/>'
        f'<g transform="translate(3.6 3.6) scale(.7)"><path d="{path}"{glyph}/></g>'
    )


def tab(path: str, colour: str) -> str:
    return svg(f'<path d="{path}"/>', width=81, height=81, more=LINES.format(colour))


def pin(colour: str, inside: str) -> str:
    """Its tip stands on the place."""
    return svg(
        '<ellipse cx="16" cy="40" rx="6" ry="2" fill="#000" opacity=".2"/>'
        f'<path d="M16 40C9 30 3.500 23 3.500 15.500a12.500 12.500 0 1 1 25 0C28.500 23 23 30 16 40z" fill="{colour}" '
        f'stroke="#fff" stroke-width="2"/>{inside}',
        box="0 0 32 42",
        width=64,
        height=84,
    )


FRONT = (
    '<path d="M8 17v-4.500l2-5.500h12l2 5.500V17z" fill="{body}"/><path d="M11 8.500h10l1.400 4H9.600z" fill="{glass}"/>'
    '<circle cx="10.500" cy="14.800" r="1.200" fill="#fff"/><circle cx="21.500" cy="14.800" r="1.200" fill="#fff"/>'
    '<path d="M9 17h3v2.500H9zM20 17h3v2.500h-3z" fill="{body}"/>'
)


def car_badge() -> str:
    """The car that comes."""
    return svg(
        f'<circle cx="16" cy="16" r="15" fill="#000" opacity=".14"/><circle cx="16" cy="15" r="13.500" fill="{INK}" '
        'stroke="#fff" stroke-width="2"/><g transform="translate(0 1.500)">'
        + FRONT.format(body="#f2c14e", glass="#5c4a14")
        + "</g>",
        box="0 0 32 32",
        width=96,
        height=96,
    )


def free_car() -> str:
    return svg(
        '<circle cx="16" cy="16" r="12" fill="#fff" stroke="#8fa39d" stroke-width="1.600"/>'
        '<g transform="translate(0 2)">' + FRONT.format(body="#54706a", glass="#d8e6e2") + "</g>",
        box="0 0 32 32",
    )


def side(body: str, shade: str, cabin: str, outline: str, lamp: str) -> str:
    """A car seen from its side, for the list of classes."""
    wheels = "".join(
        f'<circle cx="{x}" cy="50" r="9" fill="#27302e"/><circle cx="{x}" cy="50" r="4" fill="#b9c4c0"/>'
        for x in (36, 92)
    )
    return svg(
        '<ellipse cx="64" cy="59" rx="54" ry="3.500" fill="#000" opacity=".15"/>'
        f'<path d="{outline}" fill="{body}"/><path d="M8 44h112v6H8z" fill="{shade}"/><path d="{cabin}" fill="#cfe3e4"/>'
        f'<path d="{lamp}" fill="#f2c14e"/>{wheels}',
        box="0 0 128 66",
        width=256,
        height=132,
    )


def cars() -> dict[str, str]:
    return {
        "economy": side(
            "#e9b949",
            "#c99a2e",
            "M40 30l9-11h14v11zM67 19h13l11 11H67z",
            "M8 46V36q0-5 6-6l18-2 12-12q3-3 8-3h30q5 0 9 4l11 11 12 2q6 1 6 6v10z",
            "M114 34h6v4h-6zM56 9h14v4H56z",
        ),
        "comfort": side(
            "#5b706c",
            "#435652",
            "M38 29l12-10h15v10zM69 19h14l13 10H69z",
            "M6 46V37q0-5 6-6l18-3 14-11q4-3 9-3h30q5 0 10 4l13 10 12 3q5 1 5 6v9z",
            "M115 34h7v4h-7z",
        ),
        "van": side(
            "#7fa69e",
            "#5f877f",
            "M22 16h20v14H22zM46 16h22v14H46zM72 16h16l12 14H72z",
            "M8 46V16q0-6 6-6h74q6 0 10 5l13 16 5 2q5 2 5 6v7z",
            "M114 36h7v4h-7z",
        ),
    }


def empty_road() -> str:
    return svg(
        '<defs><clipPath id="c"><circle cx="130" cy="130" r="126"/></clipPath></defs><g clip-path="url(#c)">'
        '<rect width="260" height="260" fill="#d7e9e4"/><circle cx="182" cy="84" r="26" fill="#f2c14e"/>'
        '<path d="M0 140q60-46 120-14t140-22v156H0z" fill="#8fb8ae"/><path d="M0 176q80-40 260-10v94H0z" fill="#5d9186"/>'
        '<path d="M112 150q30 40-22 110h96q10-70-62-110z" fill="#3a4745"/>'
        '<path d="M121 158l3 12M128 184l2 18M132 216l1 26" stroke="#f4f1e6" stroke-width="4" stroke-linecap="round"/>'
        "</g>",
        box="0 0 260 260",
        width=260,
        height=260,
    )


def pictures() -> dict[str, str]:
    """Path below miniapps/taxi -> SVG text."""
    marks = {
        **{kind: place(*look) for kind, look in PLACES.items()},
        "from": pin(TEAL, '<circle cx="16" cy="15.500" r="5" fill="#fff"/>'),
        "to": pin(GOLD, '<rect x="11.500" y="11" width="9" height="9" rx="1.500" fill="#fff"/>'),
        "car": car_badge(),
        "cab": free_car(),
        "none": svg("", box="0 0 1 1", width=1, height=1),
    }
    drawn = {"program/images/empty.svg": empty_road()}
    for folder, tabs in (("program", ("ride", "rides")), ("driver", ("drive", "earnings"))):
        drawn |= {f"{folder}/images/map/{name}.svg": text for name, text in marks.items()}
        drawn |= {f"{folder}/images/cars/{name}.svg": text for name, text in cars().items()}
        for name in tabs:
            drawn[f"{folder}/images/tabs/{name}.svg"] = tab(TABS[name], OFF)
            drawn[f"{folder}/images/tabs/{name}-on.svg"] = tab(TABS[name], ON)
    return drawn


if __name__ == "__main__":
    for path, text in pictures().items():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_text(text, encoding="utf-8")
