"""The ledger on PostgreSQL, in a schema of its own. A batch is one call of `ledger.apply`, which decides and stores it
under one advisory lock, so any number of processes may share the ledger. `writer.py` gathers the batches; the SQL is in
schema/postgres/; the reads are in postgres_reads.py.

When an answer is lost, the same keys are sent again: the journal knows those that were stored."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from asyncpg.prepared_stmt import PreparedStatement

from wallet.ledger.chain import microseconds
from wallet.ledger.model import AccountId, AccountKind, AccountRefused, AccountState, Draft, Entry
from wallet.ledger.openings import Opening, Openings
from wallet.ledger.postgres_columns import APPLY, ENTRIES_WITH_KEYS, decode, encode, entry_of
from wallet.ledger.postgres_reads import PostgresReads, is_certain
from wallet.ledger.rules import Code, Outcome
from wallet.ledger.schema import scripts
from wallet.ledger.writer import NoAnswer, Writer
from wallet.ports import Clock

# The numbers of pg_advisory_xact_lock: "ledg" in ASCII, as in the functions of schema/postgres/, and one for upgrades.
LOCK = 0x6C656467
UPGRADE_LOCK = LOCK + 1
PATIENCE_SECONDS = 30.0
RETRY_PAUSE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Line:
    """A connection that sends batches. apply: the prepared call of `ledger.apply`."""

    connection: Any
    apply: PreparedStatement


class PostgresLedger(PostgresReads):
    """sqlalchemy_url: such as `postgresql+asyncpg://user@/name?host=/run/postgresql&port=5432`. Limits as in `Writer`.

    patience_seconds: how long a batch without an answer is sent again before its callers get OutcomeUnknown.
    """

    def __init__(
        self,
        sqlalchemy_url: str,
        *,
        clock: Clock,
        batch_max: int = 1000,
        waiting_max: int = 4000,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        super().__init__(sqlalchemy_url, patience_seconds=patience_seconds)
        self._clock = clock
        self._writer = Writer(self.apply, batch_max=batch_max, waiting_max=waiting_max, lanes=2)
        self.figures = self._writer.figures
        self._openings = Openings(self._open_all)
        self._idle: list[Line] = []

    async def start(self) -> None:
        await self._open_pool()
        self._idle = [await self._new_line()]
        self._writer.start()

    async def stop(self) -> None:
        await self._writer.stop()
        await self._openings.stop()
        while self._idle:
            await self._idle.pop().connection.close()
        await self._close_pool()

    def on_commit(self, wake: Callable[[], None]) -> None:
        self._writer.on_commit(wake)

    async def submit(self, draft: Draft) -> Entry:
        return await self._writer.submit(draft)

    async def apply(self, batch: Sequence[Draft]) -> list[Outcome]:
        """One batch, now; for the writer and for tests. The drafts are valid and their keys distinct."""
        columns = encode(batch, microseconds(self._clock.now()))
        deadline = time.monotonic() + self.patience_seconds
        while True:
            line: Line | None = None
            try:
                line = self._idle.pop() if self._idle else await self._new_line()
                outcomes = await _ask(line, batch, columns)
            except Exception as error:
                if line and is_certain(error):
                    self._idle.append(line)
                    raise
                self.figures.lost_answers += 1
                if line:
                    # Not close(): that would wait for a server that may be gone.
                    line.connection.terminate()
                if time.monotonic() > deadline:
                    raise NoAnswer(str(error)) from error
                await asyncio.sleep(RETRY_PAUSE_SECONDS)
            except BaseException:
                if line:
                    line.connection.terminate()
                raise
            else:
                self._idle.append(line)
                return outcomes

    async def open_account(self, kind: AccountKind, owner: str, currency: str, *, floor_minor: int = 0) -> AccountId:
        return await self._openings.open(Opening(kind, owner, currency, floor_minor))

    async def set_account_state(self, account: AccountId, state: AccountState) -> None:
        async with self._transaction() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
            row = await connection.fetchrow(
                "SELECT balance_minor, held_minor FROM ledger.account WHERE id = $1", account
            )
            if row is None:
                raise AccountRefused("account_unknown")
            if state is AccountState.CLOSED and (row["balance_minor"] or row["held_minor"]):
                raise AccountRefused("not_empty")
            await connection.execute("UPDATE ledger.account SET state = $2 WHERE id = $1", account, state.value)

    async def _open_all(self, wanted: Sequence[Opening]) -> Sequence[AccountId]:
        """In one call; without an answer it is asked again, which opens nothing twice."""
        rows = await self._fetch(
            "SELECT ledger.open_accounts($1, $2, $3, $4)",
            [one.kind.value for one in wanted],
            [one.owner for one in wanted],
            [one.currency for one in wanted],
            [one.floor_minor for one in wanted],
        )
        return rows[0][0]

    async def _new_line(self) -> Line:
        """A connection for batches, to a schema that is up to date."""
        connection = await self._connect()
        await _upgrade(connection)
        return Line(connection, await connection.prepare(APPLY))


async def _ask(line: Line, batch: Sequence[Draft], columns: tuple[Any, ...]) -> list[Outcome]:
    result: Any = await line.apply.fetchrow(*columns)
    known = [draft.key for draft, code in zip(batch, result["codes"], strict=True) if code == Code.KEY_KNOWN]
    stored: dict[bytes, Entry] = {}
    if known:
        rows = await line.connection.fetch(ENTRIES_WITH_KEYS, known)
        stored = {entry.key: entry for entry in map(entry_of, rows)}
    return decode(batch, result, stored)


async def _upgrade(connection: Any) -> None:
    if await _version(connection) >= scripts("postgres", -1)[-1][0]:
        return
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock($1)", UPGRADE_LOCK)
        await connection.execute(
            "CREATE SCHEMA IF NOT EXISTS ledger;"
            " CREATE TABLE IF NOT EXISTS ledger.schema_version"
            " (version int PRIMARY KEY, applied_at timestamptz NOT NULL)"
        )
        for version, sql in scripts("postgres", await _version(connection)):
            await connection.execute(sql)
            await connection.execute("INSERT INTO ledger.schema_version VALUES ($1, now())", version)


async def _version(connection: Any) -> int:
    if await connection.fetchval("SELECT to_regclass('ledger.schema_version')") is None:
        return 0
    return await connection.fetchval("SELECT coalesce(max(version), 0) FROM ledger.schema_version")
