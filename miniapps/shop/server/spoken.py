"""The shop's names in six languages: those of its own things stand in data/names.json, those of the market's fifty
thousand and of their brands are put together of parts there as each language does it. In Russian and Ukrainian the
material and the series stand beside the thing, so that nothing has to agree with it."""

import json
import re
from functools import lru_cache
from pathlib import Path

from miniapps.kit.languages import LANGUAGES
from miniapps.kit.names import Names, read_names

SOURCE = Path(__file__).parent / "data" / "names.json"
FIELDS = ("name", "label", "blurb", "title", "product")
"""Of the answers: where names stand."""

_PARTS = ("mood", "material", "thing", "creature", "emblem")
_GIVEN = json.loads(SOURCE.read_text(encoding="utf-8"))
_WORDS: dict[str, dict[str, list[str]]] = {part: _GIVEN[f"{part}s"] for part in _PARTS}


def _template(english: str) -> re.Pattern[str]:
    text = re.escape(english).replace(r"\{number\}", r"(?P<number>\d+)")
    for part in _PARTS:
        text = text.replace(rf"\{{{part}\}}", f"(?P<{part}>{'|'.join(map(re.escape, _WORDS[part]))})")
    return re.compile(text)


_TEMPLATES = [(_template(english), says) for english, says in _GIVEN["market"].items()]
_WITH_KIND = re.compile(r"(.+) \((.+)\)")


def _composed(text: str, language: str) -> str | None:
    at = LANGUAGES.index(language) - 1
    for template, says in _TEMPLATES:
        if found := template.fullmatch(text):
            parts = found.groupdict().items()
            return says[at].format(**{part: _WORDS[part][word][at] if part in _WORDS else word for part, word in parts})
    # "Harbour Mug (Sea blue)", "Moss / 36-38": two names in one.
    if found := _WITH_KIND.fullmatch(text):
        return f"{NAMES.say(language, found[1])} ({NAMES.say(language, found[2])})"
    kind, stroke, size = text.partition(" / ")
    return f"{NAMES.say(language, kind)}{stroke}{size}" if stroke else None


NAMES: Names = read_names(SOURCE, lru_cache(maxsize=4_096)(_composed))
