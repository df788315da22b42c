"""What a growing journal costs those who read it: the same questions at 20,000 to 10 million entries (the first 10,000
fund the accounts). The target is a statement in less than 50 ms at 5 million; the baseline is the same question on the
smallest journal."""

import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.harness import Table
from bench.ledger import ACCOUNTS, funded
from bench.load import Load
from tests.postgres import Postgres
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import Draft, Kind
from wallet.ledger.postgres import PostgresLedger
from wallet.ledger.sqlite import SqliteLedger
from wallet.ports import SystemClock
from wallet.seals.sums import EVERY

TITLE = "A growing journal"
COLUMNS = ("entries", "question", "p50 ms", "p99 ms", "against the smallest", "entries/s written on the way")
SHORT, LONG = (20_000, 100_000, 1_000_000), (5_000_000, 10_000_000)
LONG_SECONDS = 30.0  # who asks for measurements this long has the time to fill the long journals
WRITERS, ASKED, ASKED_SECONDS = 256, 200, 5.0
LINES = 30  # of a page of a statement


async def run(seconds: float) -> list[Table]:
    sizes = SHORT + LONG if seconds >= LONG_SECONDS else SHORT
    return [await _postgres(sizes), await _sqlite(SHORT)]


async def _postgres(sizes: tuple[int, ...]) -> Table:
    table = Table("PostgreSQL, as it grows", COLUMNS, note=NOTE)
    server = Postgres.fresh()
    try:
        url = server.create_database("growing")
        async with funded(PostgresLedger(url, clock=SystemClock()), url, None) as ledger:
            await _measure(table, ledger, sizes)
    finally:
        server.stop()
    return table


async def _sqlite(sizes: tuple[int, ...]) -> Table:
    table = Table("SQLite, as it grows", COLUMNS, note=NOTE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "growing.db"
        async with funded(SqliteLedger(path, clock=SystemClock()), "", path) as ledger:
            await _measure(table, ledger, sizes)
    return table


async def _measure(table: Table, ledger: Ledger, sizes: tuple[int, ...]) -> None:
    load, base, chance = Load(ACCOUNTS), dict[str, float](), random.Random(4)
    for size in sizes:
        pace = await _grow(ledger, load, size)
        for name, ask in _questions(ledger, size, chance).items():
            p50, p99 = await _asked(ask)
            base.setdefault(name, p50)
            table.add(f"{size:,}", name, f"{p50:.2f}", f"{p99:.2f}", f"{p50 / base[name]:.1f}x", f"{pace:,.0f}")


async def _grow(ledger: Ledger, load: Load, size: int) -> float:
    """Returns the entries written in a second."""
    head = await ledger.head()
    have = head.first_seq + head.entries - 1
    numbers, began = iter(range(have, size)), time.perf_counter()

    async def write() -> None:
        for number in numbers:
            debit, credit = load.pick(hot=False)
            await ledger.submit(Draft(load.key(), Kind.POST, debit, credit, 1, _cause(number)))

    await asyncio.gather(*(write() for _ in range(WRITERS)))
    return max(0, size - have) / (time.perf_counter() - began)


def _questions(ledger: Ledger, size: int, chance: random.Random) -> dict[str, Callable[[], Awaitable[object]]]:
    return {
        "the newest page of a statement": lambda: ledger.entries_of_account(chance.randint(2, ACCOUNTS), limit=LINES),
        "a page from the middle of one": lambda: ledger.entries_of_account(
            chance.randint(2, ACCOUNTS), before_seq=size // 2, limit=LINES
        ),
        "the entries of an order": lambda: ledger.entries_of_cause(_cause(chance.randrange(ACCOUNTS, size))),
        "sums by kind of account at a moment, back from now": lambda: ledger.totals_at(size // 2),
        "the same, on from the kept sums": lambda: ledger.changes_between(size // 2 - EVERY // 2, size // 2),
    }


async def _asked(ask: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Milliseconds, one after the other."""
    waits, end = list[float](), time.perf_counter() + ASKED_SECONDS
    while len(waits) < ASKED and time.perf_counter() < end:
        began = time.perf_counter()
        await ask()
        waits.append((time.perf_counter() - began) * 1000)
    waits.sort()
    return waits[len(waits) // 2], waits[int(len(waits) * 0.99)]


def _cause(number: int) -> str:
    return f"order:ord_01k3w8c5q2{number:016d}"


NOTE = (
    f"{ACCOUNTS:,} accounts by chance, {ASKED} questions one after the other (fewer where they would take more than"
    f" {ASKED_SECONDS:.0f} s), the journal written through the ledger itself and proved at the end. Sums are kept every"
    f" {EVERY:,} entries, so half of that is read on the average, wherever the moment is; a trial balance takes the"
    " nearer side. With `--seconds 30` PostgreSQL goes on to 5 and 10 million entries."
)
