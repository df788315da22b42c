"""The baselines of the ledger: one transaction for each transfer, as one would write it first. They keep what the
ledger keeps (balances, floors, a journal with a unique key) and leave out holds, chain, causes and the comparison of
contents."""

import sqlite3
import time
from pathlib import Path
from typing import Any

import asyncpg

from bench.harness import Pace, closed_loop
from bench.load import Load
from wallet.ledger.postgres_reads import connection_arguments

TABLES = """
CREATE SCHEMA naive;
CREATE TABLE naive.account (id bigint PRIMARY KEY, balance bigint NOT NULL, floor bigint NOT NULL)
  WITH (fillfactor = 50);
CREATE TABLE naive.entry (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, key bytea NOT NULL UNIQUE,
  debit bigint NOT NULL, credit bigint NOT NULL, amount bigint NOT NULL,
  debit_balance bigint NOT NULL, credit_balance bigint NOT NULL, posted_at timestamptz NOT NULL DEFAULT now());
"""
ENTRY = (
    "INSERT INTO naive.entry (key, debit, credit, amount, debit_balance, credit_balance) VALUES ($1, $2, $3, 1, $4, $5)"
)


class PostgresNaive:
    """asyncpg, SELECT … FOR UPDATE in order of id, one connection for each client."""

    def __init__(self, pool: Any, load: Load) -> None:
        self._pool, self._load = pool, load

    @classmethod
    async def opened(cls, url: str, load: Load, clients: int) -> "PostgresNaive":
        pool: Any = await asyncpg.create_pool(**connection_arguments(url), min_size=clients, max_size=clients)
        await pool.execute(TABLES)
        await pool.execute(
            "INSERT INTO naive.account SELECT n, $2, 0 FROM generate_series(1, $1::int) n", load.accounts, 10**9
        )
        return cls(pool, load)

    async def transfer(self, hot: bool) -> None:
        debit, credit = self._load.pick(hot)
        async with self._pool.acquire() as connection, connection.transaction():
            found = await connection.fetch(
                "SELECT id, balance, floor FROM naive.account WHERE id = ANY ($1) ORDER BY id FOR UPDATE",
                [debit, credit],
            )
            rows = {row["id"]: row for row in found}
            payer, payee = rows[debit]["balance"] - 1, rows[credit]["balance"] + 1
            if payer < rows[debit]["floor"]:
                raise ValueError("too poor")
            await connection.execute("UPDATE naive.account SET balance = balance - 1 WHERE id = $1", debit)
            await connection.execute("UPDATE naive.account SET balance = balance + 1 WHERE id = $1", credit)
            await connection.execute(ENTRY, self._load.key(), debit, credit, payer, payee)

    async def pace(self, *, clients: int, seconds: float, hot: bool) -> Pace:
        return await closed_loop(lambda _: self.transfer(hot), clients=clients, seconds=seconds)

    async def close(self) -> None:
        await self._pool.close()


def sqlite_naive(path: Path, load: Load, seconds: float) -> Pace:
    """The standard library's sqlite3, WAL and synchronous=FULL, one writer: more of them only wait for each other."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL, floor INTEGER NOT NULL)")
    db.execute(
        "CREATE TABLE entry (seq INTEGER PRIMARY KEY, key BLOB UNIQUE, debit INTEGER, credit INTEGER, amount INTEGER,"
        " debit_balance INTEGER, credit_balance INTEGER, posted_at TEXT DEFAULT current_timestamp)"
    )
    db.executemany("INSERT INTO account VALUES (?, 1000000000, 0)", [(n,) for n in range(1, load.accounts + 1)])
    waits: list[float] = []
    began = time.perf_counter()
    while (start := time.perf_counter()) < began + seconds:
        debit, credit = load.pick(hot=False)
        db.execute("BEGIN IMMEDIATE")
        balance, floor = db.execute("SELECT balance, floor FROM account WHERE id = ?", (debit,)).fetchone()
        other = db.execute("SELECT balance FROM account WHERE id = ?", (credit,)).fetchone()[0]
        if balance - 1 < floor:
            raise ValueError("too poor")
        db.execute("UPDATE account SET balance = ? WHERE id = ?", (balance - 1, debit))
        db.execute("UPDATE account SET balance = ? WHERE id = ?", (other + 1, credit))
        db.execute(
            "INSERT INTO entry (key, debit, credit, amount, debit_balance, credit_balance) VALUES (?, ?, ?, 1, ?, ?)",
            (load.key(), debit, credit, balance - 1, other + 1),
        )
        db.execute("COMMIT")
        waits.append(time.perf_counter() - start)
    elapsed = time.perf_counter() - began
    db.close()
    waits.sort()
    return Pace(len(waits) / elapsed, waits[len(waits) // 2] * 1000, waits[len(waits) * 99 // 100] * 1000)
