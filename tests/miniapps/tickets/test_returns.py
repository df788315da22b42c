"""What comes back: never more than was paid, never more for waiting, and the same rule that was shown."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from miniapps.tickets.server.rules.returns import POLICIES, Policy, exchange_quote, refund_quote

START = datetime(2026, 12, 1, 19, 30, tzinfo=UTC)
policies = st.sampled_from(sorted(POLICIES)).map(POLICIES.__getitem__)
prices = st.integers(0, 10_000_000)
moments = st.integers(-100_000, 2_000_000).map(lambda seconds: START - timedelta(seconds=seconds))


@given(policies, prices, moments)
def test_back_and_kept_are_the_whole_price(policy: Policy, price: int, now: datetime) -> None:
    quote = refund_quote(policy, price, START, now)
    assert quote.back_fen + quote.fee_fen == price
    assert quote.back_fen >= 0
    assert quote.fee_fen >= 0
    assert quote.allowed == (quote.back_fen > 0)
    if now > START:
        assert quote.back_fen == 0


@given(policies, prices, moments, moments)
def test_waiting_never_gives_more(policy: Policy, price: int, one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    soon, later = refund_quote(policy, price, START, early), refund_quote(policy, price, START, late)
    assert soon.back_fen >= later.back_fen


@given(policies, prices, prices, moments)
def test_an_exchange_costs_the_difference_and_its_fee(policy: Policy, old: int, new: int, now: datetime) -> None:
    quote = exchange_quote(policy, old, new, START, now)
    if not quote.allowed:
        assert quote.due_fen == 0
    elif policy.gives_back:
        assert quote.due_fen == new - old + quote.fee_fen
        assert quote.due_fen >= -old
    else:
        assert quote.due_fen == max(0, new - old) + quote.fee_fen


def test_the_light_fare_gives_nothing_back_and_is_not_exchanged() -> None:
    now = START - timedelta(days=30)
    assert not refund_quote(POLICIES["light"], 50_000, START, now).allowed
    assert not exchange_quote(POLICIES["light"], 50_000, 50_000, START, now).allowed


def test_the_steps_hold_to_the_second() -> None:
    cinema = POLICIES["cinema"]
    assert refund_quote(cinema, 5_201, START, START - timedelta(hours=2)).back_fen == 5_201
    assert refund_quote(cinema, 5_201, START, START - timedelta(hours=2) + timedelta(seconds=1)).back_fen == 3_640
    assert refund_quote(cinema, 5_201, START, START - timedelta(hours=1) + timedelta(seconds=1)).back_fen == 0
