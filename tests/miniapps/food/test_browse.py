"""Looking around: what is near comes first, words find dishes, hearts stay with who gave them."""

import pytest

from miniapps.food.server import browse
from miniapps.kit.problems import Problem
from tests.miniapps.food.kit import BURGER, Kit


async def test_what_can_be_ordered_comes_first_and_near_before_far(kit: Kit) -> None:
    listed = await browse.list_restaurants(kit.backend, address="12 Harbour Street", query="", openid="")
    ranks = [(not one["in_reach"], not one["open"], one["distance_m"]) for one in listed["restaurants"]]
    assert ranks == sorted(ranks)
    assert len(ranks) == 13


async def test_an_address_outside_of_the_town_is_said_and_nothing_reaches_it(kit: Kit) -> None:
    listed = await browse.list_restaurants(kit.backend, address="1 Nowhere Road", query="", openid="")
    assert listed["address_known"] is False
    assert not any(one["in_reach"] for one in listed["restaurants"])


async def test_not_every_courier_rides_to_far_point(kit: Kit) -> None:
    listed = await browse.list_restaurants(kit.backend, address="2 Far Point Road", query="", openid="")
    assert listed["address_known"] is True
    assert {one["in_reach"] for one in listed["restaurants"]} == {True, False}


async def test_a_search_finds_dishes_by_every_word(kit: Kit) -> None:
    found = await browse.list_restaurants(kit.backend, address="", query="RAMEN butter", openid="")
    (place,) = found["restaurants"]
    assert [dish["name"] for dish in place["dishes"]] == ["Miso Corn Ramen"]
    nothing = await browse.list_restaurants(kit.backend, address="", query="100%", openid="")
    assert nothing["restaurants"] == []


@pytest.mark.parametrize(
    ("query", "dish"),
    [
        ("salmone scozzese", "Salmon Nigiri"),
        ("шотландский", "Salmon Nigiri"),
        ("БРИНЗА", "Banosh"),
        ("溏心蛋", "Shoyu Ramen"),
        ("kelapa arang", "Ayam Bakar"),
    ],
)
async def test_a_search_finds_a_dish_by_what_is_said_of_it_in_any_language(kit: Kit, query: str, dish: str) -> None:
    found = await browse.list_restaurants(kit.backend, address="", query=query, openid="")
    assert [one["name"] for place in found["restaurants"] for one in place["dishes"]] == [dish]


async def test_a_search_finds_kitchens_and_kinds_of_dishes_in_any_language(kit: Kit) -> None:
    for query, place in (("Кантонская", "cloud"), ("川菜", "chilli"), ("Pasticceria", "tide")):
        found = await browse.list_restaurants(kit.backend, address="", query=query, openid="")
        assert place in [one["id"] for one in found["restaurants"]], query


async def test_a_heart_stays_with_who_gave_it_and_goes_again(kit: Kit) -> None:
    for on in (True, True, False, False, True):
        await browse.set_favourite(kit.backend, "ann", "crane", on)
    mine = await browse.show_restaurant(kit.backend, "crane", address="", openid="ann")
    hers = await browse.show_restaurant(kit.backend, "crane", address="", openid="ben")
    assert (mine["favourite"], hers["favourite"]) == (True, False)
    with pytest.raises(Problem, match="restaurant_unknown"):
        await browse.set_favourite(kit.backend, "ann", "nowhere", True)


async def test_a_menu_shows_what_is_left(kit: Kit) -> None:
    await kit.set_stock(BURGER, 3)
    shown = await browse.show_restaurant(kit.backend, "griddle", address="", openid="")
    burger = shown["categories"][0]["dishes"][0]
    assert (burger["id"], burger["stock"]) == (BURGER, 3)
