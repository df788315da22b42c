"""Writes every picture of the program. `pictures()` is pure, so a test compares its result with what is committed."""

from pathlib import Path

from miniapps.tickets.posters import films, outings
from miniapps.tickets.server.world import source

IMAGES = Path(__file__).parents[1] / "program" / "images"
OFF, ON = "#85809a", "#6f64e0"
TABS = {
    "films": "M4 8h24v18H4zM4 13h24M9 8l3 5M16 8l3 5M23 8l3 5",
    "flights": "M5 18l22-10-7 20-5-8zM15 20l12-12",
    "events": "M6 10h20v17H6zM6 15h20M11 6v6M21 6v6M13 21l2 2 5-5",
    "tickets": "M4 10h24v4a3 3 0 0 0 0 6v4H4v-4a3 3 0 0 0 0-6zM19 10v14",
}


def pictures() -> dict[str, str]:
    """Path below images/ -> SVG text."""
    world = source()
    return (
        {
            f"films/{one['id']}.svg": films.poster(one["scene"], one["colour"], one["warm"], one["title"])
            for one in world["films"]
        }
        | {
            f"events/{one['id']}.svg": outings.event(one["scene"], one["colour"], one["warm"])
            for one in world["events"]
        }
        | {f"places/{code}.svg": outings.place(code) for code in outings.PLACES}
        | {"sky.svg": outings.route(), "blank.svg": outings.blank()}
        | {f"tabs/{name}.svg": _mark(d, OFF) for name, d in TABS.items()}
        | {f"tabs/{name}-on.svg": _mark(d, ON) for name, d in TABS.items()}
    )


def _mark(d: str, stroke: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="{d}" fill="none" stroke="{stroke}" '
        'stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )


if __name__ == "__main__":
    for name, text in pictures().items():
        path = IMAGES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
