"""Limited drops: a fair queue, one piece each, nothing oversold; rights nobody uses go to the next."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.shop.server import calling_off, catalogue, drops, orders
from miniapps.shop.server.tables import OUTBOX, Drop, DropPlace, Order, OrderState, ShopTable, Variant, stamp

OPENS = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
VARIANT, PIECES, PEOPLE = "moon-vase-1", 10, 300
BEFORE, AFTER = OPENS - timedelta(minutes=5), OPENS + timedelta(seconds=1)


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "shop.db", ShopTable.metadata)
    await database.create()
    await catalogue.load(database)
    async with database.write() as session:
        variant = await session.get_one(Variant, VARIANT)
        variant.stock = PIECES
        drop = Drop(id="d", title="Moon Vase", product_id="moon-vase", variant_id=VARIANT, quantity=PIECES,
                    opens_at=stamp(OPENS))  # fmt: skip
        session.add_all([variant, drop])
    yield database
    await database.close()


async def join(shelf: Database, openid: str, now: datetime = BEFORE) -> None:
    async with shelf.write() as session:
        await drops.join(session, "d", openid, now)


async def look(shelf: Database, openid: str, now: datetime = AFTER) -> dict[str, object]:
    async with shelf.write() as session:
        return await drops.show(session, "d", openid, now)


async def buy(shelf: Database, openid: str, now: datetime = AFTER, quantity: int = 1) -> str:
    async with shelf.write() as session:
        order = await orders.place(
            session, openid=openid, wanted=[orders.Wanted(VARIANT, quantity)], recipient="A", address="B",
            request_key=f"basket-{openid}", now=now, payment_seconds=900,
        )  # fmt: skip
        return order.number


async def of_state(shelf: Database, state: str) -> list[str]:
    async with shelf.read() as session:
        rows = await session.exec(
            select(DropPlace.openid).where(DropPlace.state == state).order_by(col(DropPlace.place))
        )
        return list(rows.all())


async def test_a_crowd_gets_exactly_the_pieces_there_are(shelf: Database) -> None:
    people = [f"p{n:04}" for n in range(PEOPLE)]
    await asyncio.gather(*(join(shelf, one) for one in people), *(join(shelf, one) for one in people[:50]))
    assert (await look(shelf, "p0000", BEFORE))["state"] == "waiting"
    await look(shelf, "p0000")

    outcomes = await asyncio.gather(*(buy(shelf, one) for one in people), return_exceptions=True)

    refused = [one for one in outcomes if isinstance(one, Problem)]
    assert len(outcomes) - len(refused) == PIECES
    assert {one.code for one in refused} == {"not_your_turn"}
    async with shelf.read() as session:
        assert (await session.get_one(Variant, VARIANT)).stock == 0
        assert (await session.exec(select(func.count()).where(DropPlace.state == "bought"))).one() == PIECES


async def test_the_first_to_come_are_not_the_first_to_buy(shelf: Database) -> None:
    people = [f"p{n:04}" for n in range(60)]
    for one in people:
        await join(shelf, one)
    await look(shelf, "p0000")
    winners = await of_state(shelf, "yours")
    assert len(winners) == PIECES
    assert winners != people[:PIECES]  # by lot: the same order has a chance of one in 60!/50!


async def test_who_comes_after_the_opening_stands_behind(shelf: Database) -> None:
    for n in range(PIECES + 2):
        await join(shelf, f"early{n}")
    await join(shelf, "late", AFTER)
    shown = await look(shelf, "late")
    assert (shown["state"], shown["before"], shown["joined"]) == ("waiting", 2, PIECES + 3)


async def test_a_right_nobody_uses_goes_to_the_next(shelf: Database) -> None:
    for n in range(PIECES + 3):
        await join(shelf, f"p{n}")
    await look(shelf, "p0")
    [first, *_] = await of_state(shelf, "yours")
    waiting = await of_state(shelf, "waiting")
    await buy(shelf, first)
    later = AFTER + timedelta(seconds=drops.RIGHT_SECONDS)

    await look(shelf, first, later)

    assert await of_state(shelf, "yours") == waiting
    with pytest.raises(Problem, match="not_your_turn"):
        await buy(shelf, (await of_state(shelf, "missed"))[0], later)


async def test_one_piece_each_and_a_cancelled_order_passes_it_on(shelf: Database) -> None:
    for n in range(PIECES + 1):
        await join(shelf, f"p{n}")
    await look(shelf, "p0")
    [first, second, *_] = await of_state(shelf, "yours")
    with pytest.raises(Problem, match="not_your_turn"):
        await buy(shelf, first, quantity=2)
    number = await buy(shelf, second)
    [last] = await of_state(shelf, "waiting")
    async with shelf.write() as session:
        await orders.mark_ended(session, number, OrderState.CANCELLED)
    assert (await look(shelf, last))["state"] == "yours"


async def test_who_agreed_is_told_once_when_it_is_their_turn_though_nobody_looks(shelf: Database) -> None:
    for n in range(PIECES + 3):
        async with shelf.write() as session:
            await drops.join(session, "d", f"p{n}", BEFORE, tell=n % 2 == 0)
    for moment in (AFTER, AFTER, AFTER + timedelta(seconds=drops.RIGHT_SECONDS)):
        async with shelf.write() as session:
            await drops.hand_on(session, moment)
    async with shelf.read() as session:
        told = [json.loads(row.body) for row in await session.execute(OUTBOX.select())]
    assert sorted(one["touser"] for one in told) == sorted(f"p{n}" for n in range(0, PIECES + 3, 2))
    assert {one["page"] for one in told} == {"pages/drop/drop?id=d"}
    assert told[0]["data"]["phrase7"] == {"value": "Your turn"}
    assert not (await look(shelf, told[0]["touser"]))["told"]


async def test_a_limited_piece_names_its_queue(shelf: Database) -> None:
    async with shelf.read() as session:
        variants = (await catalogue.show(session, "moon-vase"))["variants"]
    assert {one["id"]: one["drop_id"] for one in variants}[VARIANT] == "d"
    assert [one["drop_id"] for one in variants if one["id"] != VARIANT] == [""] * (len(variants) - 1)


async def call_off(shelf: Database, seller: str = "", now: datetime = AFTER) -> list[str]:
    async with shelf.write() as session:
        return await calling_off.call_off(session, seller, "d", now)


async def test_a_drop_that_is_called_off_ends_rights_and_places_and_sells_nothing_more(shelf: Database) -> None:
    people = [f"p{n}" for n in range(PIECES + 3)]
    for one in people:
        await join(shelf, one)
    await look(shelf, "p0")
    keeps, unpaid, waits, *_ = await of_state(shelf, "yours")
    behind = (await of_state(shelf, "waiting"))[0]
    kept, left = await buy(shelf, keeps), await buy(shelf, unpaid)
    async with shelf.write() as session:
        total_fen = (await session.get_one(Order, kept)).total_fen
        await orders.mark_paid(session, kept, transaction_id="4200", total_fen=total_fen, now=AFTER)

    assert await call_off(shelf) == [left]
    assert await call_off(shelf) == [left]
    async with shelf.write() as session:
        await orders.mark_ended(session, left, OrderState.CANCELLED)
        await drops.hand_on(session, AFTER + timedelta(hours=1))

    assert await of_state(shelf, "yours") == await of_state(shelf, "waiting") == []
    shown = await look(shelf, keeps)
    assert (shown["is_off"], shown["state"], shown["left"]) == (True, "bought", 0)
    for one in (waits, behind, "late"):
        with pytest.raises(Problem, match="drop_off"):
            await buy(shelf, one)
    with pytest.raises(Problem, match="drop_off"):
        await join(shelf, "late", AFTER)
    async with shelf.read() as session:
        assert (await session.get_one(Variant, VARIANT)).stock == 0
        assert (await session.get_one(Order, kept)).state is OrderState.PAID
        variants = (await catalogue.show(session, "moon-vase"))["variants"]
    assert {one["id"]: one["is_off"] for one in variants}[VARIANT]


async def test_everybody_who_agreed_is_told_once_that_it_is_called_off(shelf: Database) -> None:
    async with shelf.write() as session:
        for openid, tells in (("both", (True, True)), ("turn", (True, False)), ("off", (False, True)), ("none", ())):
            told = dict(zip(("tell", "tell_off"), tells, strict=False))
            await drops.join(session, "d", openid, BEFORE, **told)
    for _ in range(2):
        await call_off(shelf, now=BEFORE)
    async with shelf.read() as session:
        rows = [json.loads(row.body) for row in await session.execute(OUTBOX.select())]
    assert {one["touser"]: one["template"] for one in rows} == {"both": "off", "turn": "turn", "off": "off"}
    assert len(rows) == 3
    assert rows[0]["data"]["thing4"] == {"value": "Not for sale after all"}
    assert (await look(shelf, "both", AFTER))["is_open"] is False


async def test_only_its_seller_calls_it_off_and_only_while_something_is_left(shelf: Database) -> None:
    with pytest.raises(Problem, match="drop_unknown"):
        await call_off(shelf, "tin-drum")
    for n in range(PIECES):
        await join(shelf, f"p{n}")
    await look(shelf, "p0")
    for openid in await of_state(shelf, "yours"):
        number = await buy(shelf, openid)
        async with shelf.write() as session:
            total_fen = (await session.get_one(Order, number)).total_fen
            await orders.mark_paid(session, number, transaction_id="4200", total_fen=total_fen, now=AFTER)
    with pytest.raises(Problem, match="drop_over"):
        await call_off(shelf)
