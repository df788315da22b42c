"""Prices, shares, baskets, hours, places and steps keep their promises for whatever comes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from miniapps.food.server.menu import menu
from miniapps.food.server.rules import baskets, places, prices, slots, steps
from miniapps.food.server.rules.baskets import Choice, DishFacts, Option, Refused, Wanted
from miniapps.food.server.rules.places import Spot
from miniapps.food.server.rules.prices import Code, Offer
from miniapps.food.server.rules.slots import Hours
from miniapps.food.server.rules.steps import State

AMOUNTS = st.lists(st.integers(1, 50_000), min_size=1, max_size=12)
OFFERS = st.builds(Offer, percent=st.integers(0, 90), above=st.integers(0, 20_000), free_above=st.integers(0, 20_000))
CODES = st.none() | st.builds(
    Code,
    code=st.just("X"),
    percent=st.integers(0, 100),
    amount=st.integers(0, 30_000),
    most=st.integers(0, 30_000),
    above=st.integers(0, 20_000),
    free_delivery=st.booleans(),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
SPOTS = st.builds(Spot, st.floats(45.6, 45.7), st.floats(13.7, 13.8))


@st.composite
def weeks(draw: st.DrawFn) -> Hours:
    days = list[tuple[tuple[int, int], ...]]()
    for _ in range(7):
        edges = sorted(draw(st.sets(st.integers(0, 96), max_size=4)))
        edges = edges[: len(edges) // 2 * 2]
        days.append(tuple((edges[i] * 15, edges[i + 1] * 15) for i in range(0, len(edges), 2)))
    return Hours(tuple(days), draw(st.integers(-12, 14)) * 60)


@given(AMOUNTS, st.integers(0, 8_000), OFFERS, CODES)
def test_a_price_adds_up_and_always_leaves_something_to_pay(
    amounts: list[int], distance: int, offer: Offer, code: Code | None
) -> None:
    price = prices.price(sum(amounts), distance, offer, code)
    assert price.total == price.subtotal - price.discount + price.fee >= 1
    assert 0 <= price.discount < price.subtotal
    assert price.fee + price.saved_fee == prices.delivery_fee(distance)


@given(AMOUNTS, st.integers(0, 8_000), OFFERS, CODES)
def test_a_code_never_makes_an_order_dearer(amounts: list[int], distance: int, offer: Offer, code: Code | None) -> None:
    without = prices.price(sum(amounts), distance, offer)
    assert prices.price(sum(amounts), distance, offer, code).total <= without.total


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_a_longer_way_never_costs_less(one: int, other: int) -> None:
    near, far = sorted((one, other))
    assert prices.delivery_fee(near) <= prices.delivery_fee(far)


@given(st.integers(0, 1_000_000), st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_splitting_loses_nothing_and_is_fair_to_a_fen(amount: int, weights: list[int]) -> None:
    parts = prices.apportion(amount, weights)
    whole = sum(weights)
    if not whole:
        assert parts == [0] * len(weights)
        return
    assert sum(parts) == amount
    assert all(abs(part - amount * weight / whole) < 1 for part, weight in zip(parts, weights, strict=True))


@given(AMOUNTS, st.integers(0, 49_999))
def test_lines_are_worth_what_was_paid_for_them(amounts: list[int], discount: int) -> None:
    discount = min(discount, sum(amounts) - 1)
    values = prices.line_values(amounts, discount)
    assert sum(values) == sum(amounts) - discount
    assert all(0 <= value <= amount for value, amount in zip(values, amounts, strict=True))


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30_000), min_size=1), st.integers(0, 3_000))
def test_the_shares_of_a_group_are_the_order_and_nobody_pays_for_others(values: dict[str, int], fee: int) -> None:
    split = prices.shares(values, fee, host="a")
    assert sum(split.values()) == sum(values.values()) + fee
    extra = {person: split[person] - values[person] for person in values}
    assert max(extra.values()) - min(extra.values()) <= len(values)


@given(MOMENTS, weeks(), st.integers(5, 90))
def test_every_offered_time_can_be_kept_by_kitchen_and_courier(now: datetime, hours: Hours, lead: int) -> None:
    offered = slots.slots(hours, now, lead)
    assert offered == sorted(set(offered))
    for one in offered:
        start = one - timedelta(minutes=lead)
        assert hours.is_open(start)
        assert start >= now
        assert one.minute % slots.SLOT_MINUTES == 0
        assert slots.is_slot(hours, now, lead, one)


@given(MOMENTS, weeks())
def test_opening_and_closing_times_are_where_it_changes(now: datetime, hours: Hours) -> None:
    opens = hours.opens_next(now)
    if opens is not None:
        assert opens >= now or hours.is_open(now)
        assert hours.is_open(opens)
    if hours.is_open(now):
        closes = hours.closes_next(now)
        if closes is not None:
            assert closes > now
            assert hours.is_open(closes - timedelta(minutes=1))
            assert not hours.is_open(closes)
    else:
        assert hours.closes_next(now) is None


def test_a_kitchen_that_never_closes_says_so() -> None:
    always = slots.read_hours(["00:00-24:00"] * 7, 60)
    now = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
    assert always.is_open(now)
    assert always.closes_next(now) is None
    assert len(slots.slots(always, now, 30)) > 150


@given(SPOTS, SPOTS, st.floats(-1, 2))
def test_a_courier_is_always_on_the_way_between(start: Spot, end: Spot, part: float) -> None:
    path = places.route(start, end)
    spot = places.along(path, part)
    low, high = sorted((start.latitude, end.latitude))
    assert low - 1e-9 <= spot.latitude <= high + 1e-9
    low, high = sorted((start.longitude, end.longitude))
    assert low - 1e-9 <= spot.longitude <= high + 1e-9
    assert places.along(path, 0) == start
    assert places.metres_between(places.along(path, 1), end) == 0


@given(st.text(max_size=60))
def test_any_text_may_be_an_address(text: str) -> None:
    places.find_address(menu().streets, text)


def test_addresses_are_found_however_they_are_written() -> None:
    streets = menu().streets
    first = places.find_address(streets, "12 Harbour Street, Westport")
    assert first
    assert places.find_address(streets, "westport, HARBOUR   street 12") == first
    further = places.find_address(streets, "40 Harbour Street")
    assert further
    assert places.metres_between(first, further) == 28 * places.NUMBER_STEP_M
    assert places.find_address(streets, "Harbour Streetwise 3") is None


SIZE = Option("size", "Size", "one", (Choice("s", "Small", 0), Choice("l", "Large", 500)))
EXTRAS = Option("extras", "Extras", "many", (Choice("egg", "Egg", 300), Choice("ham", "Ham", 400)))
DISHES = {
    "soup": DishFacts("soup", "one", 1000, (SIZE, EXTRAS)),
    "stew": DishFacts("stew", "one", 2000, ()),
    "cake": DishFacts("cake", "two", 1500, ()),
}
CHOICES = st.dictionaries(
    st.sampled_from(["size", "extras", "sauce"]), st.lists(st.sampled_from(["s", "l", "egg", "ham", "x"]), max_size=3)
)
ITEMS = st.lists(
    st.builds(Wanted, st.sampled_from(["soup", "stew", "cake", "none"]), st.integers(-1, 25), CHOICES), max_size=6
)


@given(ITEMS)
def test_a_basket_is_priced_or_refused_with_a_reason(items: list[Wanted]) -> None:
    lines = baskets.price_lines(items, DISHES, "one")
    if isinstance(lines, Refused):
        assert lines.code
        return
    assert len(lines) == len(items)
    for line in lines:
        base = DISHES[line.wanted.dish_id].price
        assert base <= line.unit <= base + 500 + 300 + 400
        assert line.amount == line.unit * line.wanted.quantity > 0
    total = baskets.needed([(line.wanted.dish_id, line.wanted.quantity) for line in lines])
    assert sum(total.values()) == sum(line.wanted.quantity for line in lines)


def test_options_are_what_the_dish_offers() -> None:
    soup = DISHES["soup"]
    assert [one.id for one in baskets.choose(soup, {}) or []] == ["s"]
    assert [one.id for one in baskets.choose(soup, {"extras": ["ham", "egg"], "size": ["l"]}) or []] == [
        "l",
        "egg",
        "ham",
    ]
    assert baskets.choose(soup, {"size": ["s", "l"]}) is None
    assert baskets.choose(soup, {"extras": ["egg", "egg"]}) is None
    assert baskets.choose(soup, {"sauce": []}) is None


@given(st.sampled_from(State), st.floats(0, 1e6), st.integers(0, 10_000), st.floats(0.1, 100))
def test_a_simulated_step_is_one_that_may_follow(state: State, waited: float, distance: int, speed: float) -> None:
    after = steps.next_step(state, waited_seconds=waited, distance_m=distance, speed=speed)
    assert after is None or steps.may_follow(state, after)


def test_every_order_can_come_to_an_end() -> None:
    for state in State:
        seen, waiting = {state}, [state]
        while waiting:
            for after in steps.FOLLOWS[waiting.pop()] - seen:
                seen.add(after)
                waiting.append(after)
        assert seen & steps.ENDED
