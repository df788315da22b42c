"""Dividing a bill: the sum is exact whatever the numbers, and nobody pays a whole unit more or less than their part."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.payments.split_division import by_item, by_weight
from wallet.payments.split_drafts import shares_of
from wallet.payments.split_rows import SplitDraft, SplitDraftInvalid, SplitItem

totals = st.integers(1, 10**12)
PEOPLE = tuple(f"per_{number}" for number in range(7))
some_of_them = st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True)


@given(totals, st.integers(1, 50))
def test_equal_shares_sum_to_the_total_and_differ_by_one_unit_at_most(total: int, people: int) -> None:
    shares = by_weight(total, [1] * people)

    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1
    # What does not divide stands at the head of the list.
    assert shares == sorted(shares, reverse=True)


@given(totals, st.lists(st.integers(1, 99), min_size=1, max_size=50))
def test_weighted_shares_are_less_than_one_unit_from_exact(total: int, weights: list[int]) -> None:
    shares = by_weight(total, weights)

    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1
        assert share >= 0


@given(st.lists(st.tuples(st.integers(1, 10**9), some_of_them), min_size=1, max_size=50))
def test_many_items_round_once_for_each_person(items: list[tuple[int, list[str]]]) -> None:
    shares = by_item(PEOPLE, items)

    assert sum(shares) == sum(amount for amount, _ in items)
    for person, share in zip(PEOPLE, shares, strict=True):
        exact = sum((Fraction(amount, len(who)) for amount, who in items if person in who), Fraction(0))
        assert abs(share - exact) < 1


def draft(**changes: object) -> SplitDraft:
    facts: dict[str, object] = {
        "starter_id": "per_0",
        "request_id": "request-1",
        "way": "equal",
        "total_minor": 1000,
        "people": PEOPLE[:3],
    }
    return SplitDraft(**(facts | changes))  # pyright: ignore[reportArgumentType] the test says which fields


def test_a_thousand_among_three_is_334_333_333() -> None:
    assert shares_of(draft()) == [334, 333, 333]
    assert shares_of(draft(way="shares", weights=(1, 2, 4))) == [143, 286, 571]
    tea, cake = SplitItem("tea", 500, PEOPLE[:3]), SplitItem("cake", 500, PEOPLE[1:2])
    assert shares_of(draft(way="items", items=(tea, cake))) == [167, 667, 166]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("amount", {"total_minor": 0}),
        ("people", {"total_minor": 2}),  # somebody would owe nothing
        ("people", {"people": ("per_0",)}),
        ("people", {"people": ("per_1", "per_1")}),
        ("people", {"people": tuple(f"per_{number}" for number in range(51))}),
        ("way", {"way": "by mood"}),
        ("shares", {"way": "shares", "weights": (1, 2)}),
        ("shares", {"way": "shares", "weights": (1, 2, 0)}),
        ("items", {"way": "items"}),
        ("items", {"way": "items", "items": (SplitItem("tea", 999, PEOPLE[:3]),)}),
        ("items", {"way": "items", "items": (SplitItem("tea", 1000, ("per_9",)),)}),
        ("note", {"note": "x" * 61}),
        ("request_id", {"request_id": "short"}),
    ],
)
def test_what_cannot_be_divided_is_refused_by_the_field(field: str, changes: dict[str, object]) -> None:
    with pytest.raises(SplitDraftInvalid) as refused:
        shares_of(draft(**changes))
    assert refused.value.field == field
