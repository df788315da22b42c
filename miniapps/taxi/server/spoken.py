"""The city's places in six languages: data/names.json. Its streets are called the same in all of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from miniapps.kit.languages import known
from miniapps.kit.names import Names, read_names, told

FIELDS = ("name", "title", "from", "to")
"""Of the answers: where names stand."""


NAMES: Names = read_names(Path(__file__).parent / "data" / "names.json")


def spoken_to(headers: Mapping[str, str], answer: dict[str, Any]) -> dict[str, Any]:
    """The same in the language asked for, on a socket: `Spoken` knows requests only."""
    language = known(headers.get("accept-language", ""))
    return told(answer, FIELDS, lambda text: NAMES.say(language, text))
