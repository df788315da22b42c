"""Code 128 as drawn: the bars of a known text, the check symbol, and quiet zones."""

import re

from superapp.web.barcodes import QUIET, bar_drawing


def bars(path: str) -> list[tuple[int, int]]:
    """(start, width) of each bar."""
    return [(int(start), int(width)) for start, width in re.findall(r"M(\d+) 0h(\d+)v1h-\d+z", path)]


def test_a_pay_code_is_as_wide_as_its_symbols() -> None:
    drawing = bar_drawing("131234567890123456")

    # start, nine pairs, check: 11 modules each; stop: 13; two quiet zones
    assert drawing.width == 11 * 11 + 13 + 2 * QUIET
    drawn = bars(drawing.path)
    assert len(drawn) == 11 * 3 + 4
    assert drawn[0] == (QUIET, 2)
    assert drawn[-1][0] + drawn[-1][1] == drawing.width - QUIET


def test_the_bars_of_a_text_from_the_standards_tables() -> None:
    # "1234": start C 211232, 12 112232, 34 131123, check (105 + 12 + 2*34) % 103 = 82 -> 121241, stop 2331112
    widths = "211232" + "112232" + "131123" + "121241" + "2331112"
    at, wanted = QUIET, list[tuple[int, int]]()
    for place, width in enumerate(map(int, widths)):
        if place % 2 == 0:
            wanted.append((at, width))
        at += width

    assert bars(bar_drawing("1234").path) == wanted
