"""The worker process: several may run beside the host, each thing happens once, and it ends when it is told."""

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from superapp import worker
from superapp.base.config import Settings
from superapp.chat.messages import MessageRow
from superapp.cli.setup import set_up
from superapp.flows.react_to_wallet import READER
from superapp.programs import openids
from superapp.storage.cursors import position_of
from tests.superapp.cli.commands import ROOT, clean_environment
from tests.superapp.conftest import running_site
from tests.superapp.money import PIN, Stall, open_stall
from tests.support import RecordedHttp, TravelClock
from wallet.books import check_books
from wallet.payments.confirm import confirm_order
from wallet.payments.orders import OrderDraft, OrderState, create_order, get_order

ORDERS = 4
PATIENCE_SECONDS = 30.0


@dataclass
class Merchant:
    """A merchant's server that answers every notice with 204 and keeps what came."""

    address: str = ""
    notices: list[str] = field(default_factory=list[str])

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(line for line in head.lower().splitlines() if line.startswith("content-length:"))
        notice: dict[str, Any] = json.loads(await reader.readexactly(int(length.partition(":")[2])))
        self.notices.append(notice["id"])
        writer.write(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@pytest.fixture
async def merchant() -> AsyncIterator[Merchant]:
    merchant = Merchant()
    server = await asyncio.start_server(merchant.take, "127.0.0.1", 0)
    merchant.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/notices"
    async with server:
        yield merchant


@asynccontextmanager
async def two_workers(settings: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    tasks = [asyncio.create_task(worker.work(settings, stop)) for _ in range(2)]
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(asyncio.gather(*tasks), PATIENCE_SECONDS)


async def paid(stall: Stall, number: int, notify_url: str) -> str:
    house = stall.site.house.wallet
    async with stall.site.house.database.write() as session:
        known = await openids.known_as(
            session, stall.payer.id, stall.appid, now=stall.site.clock.now(), chance=stall.site.house.chance
        )
    draft = OrderDraft(
        mchid=stall.merchant.mchid,
        appid=stall.appid,
        out_trade_no=f"worker-{number:04}",
        description="Two paper lanterns",
        total_minor=100 + number,
        currency="CNY",
        payer_openid=known.openid,
        notify_url=notify_url,
    )
    order = await create_order(house, draft)
    await confirm_order(house, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    return order.id


async def test_two_workers_and_a_host_do_everything_once(
    tmp_path: Path, database_url: str, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WALLET_DATABASE_URL", database_url)
    monkeypatch.setattr(worker, "configure_logs", lambda _format: None)  # pytest keeps its own
    facts: dict[str, Any] = {"DATA": tmp_path, "database_url": database_url, "demo": True, "allow_private_hosts": True}
    settings = Settings(**facts)
    # The workers have the system's clock, so the site starts where it stands.
    now, chance = TravelClock(datetime.now(UTC)), random.Random(os.urandom(8))
    async with running_site(tmp_path, database_url, clock=now, chance=chance, http=RecordedHttp(), demo=True) as site:
        stall = await open_stall(site)
        async with two_workers(settings):
            orders = [await paid(stall, number, merchant.address) for number in range(ORDERS)]
            deadline = time.monotonic() + PATIENCE_SECONDS
            head = (await site.house.wallet.ledger.entries_after(0, 100))[-1].seq
            while len(merchant.notices) < ORDERS or await _receipts_at(stall) < head:
                assert time.monotonic() < deadline, (merchant.notices, await _receipts_at(stall))
                await asyncio.sleep(0.05)

        async with site.house.database.read() as session:
            receipts = (await session.exec(select(MessageRow).where(MessageRow.kind == "receipt"))).all()
        assert len(merchant.notices) == len(set(merchant.notices)) == ORDERS
        assert sorted(row.body["order_id"] for row in receipts) == sorted(orders)
        for order_id in orders:
            assert (await get_order(site.house.wallet, order_id)).state is OrderState.SUCCESS
        assert await check_books(site.house.wallet) == []


async def _receipts_at(stall: Stall) -> int:
    async with stall.site.house.database.read() as session:
        return await position_of(session, READER)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_when_it_is_told(tmp_path: Path, number: signal.Signals):
    data = tmp_path / "data"
    settings = Settings.model_validate({"DATA": data})
    asyncio.run(set_up(settings))
    # Without a merchant and without money there is nothing to do; the first look at the journal shows in the cursor.
    process = subprocess.Popen(
        [sys.executable, "-m", "superapp", "worker"],
        cwd=ROOT,
        env=clean_environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_until_it_works(data, process)
        began = time.monotonic()
        process.send_signal(number)
        said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()

    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert time.monotonic() - began < 10.0


def _wait_until_it_works(data: Path, process: "subprocess.Popen[str]") -> None:
    """Its consumers write their cursors when they first look."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[0]
        with closing(sqlite3.connect(data / "wallet.db")) as database:
            if database.execute("SELECT count(*) FROM reaction_cursors").fetchone()[0] == 4:
                return
        time.sleep(0.05)
    raise AssertionError("the worker did not start")
