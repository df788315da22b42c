"""How many open pages two host processes carry and how soon a message is on all of them: real processes on PostgreSQL
and NATS, thousands of sockets in groups of fifty whose people are on both, beside bare Starlette that fans out from
memory and knows nobody. `python -m bench sockets` writes the section."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import msgspec
import psutil

from bench.bare import bare_server
from bench.harness import Table
from bench.people import populate
from bench.socket_client import Line, open_line
from tests.hosts import Host, running_hosts
from tests.nats_server import NatsServer
from tests.postgres import Postgres

TITLE = "Open pages"
SOCKETS, GROUP, HOSTS = 5_000, 50, 2
DELIVERIES_PER_SECOND = 1_000
SECONDS_MIN, WARM_SECONDS, DRAIN_SECONDS = 20.0, 3.0, 30.0
OPENING_AT_ONCE = 24
FILES_SPARE = 500
FILLER = "x" * 900  # what the bare server sends is as long as our frame


class _Body(msgspec.Struct):
    text: str = ""


class _Message(msgspec.Struct):
    body: _Body


class _Frame(msgspec.Struct):
    t: str
    seq: int
    message: _Message | None = None


_read = msgspec.json.Decoder(_Frame)


@dataclass
class Reader:
    """One socket. last: the number of its newest event."""

    run: "Run"
    last: int = 0
    line: Line | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    def on_text(self, data: bytes) -> None:
        frame = _read.decode(data)
        if frame.t != "event":
            self.last = frame.seq
            self.ready.set()
            return
        if self.run.numbered:
            self.run.gaps += frame.seq != self.last + 1
            self.last = frame.seq
        if frame.message is not None:
            self.run.heard(int(frame.message.body.text.split()[0]))


@dataclass
class Run:
    """sent: number of a message -> when it was handed to the server; waits: seconds from there to each socket."""

    numbered: bool
    readers: list[Reader] = field(default_factory=list[Reader])
    sent: dict[int, float] = field(default_factory=dict[int, float])
    waits: list[float] = field(default_factory=list[float])
    counts_from: int = 0
    gaps: int = 0
    deliveries: int = 0
    last_at: float = 0.0

    def heard(self, number: int) -> None:
        self.deliveries += 1
        self.last_at = time.perf_counter()
        if number >= self.counts_from:
            self.waits.append(self.last_at - self.sent[number])


async def run(seconds: float) -> list[Table]:
    """Milliseconds from handing a message in to its arrival at each socket; memory of the host processes."""
    wanted = sockets_possible()
    table = Table(
        f"{wanted:,} sockets on {HOSTS} processes, {DELIVERIES_PER_SECOND:,} deliveries a second asked for",
        ("design", "sockets", "deliveries/s", "p50 ms", "p99 ms", "KB per socket", "gaps"),
    )
    seconds = max(seconds, SECONDS_MIN)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        bare = [
            running.enter_context(bare_server("bench.sockets_bare", Path(folder) / f"bare-{number}.log"))
            for number in range(HOSTS)
        ]
        table.add("bare Starlette, from memory", *await _bare_run(bare, wanted, seconds))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        server, broker = Postgres.fresh(), NatsServer()
        running.callback(server.stop)
        running.callback(broker.stop)
        url = server.create_database("sockets")
        hosts = running.enter_context(running_hosts(HOSTS, Path(folder), url, broker.start().url))
        table.add("host, PostgreSQL and NATS", *await _host_run(hosts, url, wanted, seconds))
    table.note = (
        f"Groups of {GROUP}, half of each on either process; {DELIVERIES_PER_SECOND // GROUP} messages a second for"
        f" {seconds:.0f} s after {WARM_SECONDS:.0f} to warm up, in the host's case each a signed-in POST that is stored"
        " before anybody hears of it. Client, database, broker and both processes share the machine. Memory: resident,"
        " once all sockets are open, less what the processes had before. The bare server is asked by the client to fan"
        " out on both processes."
    )
    if wanted < SOCKETS:
        table.note += f" This machine allows fewer than {SOCKETS:,} sockets."
    return [table]


def sockets_possible() -> int:
    """As many as asked for, or as the limit of open files allows the client."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return min(SOCKETS, (most - FILES_SPARE) // GROUP * GROUP)


async def _bare_run(hosts: list[Host], wanted: int, seconds: float) -> tuple[str, ...]:
    urls, measured = [host.url for host in hosts], Run(numbered=False)
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:

        async def say(number: int) -> None:
            text = msgspec.json.encode(_Frame("event", 1, _Message(_Body(f"{number} {FILLER}"))))
            room = number % (wanted // GROUP)
            answers = [client.post(f"{url}/rooms/{room}", content=text) for url in urls]
            assert all(answer.status_code == 204 for answer in await asyncio.gather(*answers))

        def address(number: int) -> tuple[str, dict[str, str]]:
            return f"{urls[number % HOSTS]}/live?room={number // GROUP}", {}

        return await _measured(measured, wanted, [host.process.pid for host in hosts], address, say, seconds)


async def _host_run(hosts: list[Host], database_url: str, wanted: int, seconds: float) -> tuple[str, ...]:
    people = await populate(database_url, wanted, together=GROUP)
    measured = Run(numbered=True)
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:

        def headers(number: int) -> dict[str, str]:
            return people[number].headers(hosts[number % HOSTS].url)

        async def say(number: int) -> None:
            group = number % (wanted // GROUP)
            speaker = group * GROUP + number % GROUP
            url = f"{hosts[speaker % HOSTS].url}/chats/{people[speaker].conversation}/messages"
            answer = await client.post(url, json={"text": f"{number} tea at four?"}, headers=headers(speaker))
            assert answer.status_code == 201 or answer.status_code == 200, answer.text

        def address(number: int) -> tuple[str, dict[str, str]]:
            return f"{hosts[number % HOSTS].url}/live", headers(number)

        return await _measured(measured, wanted, [host.process.pid for host in hosts], address, say, seconds)


async def _measured(
    measured: Run,
    wanted: int,
    pids: list[int],
    address: Callable[[int], tuple[str, dict[str, str]]],
    say: Callable[[int], Awaitable[None]],
    seconds: float,
) -> tuple[str, ...]:
    """Open, pace, drain; the cells of a row."""
    before, few = _resident_bytes(pids), asyncio.Semaphore(OPENING_AT_ONCE)

    async def opened(number: int) -> Reader:
        reader = Reader(measured)
        async with few:
            reader.line = await open_line(*address(number), reader.on_text)
            reader.line.send(b'{"t":"hello","after":0}')
            await reader.ready.wait()
        return reader

    measured.readers = list(await asyncio.gather(*(opened(number) for number in range(wanted))))
    kilobytes = (_resident_bytes(pids) - before) / 1024 / wanted
    pace = DELIVERIES_PER_SECOND / GROUP
    measured.counts_from, total = round(WARM_SECONDS * pace), round((WARM_SECONDS + seconds) * pace)
    saying, began, counted = set["asyncio.Task[None]"](), time.perf_counter(), 0.0
    for number in range(total):
        await asyncio.sleep(max(0.0, began + number / pace - time.perf_counter()))
        measured.sent[number] = time.perf_counter()
        counted = counted or (measured.sent[number] if number >= measured.counts_from else 0.0)
        # In a task of its own: a server that falls behind is asked no less.
        saying.add(asyncio.ensure_future(say(number)))
    await asyncio.gather(*saying)
    deadline = time.perf_counter() + DRAIN_SECONDS
    while measured.deliveries < total * GROUP and time.perf_counter() < deadline:  # noqa: ASYNC110  counted elsewhere
        await asyncio.sleep(0.05)
    missing = total * GROUP - measured.deliveries
    lost = sum(reader.line is None or not reader.line.is_open for reader in measured.readers)
    assert lost == 0, f"{lost} sockets were closed"
    for reader in measured.readers:
        assert reader.line is not None
        reader.line.close()
    rate = len(measured.waits) / (measured.last_at - counted)
    p50, p99 = statistics.median(measured.waits) * 1000, statistics.quantiles(measured.waits, n=100)[98] * 1000
    gaps = measured.gaps + abs(missing)
    return f"{wanted:,}", f"{rate:,.0f}", f"{p50:.1f}", f"{p99:.1f}", f"{kilobytes:.0f}", str(gaps)


def _resident_bytes(pids: list[int]) -> int:
    return sum(psutil.Process(pid).memory_info().rss for pid in pids)
