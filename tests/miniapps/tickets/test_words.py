"""Every word in every language: the same keys as English where English is not enough by itself, the same blanks to
fill, and every word that a page asks for is there."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from superapp.compiler.node import node_path

TICKETS = Path(__file__).parents[3] / "miniapps/tickets"
LANGUAGES = ("id", "it", "ru", "uk", "zh_hant")


def words_of(program: str, language: str) -> dict[str, Any]:
    source = f"console.log(JSON.stringify(require('{TICKETS / program / 'lib/words' / language}.js')))"
    done = subprocess.run([node_path(), "-e", source], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("program", ["program", "gate"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything_with_the_same_blanks(program: str, language: str) -> None:
    english, other = words_of(program, "en"), words_of(program, language)
    missing = set(english) - set(other)
    assert missing == set()
    for key in english.keys() & other.keys() - {"dayFormat"}:
        assert (
            len(other[key]) == len(english[key])
            if isinstance(english[key], list)
            else _blanks(other[key]) == _blanks(english[key])
        ), key
    assert _blanks(other["dayFormat"]) <= {"weekday", "day", "month"}


@pytest.mark.parametrize("program", ["program", "gate"])
def test_every_word_that_is_asked_for_exists(program: str) -> None:
    english, root = words_of(program, "en"), TICKETS / program
    asked = {
        name
        for path in [*root.rglob("*.wxml"), *root.rglob("*.js")]
        for name in re.findall(r"\bw\.([A-Za-z_]\w*)", path.read_text(encoding="utf-8"))
    }
    assert asked - set(english) == set()


def _blanks(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))
