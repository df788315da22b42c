"""The gifts of a demonstration in six languages: data/names.json. What a merchant writes stands as it was written."""

from pathlib import Path

from miniapps.kit.names import Names, read_names

FIELDS = ("title", "greeting")
"""Of the answers: where names stand."""


NAMES: Names = read_names(Path(__file__).parent / "data" / "names.json")
