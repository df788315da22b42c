"""The design keeps its promises: readable in light and dark, small, and every icon a template names exists."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
STATIC, TEMPLATES = ROOT / "superapp/static", ROOT / "superapp/templates"
TOKENS = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", (STATIC / "tokens.css").read_text()))

# text on ground: 4.5:1 (WCAG 2.2, 1.4.3)
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-faint") for ground in ("paper", "surface", "sunken", "raised")),
    *((ink, "accent-soft") for ink in ("ink", "ink-soft", "accent-text")),
    *(("accent-text", ground) for ground in ("paper", "surface", "raised")),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    *((tone, f"{tone}-soft") for tone in ("good", "bad", "warn")),
    *((tone, ground) for tone in ("good", "bad") for ground in ("paper", "surface", "raised")),
    ("paper", "ink"),
]
# edges of controls and the focus ring: 3:1 (1.4.11)
EDGES = [(edge, ground) for edge in ("line-strong", "accent") for ground in ("paper", "surface", "raised")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("mode", "at"), [("light", 0), ("dark", 1)])
def test_text_and_edges_stand_out(mode: str, at: int) -> None:
    colours = {name: pair.split(", ")[at] for name, pair in TOKENS.items()}
    pairs = [(*pair, 4.5) for pair in TEXT] + [(*pair, 3.0) for pair in EDGES]

    weak = {
        f"{ink} on {ground} ({mode})": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in pairs
        if contrast(colours[ink], colours[ground]) < least
    }

    assert weak == {}


def test_avatars_are_readable_in_every_tone() -> None:
    style = (STATIC / "avatar.css").read_text()
    grounds = re.findall(r"--tone: light-dark\((#\w{6}), (#\w{6})\)", style)
    letters = re.findall(r"--tone-ink: light-dark\((#\w{6}), (#\w{6})\)", style)

    assert len(grounds) == len(letters) == 8
    for ground, ink in zip(grounds, letters, strict=True):
        assert contrast(ground[0], ink[0]) >= 4.5
        assert contrast(ground[1], ink[1]) >= 4.5


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    listed = (ROOT / "superapp/browser/icons.ts").read_text()
    names = set(re.search(r"NAMES =\s+`([^`]*)`", listed)[1].split())  # pyright: ignore[reportOptionalSubscript] (it is there)
    used: set[str] = set()
    for path in [*TEMPLATES.rglob("*.html"), *(ROOT / "superapp/browser/shell").rglob("*.ts")]:
        used |= set(re.findall(r"""\bicon\(["']([a-z0-9-]+)["']\)""", path.read_text()))

    assert used
    assert used - names == set()


@pytest.mark.parametrize(
    ("name", "budget_kb"), [("app.css", 20), ("shell.js", 90), ("sheets.js", 12), ("wallet.js", 15)]
)
def test_what_is_built_fits_its_budget(name: str, budget_kb: int) -> None:
    built = STATIC / "build" / name
    if not built.exists():
        pytest.skip("the browser bundles are not built; `make test` builds them first")
    assert len(gzip.compress(built.read_bytes())) <= budget_kb * 1024


def test_every_style_sheet_is_part_of_the_one_that_pages_load() -> None:
    imported = set(re.findall(r'@import "\./([\w-]+\.css)"', (STATIC / "app.css").read_text()))

    # dev.css is the page of `superapp dev` alone.
    assert {path.name for path in STATIC.glob("*.css")} - {"app.css", "dev.css"} == imported
