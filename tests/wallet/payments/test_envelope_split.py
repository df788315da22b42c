"""The split: exact, fair by place, and bound to its seal."""

import random
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.payments.envelope_split import (
    SeedChance,
    commitment_of,
    divide,
    split_luckily,
    verify,
)

SEED = bytes(range(32))
FACTS: dict[str, Any] = {"envelope": "env_1", "kind": "lucky", "total_minor": 888, "currency": "CNY", "shares": 8}
PLACES, TOTAL, ENVELOPES = 10, 1000, 200_000
# Chi-square with 9 degrees of freedom: a fair split is above this once in a thousand seeds, and the seed is fixed.
CHI_SQUARE_MAX = 27.9


@given(shares=st.integers(1, 100), more=st.integers(0, 200_000), seed=st.binary(min_size=32, max_size=32))
def test_shares_sum_to_the_total_and_nobody_goes_empty(shares: int, more: int, seed: bytes) -> None:
    amounts = divide("lucky", shares + more, shares, seed)

    assert (len(amounts), sum(amounts)) == (shares, shares + more)
    assert min(amounts) >= 1


def test_equal_shares_are_equal() -> None:
    assert divide("equal", 500, 5, SEED) == [100] * 5


def test_the_same_seed_divides_the_same_way() -> None:
    amounts = divide("lucky", 888, 8, SEED)

    assert amounts == divide("lucky", 888, 8, SEED) == [103, 182, 234, 69, 90, 37, 99, 74]
    assert amounts != divide("lucky", 888, 8, bytes(32))


def test_numbers_from_a_seed_are_even() -> None:
    chance = SeedChance(SEED)
    seen = [0] * 7
    for _ in range(70_000):
        seen[chance.randrange(3, 10) - 3] += 1

    assert sum((count - 10_000) ** 2 / 10_000 for count in seen) < 22.5  # 6 degrees of freedom, once in a thousand


def test_a_number_past_the_last_whole_multiple_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = [b"\xff" * 8, (5).to_bytes(8, "big")]
    monkeypatch.setattr(SeedChance, "randbytes", lambda _self, _n: drawn.pop(0))

    assert SeedChance(SEED).randrange(0, 3) == 2


def test_every_place_in_the_queue_is_as_good_over_200_000_envelopes() -> None:
    """Who is luckiest, by place: even. The mean by place: the same, and exactly the mean of the envelope."""
    chance = random.Random(88)
    sums, luckiest = [0] * PLACES, [0] * PLACES
    for _ in range(ENVELOPES):
        amounts = split_luckily(TOTAL, PLACES, chance)
        best = max(amounts)
        luckiest[amounts.index(best) if amounts.count(best) == 1 else chance.choice(places_of(best, amounts))] += 1
        for place, amount in enumerate(amounts):
            sums[place] += amount

    even = ENVELOPES / PLACES
    assert sum((count - even) ** 2 / even for count in luckiest) < CHI_SQUARE_MAX
    means = [one / ENVELOPES for one in sums]
    assert fmean(means) == pytest.approx(TOTAL / PLACES)
    assert max(abs(mean - 100) for mean in means) < 0.6  # the deviation of a mean is 0.15


def places_of(best: int, amounts: list[int]) -> list[int]:
    return [place for place, amount in enumerate(amounts) if amount == best]


def a_proof() -> dict[str, Any]:
    amounts = divide("lucky", 888, 8, SEED)
    taken = [{"position": place, "amount_minor": amounts[place], "person": f"per_{place}"} for place in range(3)]
    sealed = {"seed": SEED.hex(), "commitment": commitment_of(FACTS, SEED.hex())}
    return FACTS | sealed | {"amounts": amounts, "taken": taken}


def test_an_honest_proof_holds() -> None:
    findings = verify(a_proof())

    assert [one.ok for one in findings] == [True] * 5
    assert findings[2].detail == "888 of 888 minor units"


@pytest.mark.parametrize(
    ("changes", "failing"),
    [
        ({"seed": bytes(32).hex()}, {0, 1}),
        ({"commitment": "0" * 64}, {0}),
        ({"total_minor": 889}, {0, 1, 2}),
        ({"amounts": []}, {1, 2, 3, 4}),
        ({"taken": [{"position": 0, "amount_minor": 104}]}, {4}),
        ({"taken": [{"position": 1, "amount_minor": 103}]}, {4}),
        ({"taken": [{"position": 0, "amount_minor": 103}, {"position": 0, "amount_minor": 103}]}, {4}),
    ],
)
def test_a_proof_that_was_bent_fails(changes: dict[str, Any], failing: set[int]) -> None:
    findings = verify(a_proof() | changes)

    assert {number for number, one in enumerate(findings) if not one.ok} == failing


@pytest.mark.parametrize(
    "changes", [{"shares": 0}, {"shares": 10_001, "total_minor": 20_000}, {"total_minor": 7}, {"total_minor": 2**53}]
)
def test_a_proof_of_no_envelope_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="1 to 10000 shares"):
        verify(a_proof() | changes)
