"""Films, events, places and cities in six languages: data/names.json."""

from pathlib import Path

from miniapps.kit.names import Names, read_names

FIELDS = ("title", "genre", "blurb", "place", "kind", "city", "name", "cinema", "hall", "label", "address")
"""Of the answers: where names stand."""


def _together(text: str, language: str) -> str | None:
    """ "London – Milan", "Lantern House, Great Hall"."""
    for between in (" – ", ", "):
        if between in text:
            return between.join(NAMES.say(language, part) for part in text.split(between))
    return None


NAMES: Names = read_names(Path(__file__).parent / "data" / "names.json", _together)
