"""Writes every picture of the programs. `pictures()` is pure, so a test compares its result with what is committed."""

from pathlib import Path

from miniapps.envelopes.pictures import covers

ROOT = Path(__file__).parents[1]
OFF, ON = "#8a7768", "#c8443a"
TABS = {
    "new": "M5 9h22v17H5zM5 10l11 8 11-8",
    "history": "M16 5a11 11 0 1 1-10 6M6 5v6h6M16 10v6l4 3",
    "luck": "M5 23h22M6 9l5 6 5-9 5 9 5-6-2 14H8z",
    "gifts": "M5 12h22v5H5zM7 17h18v10H7zM16 12v15M16 12c-5 0-7-6-3-6 2 0 3 3 3 6zM16 12c5 0 7-6 3-6-2 0-3 3-3 6z",
}


def pictures() -> dict[str, str]:
    """Path below this guest's folder -> SVG text."""
    drawn = {
        f"{program}/images/covers/{name}.svg": covers.cover(name)
        for program in ("program", "desk")
        for name in covers.COVERS
    }
    marks = {f"{name}.svg": _mark(d, OFF) for name, d in TABS.items()}
    marks |= {f"{name}-on.svg": _mark(d, ON) for name, d in TABS.items()}
    drawn |= {f"program/images/tabs/{name}": text for name, text in marks.items()}
    return drawn | {"program/images/blank.svg": covers.blank()}


def _mark(d: str, stroke: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="{d}" fill="none" stroke="{stroke}" '
        'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )


if __name__ == "__main__":
    for name, text in pictures().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
