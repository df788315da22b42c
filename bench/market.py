"""The shop's market at full size: finding things among fifty thousand products, and a limited drop with ten thousand
people and a hundred pieces. `python -m bench market` writes the section."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel.ext.asyncio.session import AsyncSession

from bench.harness import Table
from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.shop.server import catalogue, drops, market, orders, suggestions
from miniapps.shop.server.market import Seller
from miniapps.shop.server.search import Narrowed
from miniapps.shop.server.tables import Drop, ShopTable, Variant, stamp

TITLE = "The market: search and limited drops"
QUERIES = ("walnut", "quiet walnut teapot", "no. 2", "茶壶", "壶", "胡桃木 碗", "submarine")
TIMES = 20
PEOPLE, PIECES, VARIANT = 10_000, 100, "moon-vase-1"
AT_ONCE = 200
BUYER, OPENS = "buyer", datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


async def run(_seconds: float) -> list[Table]:
    """Wall milliseconds of a page of twelve; wall seconds of each step of a drop."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "shop.db", ShopTable.metadata)
        await database.create()
        await catalogue.load(database)
        await market.stock(database, [Seller("a", "A", "", "", "", Path())])
        try:
            await _buy(database)
            return [await _search(database), await _drop(database)]
        finally:
            await database.close()


async def _search(database: Database) -> Table:
    table = Table(
        f"A page of results among {market.PRODUCTS:,} products",
        ("query", "median ms", "slowest ms"),
        note=f"{TIMES} times each, first page, in the order of somebody who has bought. Target: 200 ms.",
    )

    def look(query: str, narrowed: Narrowed) -> Callable[[AsyncSession], Awaitable[object]]:
        return lambda session: suggestions.browse(session, BUYER, narrowed, query=query, page=0)

    asked: dict[str, Callable[[AsyncSession], Awaitable[object]]] = {
        query: look(query, Narrowed()) for query in QUERIES
    }
    everywhere = "no"  # of each of the market's names
    asked |= {
        f"{everywhere}, one seller": look(everywhere, Narrowed(seller="a")),
        f"{everywhere}, its brands": lambda session: catalogue.list_brands(
            session, Narrowed(), query=everywhere, find=""
        ),
        "for you": lambda session: suggestions.for_you(session, BUYER),
    }
    for name, ask in asked.items():
        took = list[float]()
        for _ in range(TIMES):
            began = time.perf_counter()
            async with database.read() as session:
                await ask(session)
            took.append((time.perf_counter() - began) * 1000)
        table.add(name, f"{statistics.median(took):.1f}", f"{max(took):.1f}")
    return table


async def _buy(database: Database) -> None:
    """One thing of each shelf and of eight brands."""
    made = list(market.products(1_728, ["a"]))[::144]
    async with database.write() as session:
        wanted = [orders.Wanted(f"{one['id']}-0", 1) for one in made]
        order = await orders.place(
            session,
            openid=BUYER,
            wanted=wanted,
            recipient="A",
            address="B",
            request_key="request-buyer",
            now=OPENS,
            payment_seconds=900,
        )
        await orders.mark_paid(session, order.number, transaction_id="1", total_fen=order.total_fen, now=OPENS)


async def _drop(database: Database) -> Table:
    async with database.write() as session:
        variant = await session.get_one(Variant, VARIANT)
        variant.stock = PIECES
        session.add(variant)
        session.add(
            Drop(
                id="d",
                title="Moon Vase",
                product_id="moon-vase",
                variant_id=VARIANT,
                quantity=PIECES,
                opens_at=stamp(OPENS),
            )
        )

    async def join(person: int) -> None:
        async with database.write() as session:
            await drops.join(session, "d", f"p{person}", OPENS - timedelta(minutes=1))

    async def buy(person: int) -> None:
        async with database.write() as session:
            wanted = [orders.Wanted(VARIANT, 1)]
            await orders.place(
                session,
                openid=f"p{person}",
                wanted=wanted,
                recipient="A",
                address="B",
                request_key=f"request-{person}",
                now=OPENS,
                payment_seconds=900,
            )

    table = Table(
        f"{PEOPLE:,} people, {PIECES} pieces",
        ("step", "seconds", "outcome"),
        note="Everybody joins, the queue is drawn, everybody tries to buy. One process, durable commits.",
    )
    seconds, _ = await _everybody(join)
    table.add("joining", f"{seconds:.1f}", f"{PEOPLE / seconds:,.0f} a second")
    began = time.perf_counter()
    async with database.write() as session:
        await drops.show(session, "d", "p0", OPENS)
    table.add("the draw", f"{time.perf_counter() - began:.2f}", f"{PIECES} rights")
    seconds, sold = await _everybody(buy)
    table.add("buying", f"{seconds:.1f}", f"{sold} sold")
    return table


async def _everybody(act: Callable[[int], Awaitable[None]]) -> tuple[float, int]:
    """Seconds, and how many were not refused."""
    began, done = time.perf_counter(), 0
    for first in range(0, PEOPLE, AT_ONCE):
        outcomes = await asyncio.gather(*(act(n) for n in range(first, first + AT_ONCE)), return_exceptions=True)
        done += sum(not isinstance(one, Problem) for one in outcomes)
    return time.perf_counter() - began, done
