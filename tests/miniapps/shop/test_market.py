"""The market: other sellers' shelves and finding things on them, baskets of several sellers on a real merchant API."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, text

from miniapps.kit.database import Database
from miniapps.kit.till import PayV3Till
from miniapps.shop.server import catalogue, counter, coupons, market, orders, parcels, returns, search
from miniapps.shop.server.baskets import Baskets
from miniapps.shop.server.desk import Desk
from miniapps.shop.server.market import Seller
from miniapps.shop.server.search import Narrowed
from miniapps.shop.server.settings import ShopSettings
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import OrderState, ShopTable
from tests.wallet.merchant_api.town import APPID, OPENID, town_of
from tests.wallet.people import ANN, PIN, ann_has, ann_holds, balance, opened, settings_of
from wallet.books import check_books
from wallet.ledger.model import AccountKind
from wallet.merchants.certificates import platform_keys
from wallet.merchants.registry import NewMerchant, create_merchant
from wallet.payments.payables import confirm_payable, find_done, get_payable, get_payable_by_prepay_id
from wallet.ports import SystemClock

PRODUCTS = 4_000
SELLERS = ("paper-boat", "tin-drum")


def seller(name: str, merchant: NewMerchant | None = None, folder: Path = Path()) -> Seller:
    if merchant is None:
        return Seller(name, name, "0", "0", "0", Path())
    key = folder / f"{name}.pem"
    key.write_text(merchant.private_key_pem)
    return Seller(name, name, merchant.mchid, merchant.serial_no, merchant.apiv3_key, key)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Filling the shelves takes longer than looking for something on them."""
    path = tmp_path_factory.mktemp("market") / "shop.db"
    database = Database(path, ShopTable.metadata)
    await database.create()
    await catalogue.load(database)
    assert await market.stock(database, [seller(name) for name in SELLERS], PRODUCTS) == PRODUCTS
    await database.close()
    return path


@pytest.fixture
async def shelf(tmp_path: Path, filled: Path) -> AsyncIterator[Database]:
    """A copy of its own for each test."""
    database = Database(Path(shutil.copy(filled, tmp_path / "shop.db")), ShopTable.metadata)
    yield database
    await database.close()


async def names(shelf: Database, query: str, category: str = "", page: int = 0) -> list[str]:
    async with shelf.read() as session:
        found = await catalogue.browse(session, Narrowed(category), query=query, page=page)
    written = {one["name"]: one["words"] for one in market.products(PRODUCTS, SELLERS)}
    return [f"{NAMES.in_all(one['name'])} {written.get(one['name'], '')}" for one in found["items"]]


async def test_the_shelves_are_filled_once_and_the_shops_own_stand_in_front(shelf: Database) -> None:
    assert await market.stock(shelf, [seller(name) for name in SELLERS], PRODUCTS) == 0
    assert (await names(shelf, ""))[0].startswith("Harbour Mug")
    async with shelf.read() as session:
        found = await catalogue.browse(session, Narrowed(), query="walnut teapot", page=0)
    assert {one["seller"] for one in found["items"]} <= set(SELLERS)


@pytest.mark.parametrize("query", ["teapot", ""])
async def test_a_search_narrowed_to_a_seller_goes_on_page_by_page(shelf: Database, query: str) -> None:
    one, ids = SELLERS[0], list[str]()
    async with shelf.read() as session:
        for page in range(3):
            found = await catalogue.browse(session, Narrowed(seller=one), query=query, page=page)
            assert {item["seller"] for item in found["items"]} == {one}
            ids += [item["id"] for item in found["items"]]
        own = await catalogue.browse(session, Narrowed(seller=""), query=query, page=0)
    assert len(set(ids)) == 3 * catalogue.PAGE_SIZE
    assert {item["seller"] for item in own["items"]} <= {""}


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("walnut", "Walnut"),
        ("WAL teap", "Teapot"),
        ("茶壶", "茶壶"),
        ("壶", "壶"),
        ("胡桃木 碗", "碗"),
        ("清晨白瓷", "清晨白瓷"),
        ("walnut茶壶", "茶壶"),
        ("茶壺", "茶壺"),
        ("чайник", "Чайник"),
        ("чайник горіх", "горіх"),
        ("teiera in noce", "noce"),
        ("teko kayu", "kayu"),
    ],
)
async def test_words_are_found_in_every_language_and_script(shelf: Database, query: str, letters: str) -> None:
    found = await names(shelf, query)
    assert found
    assert all(letters in one for one in found)


async def brands_of(shelf: Database, query: str, narrowed: Narrowed | None = None, find: str = "") -> dict[str, Any]:
    async with shelf.read() as session:
        return await catalogue.list_brands(session, narrowed or Narrowed(), query=query, find=find)


async def test_a_thousand_brands_are_counted_and_a_search_is_narrowed_to_one(shelf: Database) -> None:
    assert len({one["brand"] for one in market.products(PRODUCTS, SELLERS)}) == 1_080
    most = await brands_of(shelf, "teapot")
    assert (len(most["items"]), most["more"]) == (50, True)
    [first, *_] = (await brands_of(shelf, "teapot", Narrowed(seller=SELLERS[0])))["items"]
    narrowed = Narrowed(seller=SELLERS[0], brand=first["id"])
    async with shelf.read() as session:
        found = await catalogue.browse(session, narrowed, query="teapot", page=0)
        everything = await catalogue.browse(session, Narrowed(brand=first["id"]), query="", page=0)
    assert len(found["items"]) == first["products"]
    for card in found["items"] + everything["items"]:
        assert card["brand"] == {"id": first["id"], "name": first["name"]}
    assert {one["id"] for one in found["items"]} <= {one["id"] for one in everything["items"]}
    assert (await brands_of(shelf, "submarine"))["items"] == []


@pytest.mark.parametrize(
    "words", ["heron oak", "苍鹭与橡树", "蒼鷺", "цапля дуб", "чапля", "airone quercia", "bangau ek"]
)
async def test_a_brand_is_found_by_its_name_in_every_language(shelf: Database, words: str) -> None:
    [made] = [one["id"] for one in (await brands_of(shelf, "", find="heron & oak"))["items"]]
    async with shelf.read() as session:
        found = await catalogue.browse(session, Narrowed(brand=made), query=words, page=0)
        everything = await catalogue.browse(session, Narrowed(brand=made), query="", page=0)
    assert found["items"]
    assert found == everything
    for letters in ("heron", "橡", "Цапля и", "quercia"):
        assert made in [one["id"] for one in (await brands_of(shelf, "", find=letters))["items"]]


async def test_what_stood_on_the_shelf_before_there_were_brands_gets_its_own(shelf: Database) -> None:
    async with shelf.write() as session:
        await session.execute(text("UPDATE products SET brand = ''"))
        await session.execute(text("UPDATE product_words SET words = replace(words, 'Heron', '') WHERE rowid >= 1000"))
        await session.execute(text("DELETE FROM brands"))
    assert await names(shelf, "heron oak") == []
    await catalogue.load(shelf)
    assert await market.stock(shelf, [seller(name) for name in SELLERS], PRODUCTS) == 0
    assert await names(shelf, "heron oak")
    async with shelf.read() as session:
        shown = await catalogue.show(session, "harbour-mug")
    assert shown["brand"] == {"id": "lantern-lane", "name": "Lantern Lane"}


async def test_pages_and_categories_of_a_search_do_not_overlap(shelf: Database) -> None:
    first, second = await names(shelf, "walnut"), await names(shelf, "walnut", page=1)
    assert len(first) == len(second) == catalogue.PAGE_SIZE
    assert not set(first) & set(second)
    assert all("Teapot" in one for one in await names(shelf, "walnut", category="tea"))


async def test_a_seller_finds_all_of_the_own_shelf_and_nothing_else(shelf: Database) -> None:
    found = list[str]()
    async with shelf.read() as session:
        for page in range(30):
            shown = await counter.list_products(session, SELLERS[0], "walnut", page)
            found += [one["id"] for one in shown["items"]]
            if not shown["more"]:
                break
        owners = await catalogue.sellers_of(session, found)
        own = await counter.list_products(session, "", "mug", 0)
    made = [one for one in market.products(PRODUCTS, SELLERS) if one["seller"] == SELLERS[0]]
    assert sorted(found) == sorted(one["id"] for one in made if "Walnut" in one["name"])
    assert set(owners.values()) == {SELLERS[0]}
    assert own["items"][0]["id"] == "harbour-mug"


@pytest.mark.parametrize("query", ['"', "*", "NEAR(", "a AND", "茶 OR", "-", "  ", "\\", "'; DROP TABLE products"])
async def test_signs_of_the_query_language_are_only_signs(shelf: Database, query: str) -> None:
    await names(shelf, query)


async def test_nothing_is_found_for_what_nobody_sells(shelf: Database) -> None:
    assert await names(shelf, "submarine") == []
    assert search.expression("!?") is None


@pytest.mark.parametrize("query", ["walnut", "茶壶", "quiet walnut teapot no. 2", "no"])
async def test_no_search_reads_the_whole_shelf(shelf: Database, query: str) -> None:
    """How long the full size takes is measured in bench/market.py; here what SQLite says it would read."""
    asked: list[tuple[str, Any]] = []
    engine = shelf._engine.sync_engine  # pyright: ignore[reportPrivateUsage]

    def note(_connection: object, _cursor: object, sql: str, parameters: Any, *_more: object) -> None:
        asked.append((sql, parameters))

    event.listen(engine, "before_cursor_execute", note)
    await names(shelf, query)
    event.remove(engine, "before_cursor_execute", note)
    plan: list[str] = []
    async with shelf._engine.connect() as connection:  # pyright: ignore[reportPrivateUsage]
        for sql, parameters in asked:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
            plan += [one["detail"] for one in rows.mappings()]

    assert any(step.startswith("SCAN w VIRTUAL TABLE INDEX") for step in plan), plan
    assert [step for step in plan if step.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in step] == []


async def test_a_basket_of_several_sellers_is_paid_at_once_and_given_back_by_each(
    shelf: Database, tmp_path: Path
) -> None:
    async with opened(settings_of(f"sqlite+aiosqlite:///{tmp_path}/wallet.db", tmp_path), SystemClock()) as house:  # pyright: ignore
        await ann_has(house, 100_000)
        owner = await create_merchant(house, "Lantern Lane")
        merchants = {name: await create_merchant(house, name) for name in SELLERS}
        (tmp_path / "own.pem").write_text(owner.private_key_pem)
        platform = platform_keys(house.settings)
        (tmp_path / "platform.pem").write_text(platform.public_key_pem)
        async with town_of(house, owner) as town:
            settings = ShopSettings(
                host_url=town.url,
                appid=APPID,
                appsecret="s",
                mchid=owner.mchid,
                apiv3_key=owner.apiv3_key,
                merchant_private_key_path=tmp_path / "own.pem",
                merchant_serial_no=owner.serial_no,
                platform_public_key_path=tmp_path / "platform.pem",
                platform_public_key_id=platform.public_key_id,
                public_url="http://127.0.0.1:1",
                data=tmp_path,
            )
            till = PayV3Till(settings)
            baskets = Baskets(settings, till, [seller(name, merchants[name], tmp_path) for name in SELLERS])
            desk = Desk(settings, shelf, None, till, baskets)  # pyright: ignore[reportArgumentType] nobody signs in
            await baskets.agree()
            await baskets.agree()
            wanted = [orders.Wanted(f"{one['id']}-0", 1) for one in market.products(2, SELLERS)]
            wanted.append(orders.Wanted("harbour-mug-1", 2))

            async with shelf.write() as session:
                coupon = await coupons.create(
                    session, SELLERS[0], kind="amount", value=501, minimum_fen=0, starts_at="2026", ends_at="2999",
                    claims_max=1, claims_per_person_max=1,
                )  # fmt: skip
                await coupons.claim(session, OPENID, coupon.id or 0, desk.now())

            made = await desk.order(OPENID, wanted, recipient="Ann", address="1 Harbour", request_key="basket-0001")
            number, total = made["order"]["number"], made["order"]["total_fen"]
            assert [part["seller"] for part in made["order"]["parts"]] == [*SELLERS, ""]
            assert sum(part["total_fen"] for part in made["order"]["parts"]) == total
            assert [one["amount_fen"] for one in made["order"]["discounts"]] == [501]
            assert (await desk.show(OPENID, number))["state"] == OrderState.AWAITING_PAYMENT
            payable = await get_payable_by_prepay_id(house, made["payment"]["package"].removeprefix("prepay_id="))
            assert (payable.kind, payable.amount_minor, len(payable.parts)) == ("combined", total, 3)
            await confirm_payable(house, payable.id, person_id=ANN, pin=PIN)

            shown = await desk.show(OPENID, number)
            assert (shown["state"], all(part["transaction_id"] for part in shown["parts"])) == (OrderState.PAID, True)
            got = [await balance(house, AccountKind.MERCHANT, one.mchid) for one in (*merchants.values(), owner)]
            assert got == [part["total_fen"] for part in shown["parts"]]
            # The card in the buyer's chat names the whole basket.
            assert await find_done(house, owner.mchid, number) == await get_payable(house, payable.id)

            assert (await desk.cancel(OPENID, number))["state"] == OrderState.REFUNDED
            assert await ann_holds(house) == 100_000

            late = await desk.order(OPENID, wanted, recipient="Ann", address="1 Harbour", request_key="basket-0002")
            assert (await desk.cancel(OPENID, late["order"]["number"]))["state"] == OrderState.CANCELLED

            third = await desk.order(OPENID, wanted, recipient="Ann", address="1 Harbour", request_key="basket-0003")
            number, line = third["order"]["number"], third["order"]["lines"][0]
            payable = await get_payable_by_prepay_id(house, third["payment"]["package"].removeprefix("prepay_id="))
            await confirm_payable(house, payable.id, person_id=ANN, pin=PIN)
            await desk.settle(number)
            async with shelf.write() as session:
                sent = parcels.ParcelState.SENT
                await parcels.move(session, number, SELLERS[0], sent, desk.now(), carrier="Post", tracking="1")
                back = await returns.ask(
                    session, OPENID, number, line["id"], quantity=1, reason="size", text="", picture_ids=(),
                    request_key="return-01", now=desk.now(),
                )  # fmt: skip
            held = await ann_holds(house)
            await desk.decide_return(SELLERS[0], back.id or 0, accept=True, restock=True, answer="")
            assert await ann_holds(house) == held + line["paid_fen"]
            assert (await desk.show(OPENID, number))["returns"][0]["state"] == returns.ReturnState.REFUNDED
        assert await check_books(house) == []
