"""docs/operate/sandbox.md names tests: each of them is there."""

import re

from tests.docs.pages import ROOT

PAGE = ROOT / "docs/operate/sandbox.md"


def test_every_test_the_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text()))
    written = set[str]()
    for file in (ROOT / "tests").rglob("test_*.py"):
        written |= set(re.findall(r"def (test_\w+)\(", file.read_text()))
    assert named
    assert named - written == set()
