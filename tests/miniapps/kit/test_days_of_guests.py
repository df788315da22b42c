"""What each guest sells in a day, by its own books, against the wallet's orders and ledger: the shop with several
sellers, the taxi, the kitchens, the envelopes' desk. The tickets are in test_day_files.py."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, select

from miniapps.envelopes.server import tables as envelope_tables
from miniapps.envelopes.server.desk import Desk as EnvelopeDesk
from miniapps.envelopes.server.settings import EnvelopeSettings
from miniapps.envelopes.server.till import PayV3Gifts
from miniapps.food.server import desk as food_desk
from miniapps.food.server import kitchen, money
from miniapps.food.server import tables as food_tables
from miniapps.food.server.rules.steps import State
from miniapps.food.server.settings import FoodSettings
from miniapps.kit.database import Database
from miniapps.kit.holds import PayV3Holds
from miniapps.kit.till import PayV3Till
from miniapps.shop.server import catalogue, market, orders
from miniapps.shop.server import tables as shop_tables
from miniapps.shop.server.baskets import Baskets
from miniapps.shop.server.desk import Desk as ShopDesk
from miniapps.shop.server.settings import ShopSettings
from miniapps.taxi.server import tables as taxi_tables
from miniapps.taxi.server.cab import Cab
from miniapps.taxi.server.desk import Desk as TaxiDesk
from miniapps.taxi.server.engine import Engine
from miniapps.taxi.server.fares import VehicleClass
from miniapps.taxi.server.fares_money import FaresMoney
from miniapps.taxi.server.settings import TaxiSettings
from tests.miniapps.food.kit import BURGER
from tests.miniapps.food.kit import opened as opened_food
from tests.miniapps.merchants import APPID, Merchants, merchants_of
from tests.miniapps.taxi.stand import open_taxi


@pytest.fixture
async def merchants(tmp_path: Path) -> AsyncIterator[Merchants]:
    async with merchants_of(tmp_path) as ready:
        yield ready


async def test_a_market_of_several_sellers_gives_a_file_for_each(merchants: Merchants) -> None:
    settings = ShopSettings(**await merchants.join("Lantern Lane"))
    facts = await merchants.join("Tin Drum")
    seller = market.Seller(
        "tin-drum", "Tin Drum", facts["mchid"], facts["merchant_serial_no"], facts["apiv3_key"],
        facts["merchant_private_key_path"],
    )  # fmt: skip
    database = Database(settings.data / "shop.db", shop_tables.ShopTable.metadata)
    await database.create()
    await catalogue.load(database)
    await market.stock(database, (seller,), 3)
    till = PayV3Till(settings)
    baskets = Baskets(settings, till, (seller,))
    await baskets.agree()
    desk = ShopDesk(settings, database, None, till, baskets, merchants.clock.now)  # pyright: ignore[reportArgumentType] nobody signs in
    await merchants.open_books(database, shop_tables.MOVES, dict(baskets.tills))
    async with database.read() as session:
        listed = select(shop_tables.Listing.product_id)
        variants = select(shop_tables.Variant.id).where(col(shop_tables.Variant.stock) > 3)
        of_product = col(shop_tables.Variant.product_id)
        own = (await session.exec(variants.where(of_product.not_in(listed)))).first()
        other = (await session.exec(variants.where(of_product.in_(listed)))).first()
    assert own
    assert other

    async def bought(*things: str) -> str:
        wanted = [orders.Wanted(one, 1) for one in things]
        made = await desk.order("ann", wanted, recipient="Ann", address="1 Harbour", request_key=f"key-{things}")
        await merchants.pay(made["payment"])
        assert (await desk.show("ann", made["order"]["number"]))["state"] == "paid"
        return made["order"]["number"]

    await bought(own)  # stays
    assert (await desk.cancel("ann", await bought(own, other)))["state"] == "refunded"
    number = await bought(other)
    assert (await desk.cancel("ann", number))["state"] == "refunded"
    await merchants.next_morning()
    # One, and two parts with their ways back, and one part with its way back.
    await merchants.found_equal(1 + 4 + 2)

    await database.close()


async def test_fares_and_tips_stand_in_the_day(merchants: Merchants, tmp_path: Path) -> None:
    settings = TaxiSettings(**await merchants.join("Kestrel"), driver_appid="wx2", driver_appsecret="s")
    till = PayV3Holds(settings)
    async with open_taxi(tmp_path) as stand:
        clock, live = stand.clock, stand.desk.live
        clock.moment = merchants.clock.now()
        fares = FaresMoney(stand.database, till)
        engine = Engine(stand.database, fares, live, clock)
        taxi = replace(
            stand,
            money=fares,
            engine=engine,
            desk=TaxiDesk(stand.database, till, fares, engine, live, clock),
            cab=Cab(stand.database, fares, live, clock),
        )
        await merchants.open_books(taxi.database, taxi_tables.MOVES, {"": till})
        await taxi.hire("d1")
        made = await taxi.desk.order(
            "ann", start=0, goal=400, vehicle=VehicleClass.ECONOMY, maximum_fen=1_000_000,
            request_key="request-1",
        )  # fmt: skip
        number = made["ride"]["number"]
        await merchants.pay(made["payment"])
        await taxi.desk.show("ann", number)
        await engine.dispatch()
        await taxi.cab.accept("d1", (await taxi.cab.show("d1"))["offer"]["id"])
        await taxi.drive()
        await merchants.pay((await taxi.desk.tip("ann", number, 500))["payment"])
        await taxi.desk.show("ann", number)

        await merchants.next_morning()
        await merchants.found_equal(2)


async def test_dishes_that_came_back_stand_in_the_day_and_what_was_let_go_does_not(
    merchants: Merchants, tmp_path: Path
) -> None:
    settings = FoodSettings(**await merchants.join("Tablemates"))
    till = PayV3Holds(settings)
    async with opened_food(tmp_path) as kit:
        backend = kit.backend = replace(kit.backend, till=till, settings=settings)
        await merchants.open_books(backend.database, food_tables.MOVES, {"": till})
        made = [await kit.order((BURGER, 3), key=f"basket-000{n}") for n in range(3)]
        for one in made:
            await merchants.pay(await money.ask(backend, "ann", one["number"]))
            await food_desk.show(backend, "ann", one["number"])
        await kitchen.accept(backend, "griddle", made[0]["number"], 15)
        await kitchen.accept(backend, "griddle", made[1]["number"], 15)
        await kitchen.refuse(backend, "griddle", made[2]["number"], "No gas today")  # was never taken
        for after in (State.COOKING, State.READY, State.ON_THE_WAY, State.DELIVERED):
            await kitchen.step(backend, "griddle", made[1]["number"], after)
        shown = await food_desk.show(backend, "ann", made[1]["number"])
        await food_desk.claim(backend, "ann", made[1]["number"], shown["lines"][0]["id"], 1)
        await merchants.next_morning()
        await merchants.found_equal(3)


async def test_money_that_a_merchant_adds_stands_in_the_day(merchants: Merchants) -> None:
    settings = EnvelopeSettings(**await merchants.join("Red Letter"), desk_appid=APPID, desk_appsecret="s")
    database = Database(settings.data / "envelopes.db", envelope_tables.EnvelopeTable.metadata)
    await database.create()
    till = PayV3Gifts(settings)
    desk = EnvelopeDesk(settings, database, till, now=merchants.clock.now)
    await merchants.open_books(database, envelope_tables.MOVES, {"": till})
    made = await desk.add_money("ann", 2_000)
    unpaid = await desk.add_money("ann", 3_000)
    await merchants.pay(made["payment"])
    for one in (made, unpaid):
        await desk.look_at_payment(one["number"])
    await merchants.next_morning()
    await merchants.found_equal(1)
    await database.close()
