"""A person's own order of what is found: near to what they bought, then what most people buy; said why, and turned
off."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col, select

from miniapps.kit.database import Database
from miniapps.shop.server import catalogue, search, tastes
from miniapps.shop.server.search import Narrowed
from miniapps.shop.server.tables import Product, ShopTable
from miniapps.shop.server.tastes import Thing
from tests.miniapps.shop.kit import Shop

THINGS = st.lists(
    st.builds(
        Thing, st.sampled_from("pqrst"), st.just("n"), st.sampled_from(["tea", "home"]), st.sampled_from(["", "b"])
    )
)


async def found(shop: Shop, who: str, query: str = "a") -> list[dict[str, Any]]:
    return (await shop.ask(who, "GET", f"/api/products?q={query}"))["items"]


async def test_the_same_words_find_another_order_for_each_history_and_say_why(shop: Shop) -> None:
    new = await found(shop, "nobody")
    assert [one["why"] for one in new] == [None] * len(new)
    await shop.buy("ann", ("juniper-teapot-1", 1))
    await shop.buy("ben", ("wool-blanket-2", 3))

    ann, ben, nobody = [await found(shop, who) for who in ("ann", "ben", "nobody")]

    assert [one["id"] for one in ann] != [one["id"] for one in ben]
    assert {one["category"] for one in ann[:4]} == {"tea"}
    assert {one["category"] for one in ben[:4]} == {"home"}
    assert ann[0]["why"] == {"kind": "again", "name": "", "shelf": "Tea"}
    assert ann[1]["why"] == {"kind": "bought", "name": "Juniper Teapot", "shelf": "Tea"}
    # Somebody new: three blankets, one teapot, then the shelf as it stands.
    assert [one["id"] for one in nobody[:2]] == ["wool-blanket", "juniper-teapot"]
    assert nobody[0]["why"] == {"kind": "popular", "name": "", "shelf": "Home"}
    assert [one["id"] for one in nobody[2:]] == [one["id"] for one in new if one["id"] in {n["id"] for n in nobody[2:]}]


async def test_who_turns_it_off_has_the_order_of_everybody_until_they_turn_it_on(shop: Shop) -> None:
    await shop.buy("ann", ("juniper-teapot-1", 1))
    mine = await shop.ask("ann", "GET", "/api/suggestions")
    assert (mine["is_on"], mine["is_personal"]) == (True, True)
    assert {one["why"]["kind"] for one in mine["items"]} == {"bought"}
    assert "juniper-teapot" not in {one["id"] for one in mine["items"]}

    await shop.ask("nobody", "PUT", "/api/personal", {"on": False}, expect=401)
    for _ in range(2):
        await shop.ask("ann", "PUT", "/api/personal", {"on": False})
    off = await shop.ask("ann", "GET", "/api/suggestions")
    assert (off["is_on"], off["is_personal"]) == (False, False)
    assert [(one["id"], one["why"]["kind"]) for one in off["items"]] == [("juniper-teapot", "popular")]
    assert await found(shop, "ann") == await found(shop, "nobody")

    await shop.ask("ann", "PUT", "/api/personal", {"on": True})
    assert (await shop.ask("ann", "GET", "/api/suggestions"))["items"] == mine["items"]


async def test_an_order_that_was_given_back_says_nothing_of_a_taste(shop: Shop) -> None:
    number = await shop.buy("ann", ("juniper-teapot-1", 1))
    await shop.ask("ann", "POST", f"/api/orders/{number}/cancel")
    assert (await shop.ask("ann", "GET", "/api/suggestions"))["is_personal"] is False


@given(THINGS)
def test_a_taste_counts_each_thing_once_and_explains_whatever_has_points(bought: list[Thing]) -> None:
    taste = tastes.taste_of(bought)
    assert tastes.taste_of([*bought, *bought]) == taste
    assert [one.id for one in taste.bought] == list(dict.fromkeys(one.id for one in bought))
    assert sum(taste.categories.values()) == len(taste.bought) * tastes.CATEGORY_POINTS
    assert "" not in taste.brands
    for brand in ("b", ""):
        for category in ("tea", "home", "wear"):
            reason = tastes.why(taste, Thing("new", "New", category, brand), is_popular=False)
            assert (reason is not None) == (tastes.points(taste, brand, category) > 0)
            if reason:
                assert reason[1] in {one.name for one in taste.bought}


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tastes") / "shop.db"


@pytest.mark.parametrize("bought", [[], ["tea"], ["home", "paper", "home"], ["wear", "bath", "tea", "kitchen"]])
async def test_a_search_stands_in_the_order_of_the_points_and_then_of_what_was_sold(
    counted: Path, bought: list[str]
) -> None:
    database = Database(counted, ShopTable.metadata)
    await database.create()
    await catalogue.load(database)
    async with database.write() as session:
        await session.exec(update(Product).values(sold=col(Product.position) * 7 % 5, brand=col(Product.position) % 4))
    taste = tastes.taste_of([Thing(str(n), "n", shelf, str(n % 3)) for n, shelf in enumerate(bought)])
    async with database.read() as session:
        first = await search.find(session, "a", Narrowed(), offset=0, limit=40, taste=taste)
        rest = await search.find(session, "a", Narrowed(), offset=40, limit=400, taste=taste)
        hits = await search.find(session, "a", Narrowed(), offset=0, limit=440)
        rows = {one.position: one for one in await session.exec(select(Product))}
    await database.close()

    def rank(position: int) -> tuple[int, int, int]:
        one = rows[position]
        return (-tastes.points(taste, one.brand, one.category), -one.sold, position)

    assert [*(first or ()), *(rest or ())] == sorted(hits or (), key=rank)
    assert len(hits or ()) > 40
