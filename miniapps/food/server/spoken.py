"""Dishes and what restaurants say of themselves, in six languages: data/names.json."""

from pathlib import Path

from miniapps.kit.names import Names, read_names

FIELDS = ("name", "blurb", "dish")
"""Of the answers: where names stand."""


NAMES: Names = read_names(Path(__file__).parent / "data" / "names.json")
