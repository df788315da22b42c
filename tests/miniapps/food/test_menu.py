"""The menu is whole, and what is committed is what the drawing code draws."""

from miniapps.food.pictures.__main__ import KITCHEN, PROGRAM, pictures
from miniapps.food.server.menu import menu
from miniapps.food.server.rules import slots
from tests.miniapps.food.kit import NOON

PACKAGE_BYTES_MAX = 2_000_000


def test_there_is_enough_to_choose_from() -> None:
    assert len(menu().restaurants) >= 12
    assert len(menu().dishes) >= 120
    assert len({place.cuisine for place in menu().restaurants.values()}) >= 10


def test_somebody_cooks_at_every_hour() -> None:
    open_now = [place for place in menu().restaurants.values() if slots.slots(place.hours, NOON, 30)]
    assert len(open_now) == len(menu().restaurants)
    assert [place.id for place in open_now if place.hours.closes_next(NOON) is None] == ["griddle", "cloud"]


def test_every_choice_is_free_or_costs_more() -> None:
    for dish in menu().dishes.values():
        assert dish.price > 0
        for option in dish.options:
            assert len({choice.id for choice in option.choices}) == len(option.choices) >= 2
            assert all(choice.price >= 0 for choice in option.choices)


def test_every_dish_has_its_own_committed_picture_in_a_small_package() -> None:
    drawn = pictures()
    committed = {path: path.read_text("utf-8") for room in (PROGRAM, KITCHEN) for path in room.rglob("*.svg")}
    assert committed == drawn
    assert {PROGRAM / "dishes" / f"{dish}.svg" for dish in menu().dishes} <= set(drawn)
    for package in (PROGRAM.parent, KITCHEN.parent):
        assert sum(path.stat().st_size for path in package.rglob("*") if path.is_file()) < PACKAGE_BYTES_MAX
