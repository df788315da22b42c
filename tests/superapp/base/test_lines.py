"""Names in one line: what deceives goes, every script stays."""

import pytest

from superapp.base.lines import clean_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Lantern \n Lane\t", "Lantern Lane"),
        ("Bank\u202eknaB", "BankknaB"),
        ("a\u2066b\u2069c\u200e\u200f", "abc"),
        ("x\r\nset-cookie: a=b", "x set-cookie: a=b"),
        ("灯笼 🏮 \u0628\u0646\u0643", "灯笼 🏮 \u0628\u0646\u0643"),
        ("👩\u200d🍳", "👩\u200d🍳"),
        ("\u200b\u200d\u2060\0", ""),
    ],
)
def test_a_line_keeps_its_letters_and_loses_what_deceives(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept
