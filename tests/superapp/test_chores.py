"""What goes on beside requests: it ends what has run out, outlives a failing database, and stops when told."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from superapp import chores
from superapp.house import House
from tests.superapp.conftest import Site
from tests.superapp.money import Stall, open_stall
from tests.wallet.ledger.support import authorize
from wallet.books import check_books
from wallet.ledger.model import AccountKind
from wallet.payments.orders import OrderState, get_order

PATIENCE_SECONDS = 15.0


@pytest.fixture(autouse=True)
def quick_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chores, "ROUND_SECONDS", 0.05)
    monkeypatch.setattr(chores, "RETRY_SECONDS", 0.05)


@pytest.fixture
async def stall(both_sites: Site) -> AsyncIterator[Stall]:
    stall = await open_stall(both_sites)
    yield stall
    assert await check_books(stall.site.house.wallet) == []


@asynccontextmanager
async def working(house: House) -> AsyncIterator[asyncio.Task[None]]:
    """Every chore of this house, ended at the end of the block."""
    stop = asyncio.Event()
    task = asyncio.create_task(chores.all_chores(house, stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait_for(task, PATIENCE_SECONDS)


async def until(fact: Callable[[], Awaitable[object]]) -> None:
    """Returns once the fact holds; fails when it does not in good time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await fact():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.02)


async def held(stall: Stall) -> int:
    account = await stall.site.house.wallet.ledger.find_account(AccountKind.PERSON, stall.payer.id, "CNY")
    assert account
    return account.held_minor


async def set_aside(stall: Stall, amount_minor: int) -> None:
    """A hold on the payer's money that runs out in an hour."""
    ledger = stall.site.house.wallet.ledger
    payer = await ledger.open_account(AccountKind.PERSON, stall.payer.id, "CNY")
    merchant = await ledger.open_account(AccountKind.MERCHANT, stall.merchant.mchid, "CNY")
    until_then = stall.site.clock.now() + timedelta(hours=1)
    await ledger.submit(authorize("room", payer, merchant, amount_minor, expires_at=until_then))


async def rename(stall: Stall, table: str, name: str) -> None:
    async with stall.site.house.wallet.database.write() as session:
        await session.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


async def test_an_order_past_its_time_is_closed_and_an_expired_hold_released(stall: Stall):
    house, order = stall.site.house, await stall.order()
    await set_aside(stall, 700)

    async with working(house):
        await asyncio.sleep(0.2)  # some rounds, before the time
        assert (await get_order(house.wallet, order.id)).state is OrderState.NOTPAY
        assert await held(stall) == 700
        stall.site.clock.travel(days=8)

        async def both() -> bool:
            closed = (await get_order(house.wallet, order.id)).state is OrderState.CLOSED
            return closed and await held(stall) == 0

        await until(both)


async def test_a_failing_table_stops_nothing_else_and_its_chore_goes_on_when_it_is_back(stall: Stall):
    house, order = stall.site.house, await stall.order()
    await set_aside(stall, 700)
    stall.site.clock.travel(days=8)
    await rename(stall, "orders", "orders_away")

    async with working(house) as task:

        async def released() -> bool:
            return await held(stall) == 0

        await until(released)
        assert not task.done()
        await rename(stall, "orders_away", "orders")

        async def closed() -> bool:
            return (await get_order(house.wallet, order.id)).state is OrderState.CLOSED

        await until(closed)


@pytest.mark.parametrize("chore_fails", [False, True])
async def test_chores_stop_promptly(site: Site, monkeypatch: pytest.MonkeyPatch, chore_fails: bool):
    monkeypatch.setattr(chores, "ROUND_SECONDS", 3600.0)
    monkeypatch.setattr(chores, "RETRY_SECONDS", 3600.0)
    stall = await open_stall(site)
    if chore_fails:
        await rename(stall, "orders", "orders_away")

    async with working(site.house):
        await asyncio.sleep(0.3)
        began = time.monotonic()
    assert time.monotonic() - began < 60.0, "it would have slept for an hour"

    if chore_fails:
        await rename(stall, "orders_away", "orders")
