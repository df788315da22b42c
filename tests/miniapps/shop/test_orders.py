"""Stock: set aside once, given back once, never below zero, however many buy at the same time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.shop.server import catalogue, orders
from miniapps.shop.server.search import Narrowed
from miniapps.shop.server.tables import Order, OrderState, Product, ShopTable, Variant

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LAST_FEW = "wool-blanket-2"  # six of them


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "shop.db", ShopTable.metadata)
    await database.create()
    await catalogue.load(database)
    yield database
    await database.close()


async def buy(shelf: Database, key: str, *, variant: str = LAST_FEW, quantity: int = 1, openid: str = "ann") -> Order:
    async with shelf.write() as session:
        return await orders.place(
            session,
            openid=openid,
            wanted=[orders.Wanted(variant, quantity)],
            recipient="Ann",
            address="1 Harbour Street",
            request_key=key,
            now=NOW,
            payment_seconds=900,
        )


async def stock(shelf: Database, variant: str = LAST_FEW) -> int:
    async with shelf.read() as session:
        found = await session.get(Variant, variant)
        assert found
        return found.stock


async def test_fifty_buyers_of_six_blankets_leave_none_and_none_below(shelf: Database) -> None:
    outcomes = await asyncio.gather(*(buy(shelf, f"basket-{n:04}") for n in range(50)), return_exceptions=True)

    refused = [one for one in outcomes if isinstance(one, Problem)]
    assert len(outcomes) - len(refused) == 6
    assert {one.code for one in refused} == {"sold_out"}
    assert await stock(shelf) == 0


async def test_the_same_basket_sent_twice_is_one_order(shelf: Database) -> None:
    first = await buy(shelf, "basket-0001")
    again = await buy(shelf, "basket-0001")

    assert again.number == first.number
    assert await stock(shelf) == 5


async def test_another_person_cannot_take_over_a_basket(shelf: Database) -> None:
    await buy(shelf, "basket-0001")
    with pytest.raises(Problem, match="request_key_taken"):
        await buy(shelf, "basket-0001", openid="ben")


async def test_a_basket_that_fails_in_part_sets_nothing_aside(shelf: Database) -> None:
    async def both() -> None:
        async with shelf.write() as session:
            await orders.place(
                session,
                openid="ann",
                wanted=[orders.Wanted("harbour-mug-1", 1), orders.Wanted(LAST_FEW, 7)],
                recipient="Ann",
                address="1 Harbour Street",
                request_key="basket-0001",
                now=NOW,
                payment_seconds=900,
            )

    with pytest.raises(Problem, match="too_few") as refused:
        await both()
    assert refused.value.facts["stock"] == 6
    assert await stock(shelf, "harbour-mug-1") == 40


async def test_a_cancelled_order_gives_its_things_back_once(shelf: Database) -> None:
    order = await buy(shelf, "basket-0001", quantity=2)
    for _ in range(2):
        async with shelf.write() as session:
            await orders.mark_ended(session, order.number, OrderState.CANCELLED)
    assert await stock(shelf) == 6


async def test_an_order_is_paid_once_and_only_for_its_whole_amount(shelf: Database) -> None:
    order = await buy(shelf, "basket-0001")
    for total in (order.total_fen - 1, order.total_fen, order.total_fen):
        async with shelf.write() as session:
            await orders.mark_paid(session, order.number, transaction_id="4200", total_fen=total, now=NOW)
        async with shelf.read() as session:
            stored = await session.get(Order, order.number)
            assert stored
            expected = OrderState.PAID if total == order.total_fen else OrderState.AWAITING_PAYMENT
            assert stored.state is expected
    async with shelf.read() as session:
        product = await session.get(Product, "wool-blanket")
        assert product
        assert product.sold == 1


async def test_only_unpaid_orders_past_their_time_are_expired(shelf: Database) -> None:
    order = await buy(shelf, "basket-0001")
    async with shelf.read() as session:
        assert await orders.expired(session, NOW + timedelta(seconds=899)) == []
        assert await orders.expired(session, NOW + timedelta(seconds=900)) == [order.number]


async def test_loading_the_catalogue_again_keeps_the_stock(shelf: Database) -> None:
    await buy(shelf, "basket-0001")
    await catalogue.load(shelf)
    assert await stock(shelf) == 5


@pytest.mark.parametrize(
    ("query", "found"), [("mug", "harbour-mug"), ("MUG heavy", "harbour-mug"), ("100%", None), ("", "x")]
)
async def test_search_needs_every_word_and_takes_signs_as_they_are(
    shelf: Database, query: str, found: str | None
) -> None:
    async with shelf.read() as session:
        shown = await catalogue.browse(session, Narrowed(), query=query, page=0)
    ids = [item["id"] for item in shown["items"]]
    assert (ids == []) if found is None else ids
    if query == "":
        assert len(ids) == catalogue.PAGE_SIZE
        assert shown["more"]
    elif found:
        assert found in ids
