"""Money between people over HTTP, on PostgreSQL with two host processes: how many transfers they take per second, and
how long somebody waits who grabs at an envelope together with five hundred others. Beside it, asked by the same client,
a bare Starlette that sends back the JSON it was given. `python -m bench people_money` writes the section."""

import asyncio
import json
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import insert

from bench.bare import bare_server
from bench.harness import Pace, Table, closed_loop
from bench.http_client import Connection
from bench.people import Member, populate
from tests.hosts import Host, running_hosts
from tests.nats_server import NatsServer
from tests.postgres import Postgres
from wallet.books import check_books
from wallet.house import WalletHouse, open_wallet
from wallet.money import Money
from wallet.payments.limit_rows import PersonRulesRow, PinFreeRow
from wallet.payments.top_ups import top_up_demo
from wallet.ports import HttpReply
from wallet.settings import WalletSettings

TITLE = "Money between people"
HOSTS, SENDERS = 2, 128
CROWD, SHARES = 500, 100
PIN_FREE_MINOR, GIVEN_MINOR = 10_000, 1_000_000


class NoHttp:
    async def send(self, method: str, url: str, **_more: object) -> HttpReply:
        raise AssertionError(f"nobody is told, yet: {method} {url}")


async def run(seconds: float) -> list[Table]:
    """Transfers and grabs a second, and how long one waits; the books are proved at the end."""
    paces = Table("Transfers, no PIN needed", ("design", "per second", "p50 ms", "p99 ms", "share of the bare echo"))
    crowds = Table(
        f"{CROWD} people, {SHARES} shares, all at once",
        ("envelopes", "grabs", "grabs/s", "winners each", "p50 ms", "p99 ms"),
    )
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        echoes = [
            running.enter_context(bare_server("bench.bare_echo", Path(folder) / f"echo-{number}.log"))
            for number in range(HOSTS)
        ]
        bare = await _paced(echoes, [("/echo", {})] * SENDERS, seconds)
        _add(paces, "bare Starlette echo", bare, bare)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        server, broker = Postgres.fresh(), NatsServer()
        running.callback(server.stop)
        running.callback(broker.stop)
        url = server.create_database("money")
        hosts = running.enter_context(running_hosts(HOSTS, Path(folder), url, broker.start().url))
        pairs = await populate(url, 2 * SENDERS, together=2)
        settings = {"DATA": Path(folder) / "data", "database_url": url, "SUPERAPP_DEMO": True}
        async with open_wallet(WalletSettings.model_validate(settings), http=NoHttp()) as wallet:
            await _give(wallet, pairs)
            asked = [
                (f"/chats/{one.conversation}/transfers", one.headers(hosts[number % HOSTS].url))
                for number, one in enumerate(pairs[::2])
            ]
            _add(paces, "host, PostgreSQL", await _paced(hosts, asked, seconds), bare)
            group = await populate(url, CROWD, together=CROWD, named="crowd")
            await _give(wallet, group[:1])
            crowds.add(*await _crowds(hosts, group, seconds))
            assert (wrong := await check_books(wallet)) == [], wrong
    paces.note = (
        f"{SENDERS} people on kept connections, half on each of {HOSTS} processes; each sends 0.01 in their chat,"
        " signed in by cookie, again and again. Client, database and processes share the machine."
    )
    crowds.note = (
        f"One group; an envelope is filled, and its {CROWD} people open it in the same moment, each on a connection of"
        " their own; then the next one. The last to be answered waits for all the others. With `--seconds 600` this is"
        " a thousand envelopes and more on an idle machine."
    )
    return [paces, crowds]


async def _give(wallet: WalletHouse, people: list[Member]) -> None:
    """Money, and an amount that needs no PIN."""
    async with wallet.database.write() as session:
        free = {"currency": wallet.settings.currency, "amount_minor": PIN_FREE_MINOR}
        await session.execute(insert(PersonRulesRow), [{"person_id": one.person, "tier": "verified"} for one in people])
        await session.execute(insert(PinFreeRow), [{"person_id": one.person} | free for one in people])
    for one in people:
        await top_up_demo(wallet, one.person, Money(GIVEN_MINOR), reference=one.person)


async def _paced(hosts: list[Host], asked: list[tuple[str, dict[str, str]]], seconds: float) -> Pace:
    """asked: path and headers of each client."""
    lines = [await Connection.to(hosts[number % HOSTS].url) for number in range(len(asked))]
    made = [0] * len(asked)

    async def send(number: int) -> None:
        made[number] += 1
        path, headers = asked[number]
        body = {
            "amount": "0.01",
            "note": "",
            "delay": 0,
            "request_id": f"send-{number:04}-{made[number]:06}",
            "pin": "",
        }
        status, answer = await lines[number].post(path, headers, json.dumps(body).encode())
        assert status in (200, 201), answer

    try:
        return await closed_loop(send, clients=len(asked), seconds=seconds)
    finally:
        for line in lines:
            line.close()


async def _crowds(hosts: list[Host], group: list[Member], seconds: float) -> tuple[str, ...]:
    lines = [await Connection.to(hosts[number % HOSTS].url) for number in range(len(group))]
    headers = [one.headers(hosts[number % HOSTS].url) for number, one in enumerate(group)]
    waits: list[float] = []
    grabbing, envelopes = 0.0, 0
    end = time.perf_counter() + seconds

    async def grab(number: int, envelope: str) -> bool:
        began = time.perf_counter()
        status, answer = await lines[number].post(f"/envelopes/{envelope}/open", headers[number], b"{}")
        waits.append(time.perf_counter() - began)
        assert status == 200 or b"envelope_empty" in answer, answer
        return status == 200

    while not envelopes or time.perf_counter() < end:
        wish = {"kind": "lucky", "amount": "10.00", "shares": SHARES, "request_id": f"crowd-{envelopes:06}", "pin": ""}
        path = f"/chats/{group[0].conversation}/envelopes"
        status, answer = await lines[0].post(path, headers[0], json.dumps(wish).encode())
        assert status == 201, answer
        envelope = json.loads(answer)["envelope"]
        began = time.perf_counter()
        won = sum(await asyncio.gather(*(grab(number, envelope) for number in range(len(group)))))
        grabbing += time.perf_counter() - began
        assert won == SHARES, won
        envelopes += 1
    for line in lines:
        line.close()
    p50, p99 = statistics.median(waits) * 1000, statistics.quantiles(waits, n=100)[98] * 1000
    rate = f"{len(waits) / grabbing:.0f}"
    return f"{envelopes:,}", f"{len(waits):,}", rate, str(SHARES), f"{p50:.0f}", f"{p99:.0f}"


def _add(table: Table, design: str, pace: Pace, bare: Pace) -> None:
    share = f"{pace.per_second / bare.per_second:.1%}"
    table.add(design, f"{pace.per_second:,.0f}", f"{pace.p50_ms:.1f}", f"{pace.p99_ms:.1f}", share)
