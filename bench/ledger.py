"""The ledger, both engines, beside one transaction for each transfer. Durable: PostgreSQL with its defaults, SQLite
with WAL and synchronous=FULL. Everything is on: idempotency with comparison, causes, chain, statements, CHECKs and
triggers."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import apsw
import asyncpg

from bench.harness import Pace, Table, closed_loop
from bench.load import Load
from bench.naive import PostgresNaive, sqlite_naive
from tests.postgres import Postgres
from wallet.books import examine_ledger, failures
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import AccountKind, Draft, Kind
from wallet.ledger.postgres import PostgresLedger
from wallet.ledger.postgres_reads import connection_arguments
from wallet.ledger.sqlite import SqliteLedger
from wallet.ports import SystemClock

TITLE = "Ledger"
ACCOUNTS = 10_000
COLUMNS = ("design", "clients", "accounts", "transfers/s", "p50 ms", "p99 ms", "against one transaction each")
NAIVE_CLIENTS = 32
PEOPLE = (
    "INSERT INTO {schema}account (id, kind, owner, currency)"
    " WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    " SELECT i, 'person', 'per_' || i, 'CNY' FROM n"
)
FUNDS = 10**9


async def run(seconds: float) -> list[Table]:
    return [await _postgres(seconds), await _sqlite(seconds)]


async def _postgres(seconds: float) -> Table:
    table = Table("PostgreSQL", COLUMNS, note=NOTE_POSTGRES)
    server = Postgres.fresh()
    try:
        load = Load(ACCOUNTS)
        naive = await PostgresNaive.opened(server.create_database("naive"), load, NAIVE_CLIENTS)
        bases: dict[bool, Pace] = {}
        for hot in (False, True):
            bases[hot] = await naive.pace(clients=NAIVE_CLIENTS, seconds=seconds, hot=hot)
            _show(table, "one transaction each", NAIVE_CLIENTS, hot, bases[hot], bases[hot])
        await naive.close()
        for clients, hot in ((32, False), (256, False), (256, True)):
            url = server.create_database(f"group_{clients}_{hot}".lower())
            async with funded(PostgresLedger(url, clock=SystemClock()), url, None) as ledger:
                _show(table, "ledger", clients, hot, await _pace(ledger, load, clients, seconds, hot), bases[hot])
    finally:
        server.stop()
    return table


async def _sqlite(seconds: float) -> Table:
    table = Table("SQLite", COLUMNS, note=NOTE_SQLITE)
    load = Load(ACCOUNTS)
    with tempfile.TemporaryDirectory() as folder:
        base = sqlite_naive(Path(folder) / "naive.db", load, seconds)
        _show(table, "one transaction each", 1, False, base, base)
        for clients, hot in ((32, False), (256, False), (256, True)):
            path = Path(folder) / f"group-{clients}-{hot}.db"
            async with funded(SqliteLedger(path, clock=SystemClock()), "", path) as ledger:
                _show(table, "ledger", clients, hot, await _pace(ledger, load, clients, seconds, hot), base)
    return table


@asynccontextmanager
async def funded(ledger: Ledger, url: str, path: Path | None) -> AsyncIterator[Ledger]:
    """A running ledger whose accounts all have money; afterwards its books must hold."""
    await ledger.start()
    house = await ledger.open_account(AccountKind.CASH_IN, "bench", "CNY", floor_minor=-FUNDS * ACCOUNTS * 2)
    if path:
        db = apsw.Connection(str(path))
        db.execute(PEOPLE.format(schema="", last=ACCOUNTS))
        db.close()
    else:
        connection = await asyncpg.connect(**connection_arguments(url))
        await connection.execute(PEOPLE.format(schema="ledger.", last=ACCOUNTS))
        await connection.execute("VACUUM ANALYZE ledger.account")
        await connection.close()
    todo = iter(range(2, ACCOUNTS + 1))

    async def fund() -> None:
        for account in todo:
            await ledger.submit(Draft(Load.key(), Kind.POST, house, account, FUNDS, "top_up:bench"))

    await asyncio.gather(*(fund() for _ in range(500)))
    yield ledger
    wrong = failures(await examine_ledger(ledger))
    await ledger.stop()
    if wrong:
        raise SystemExit(f"the books do not hold after the benchmark: {wrong}")


async def _pace(ledger: Ledger, load: Load, clients: int, seconds: float, hot: bool) -> Pace:
    counter = iter(range(10**12))

    async def transfer(_client: int) -> None:
        debit, credit = load.pick(hot)
        await ledger.submit(Draft(load.key(), Kind.POST, debit, credit, 1, f"order:ord_01k3w8c5q2{next(counter):016d}"))

    return await closed_loop(transfer, clients=clients, seconds=seconds)


def _show(table: Table, design: str, clients: int, hot: bool, pace: Pace, base: Pace) -> None:
    table.add(
        design,
        str(clients),
        "one hot" if hot else f"{ACCOUNTS:,} spread",
        f"{pace.per_second:,.0f}",
        f"{pace.p50_ms:.2f}",
        f"{pace.p99_ms:.2f}",
        f"{pace.per_second / base.per_second:.1f}x",
    )


NOTE_POSTGRES = (
    'Client and server share the machine. "One transaction each" is asyncpg with `SELECT ... FOR UPDATE`; the hot rows'
    " are compared with the hot baseline. The books are proved after each measurement."
)
NOTE_SQLITE = (
    'WAL and `synchronous=FULL` in both. "One transaction each" is one thread with the standard library\'s sqlite3; all'
    " ratios are against it. The books are proved after each measurement."
)
