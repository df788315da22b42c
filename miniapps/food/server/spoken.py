"""Dishes, what can be chosen with them, and what restaurants say of both, in six languages: data/names.json."""

from pathlib import Path

from miniapps.kit.names import Names, read_names

FIELDS = ("name", "blurb", "dish", "cuisine", "category", "labels")
"""Of the answers: where names stand."""


NAMES: Names = read_names(Path(__file__).parent / "data" / "names.json")
