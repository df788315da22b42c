"""Every word in every language: the same keys as English, the same blanks to fill, and every word a page asks for."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from superapp.compiler.node import node_path

ENVELOPES = Path(__file__).parents[3] / "miniapps/envelopes"
LANGUAGES = ("id", "it", "ru", "uk", "zh_hant")


def words_of(program: str, language: str) -> dict[str, Any]:
    source = f"console.log(JSON.stringify(require('{ENVELOPES / program / 'lib/words' / language}.js')))"
    done = subprocess.run([node_path(), "-e", source], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("program", ["program", "desk"])
def test_every_language_says_everything_with_the_same_blanks(program: str) -> None:
    english, root = words_of(program, "en"), ENVELOPES / program
    for language in LANGUAGES:
        other = words_of(program, language)
        assert set(other) == set(english), language
        for key, text in english.items():
            assert _shape(other[key], key) == _shape(text, key), (language, key)
    asked = {
        name
        for path in [*root.rglob("*.wxml"), *root.rglob("*.js")]
        for name in re.findall(r"\bw\.([A-Za-z_]\w*)", path.read_text(encoding="utf-8"))
    }
    assert asked - set(english) == set()


def _shape(words: Any, key: str) -> Any:
    """What a translation keeps: names, numbers of words, blanks."""
    if isinstance(words, dict):
        return {name: _shape(text, key) for name, text in words.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(words, list):
        return [_shape(text, key) for text in words]  # pyright: ignore[reportUnknownVariableType]
    return set(re.findall(r"\{(\w+)\}", str(words)))
