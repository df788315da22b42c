"""A table that leaves the house does nothing in a spreadsheet but stand there."""

import csv
import io
import json
from decimal import Decimal

import pytest

from superapp.base.tables import csv_line, json_line


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '=HYPERLINK("x")'])
def test_a_text_is_never_a_formula(text: str) -> None:
    (row,) = csv.reader(io.StringIO(csv_line([text, "plain"]), newline=""))
    assert row == ["'" + text, "plain"]


def test_numbers_stay_numbers_and_quotes_are_kept() -> None:
    assert csv_line([1, Decimal("-8.80"), None, 'a "b", c']) == '1,-8.80,,"a ""b"", c"\r\n'
    assert json.loads(json_line(["a", "b"], [1, Decimal("-8.80")])) == {"a": 1, "b": "-8.80"}
