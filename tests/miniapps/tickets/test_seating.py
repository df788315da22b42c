"""Seats by rule: one person each, all or nothing, five minutes from the first and no longer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miniapps.tickets.server.rules import seating
from miniapps.tickets.server.rules.seating import Hall, Hold

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HALL = Hall("h", "Hall", (3, 4, 4, 4, 3), (2,))
PEOPLE = ("ann", "ben", "mei")

steps = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE),
        st.lists(st.sampled_from(HALL.seats()), unique=True, max_size=4),
        st.integers(0, 400),
        st.booleans(),
    ),
    max_size=30,
)


@given(steps)
def test_whatever_people_do_a_seat_has_one_owner_and_no_hold_outlives_its_time(
    steps: list[tuple[str, list[str], int, bool]],
) -> None:
    taken: dict[str, Hold] = {}
    first_hold: dict[str, datetime] = {}
    now = NOW
    for person, wanted, seconds, books in steps:
        now += timedelta(seconds=seconds)
        before = dict(taken)
        decision = seating.hold(taken, person, wanted, now)
        for seat in decision.release:
            assert before[seat].openid == person
            del taken[seat]
        for seat, one in decision.take.items():
            assert seating.is_free(before.get(seat), now)
            assert one.openid == person
            taken[seat] = one
        live = {seat for seat, one in taken.items() if one.openid == person and not one.booked and one.until > now}
        if decision.refused:
            assert taken == before
            assert not seating.is_free(before[decision.refused], now)
        else:
            assert live == set(wanted) - {seat for seat in wanted if taken[seat].booked}
        deadlines = {taken[seat].until for seat in live}
        assert len(deadlines) <= 1
        if not live:
            first_hold.pop(person, None)
        elif not {seat for seat in live if seat in before and before[seat].until > now}:
            first_hold[person] = now
        assert all(one <= first_hold[person] + timedelta(seconds=seating.HOLD_SECONDS) for one in deadlines)
        if books:
            taken |= {seat: Hold(person, taken[seat].until, booked=True) for seat in live}
            first_hold.pop(person, None)


def test_a_booked_seat_is_not_freed_by_time() -> None:
    booked = {"A1": Hold("ann", NOW, booked=True)}
    assert seating.hold(booked, "ben", ["A1"], NOW + timedelta(days=1)).refused == "A1"
    assert seating.hold(booked, "ann", ["A1"], NOW).refused == "A1"


def test_a_hold_ends_to_the_second() -> None:
    held = seating.hold({}, "ann", ["A1"], NOW).take
    assert seating.hold(held, "ben", ["A1"], NOW + timedelta(seconds=299)).refused == "A1"
    assert seating.hold(held, "ben", ["A1"], NOW + timedelta(seconds=300)).take["A1"].openid == "ben"


@pytest.mark.parametrize(("seat", "band"), [("A1", "front"), ("B3", "front"), ("C1", "middle"), ("D4", "lounge")])
def test_the_row_makes_the_price(seat: str, band: str) -> None:
    assert seating.band(HALL, seat) == band
    assert seating.price_fen(HALL, seat, 5_200) == 5_200 + seating.BANDS_FEN[band]
