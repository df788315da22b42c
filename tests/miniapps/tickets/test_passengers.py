"""Passenger data: what is wrong is named, field by field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miniapps.tickets.server.rules.passengers import FIELDS, child_alone, problems_of

DAY = date(2026, 12, 1)
GOOD = {
    "given_name": "Ann-Marie",
    "family_name": "O'Rivers",
    "born": "1990-02-28",
    "document": "ab123456",
    "document_until": "2030-01-01",
}


def test_good_data_has_no_problem() -> None:
    assert problems_of(GOOD, DAY, DAY) == {}


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("given_name", " ", "missing"),
        ("given_name", "Ann2", "letters"),
        ("family_name", "-", "letters"),
        ("born", "1990-02-30", "date"),
        ("born", "2026-12-02", "past"),
        ("born", "1890-01-01", "past"),
        ("document", "12", "document"),
        ("document", "AB 12345", "document"),
        ("document_until", "2026-11-30", "expired"),
    ],
)
def test_what_is_wrong_is_named(field: str, text: str, code: str) -> None:
    assert problems_of({**GOOD, field: text}, DAY, DAY) == {field: code}


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=50)))
def test_any_text_is_answered(passenger: dict[str, str]) -> None:
    assert set(problems_of(passenger, DAY, DAY)) <= set(FIELDS)


def test_a_child_needs_company() -> None:
    child = {**GOOD, "born": "2015-05-05"}
    assert child_alone([child], DAY)
    assert not child_alone([child, GOOD], DAY)
    assert not child_alone([{**GOOD, "born": "2010-12-01"}], DAY)
    assert child_alone([{**GOOD, "born": "2010-12-02"}], DAY)
