"""Flights and showings: the same every time they are drawn, right by the clocks of both places."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from miniapps.tickets.server import offers
from miniapps.tickets.server.rules import showings, timetable
from miniapps.tickets.server.rules.airports import AIRPORTS, block_minutes, distance_km
from miniapps.tickets.server.rules.fares import FARES, fare_fen
from miniapps.tickets.server.world import CINEMAS, EVENTS, FILMS

codes = st.sampled_from(sorted(AIRPORTS))
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(codes, codes, days)
def test_every_flight_takes_its_time_and_is_found_again(origin: str, target: str, day: date) -> None:
    found = timetable.flights_on(origin, target, day)
    if origin == target:
        assert found == []
        return
    assert 2 <= len(found) <= 4
    assert [one.departs_at for one in found] == sorted({one.departs_at for one in found})
    for one in found:
        assert one.arrives_at - one.departs_at == timedelta(minutes=block_minutes(one.origin, one.target))
        assert one.departs_local.date() == day
        # Local clocks and offsets tell the same story as UTC.
        shift = one.arrives_local.utcoffset(), one.departs_local.utcoffset()
        assert shift[0] is not None
        assert shift[1] is not None
        naive = one.arrives_local.replace(tzinfo=None) - one.departs_local.replace(tzinfo=None)
        assert naive == timedelta(minutes=one.minutes) + shift[0] - shift[1]
        assert one.day_shift in (0, 1, 2)
        assert timetable.find_flight(one.id) == one


@given(codes, codes, days)
def test_dearer_classes_cost_more_and_prices_are_whole_yuan(origin: str, target: str, day: date) -> None:
    assume(origin != target)
    for one in timetable.flights_on(origin, target, day):
        prices = [fare_fen(one, fare) for fare in FARES.values()]
        assert prices == sorted(set(prices))
        assert all(price > 0 and price % 100 == 0 for price in prices)


def test_known_distances() -> None:
    assert distance_km(AIRPORTS["LHR"], AIRPORTS["JFK"]) == pytest.approx(5_540, rel=0.01)
    assert distance_km(AIRPORTS["SYD"], AIRPORTS["LHR"]) == pytest.approx(17_020, rel=0.01)


def test_the_clocks_of_both_ends_change_on_their_own_days() -> None:
    """London leaves summer time a week before New York: the same flight arrives an hour earlier by the clock there."""
    summer, between = (timetable.flights_on("LHR", "JFK", day)[0] for day in (date(2026, 10, 20), date(2026, 10, 27)))
    assert f"{summer.departs_local:%H:%M}" == f"{between.departs_local:%H:%M}"
    assert summer.arrives_local.replace(tzinfo=None, day=1) - between.arrives_local.replace(
        tzinfo=None, day=1
    ) == timedelta(hours=-1)


@pytest.mark.parametrize("wrong", ["", "f-LHR-MXP-20261128-9", "f-LHR-LHR-20261128-1", "f-XXX-MXP-20261128-1", "a-b-c"])
def test_no_timetable_has_other_flights(wrong: str) -> None:
    assert timetable.find_flight(wrong) is None


@given(days, st.sampled_from(sorted(CINEMAS)))
def test_no_hall_shows_two_films_at_once(day: date, cinema_id: str) -> None:
    shown = offers.showings_of(CINEMAS[cinema_id], day)
    for hall in CINEMAS[cinema_id].halls:
        runs = [one for one in shown if one.hall is hall]
        assert len(runs) >= 4
        for one, following in pairwise(runs):
            assert one.starts_at + timedelta(minutes=one.film.minutes) < following.starts_at
        assert all(offers.get_showing(one.id) == one for one in runs)


@given(days)
def test_every_film_can_be_seen_every_day(day: date) -> None:
    seen = {one.film.id for cinema in CINEMAS.values() for one in offers.showings_of(cinema, day)}
    assert seen == set(FILMS)


@given(days, st.sampled_from(sorted(EVENTS)))
def test_events_come_on_their_day_of_the_week(today: date, event_id: str) -> None:
    found = offers.sessions_of(EVENTS[event_id], today)
    assert len(found) == showings.EVENT_WEEKS
    for session_id, start in found:
        assert start.date() >= today
        assert start.weekday() == EVENTS[event_id].weekday
        assert offers.get_session(session_id) == (EVENTS[event_id], start)


def test_what_has_begun_is_not_sold() -> None:
    showing = offers.showings_of(CINEMAS["attic"], date(2026, 11, 24))[0]
    choice = offers.Choice("cinema", showing.id, seats=("A1",))
    before = showing.starts_at.astimezone(UTC) - timedelta(seconds=1)
    assert offers.resolve(choice, before).total_fen > 0
    with pytest.raises(offers.Problem, match="too_late"):
        offers.resolve(choice, before + timedelta(seconds=1))
    with pytest.raises(offers.Problem, match="too_early"):
        offers.resolve(choice, datetime(2026, 1, 1, tzinfo=UTC))
