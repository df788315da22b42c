"""One database of one house: SQLite or PostgreSQL behind the same two doors, `read()` and `write()`. Repositories of
both houses lean on it; the ledger engine does not, it owns its connection (docs/decisions/0003-ledger.md).

`write()` takes the write lock first, so keep it short and never wait for the network inside it."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.quick_sqlite import quick_connection

IDLE_SECONDS = 1.0  # a connection of the pool that was used since is taken to be alive

# Constraint names are part of what people read in an error, and what a migration must find again.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class WalletTable(SQLModel):
    """The base of every table of the wallet; the host has its own, so that neither sees the other's."""

    metadata = MetaData(naming_convention=NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, UTC and timezone-aware in Python on both engines; SQLite stores it without the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Database:
    """Opens lazily; close it with `close()`.

    url: SQLAlchemy URL with an async driver. schema: the PostgreSQL schema of this house; SQLite ignores it.
    """

    def __init__(self, url: str, *, schema: str) -> None:
        self.url, self.schema = make_url(url), schema
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            if self.url.database and self.url.database != ":memory:":
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._readers = _sqlite_engine(url, writes=False)
            self._writer = _sqlite_engine(url, writes=True)
        else:
            self._writer = create_async_engine(
                url,
                pool_size=10,
                max_overflow=10,
                connect_args={"server_settings": {"search_path": schema}},
            )
            _ping_when_idle(self._writer)
            # Each look sees what was committed before it, in a transaction or not; without one a read costs one round
            # trip, not three. Both kinds share one pool.
            self._readers = self._writer.execution_options(isolation_level="AUTOCOMMIT")
        # SQLite has one writer; queueing here is fair, while its busy timeout starves some.
        self._write_lock = asyncio.Lock() if self.is_sqlite else None

    @property
    def writer(self) -> AsyncEngine:
        """The engine that may write; for migrations and set-up."""
        return self._writer

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session that looks and never commits."""
        async with AsyncSession(self._readers, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A session in one transaction: commits at the end, rolls back on any exception."""
        async with (
            self._write_lock or nullcontext(),
            AsyncSession(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def create_all(self, tables: MetaData) -> None:
        """Make every table at once; for tests. Real installations migrate."""
        from sqlalchemy import text

        async with self._writer.begin() as connection:
            if not self.is_sqlite:
                await connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{self.schema}"'))
            await connection.run_sync(tables.create_all)

    async def close(self) -> None:
        await self._readers.dispose()
        await self._writer.dispose()


def _ping_when_idle(engine: AsyncEngine) -> None:
    """A connection that lay idle is asked whether it lives before it is used; when it does not, the pool starts anew.
    One that has just served is believed: the question would cost three round trips before every read."""

    @event.listens_for(engine.sync_engine, "checkin")
    def note(_connection: object, record: ConnectionPoolEntry) -> None:  # pyright: ignore[reportUnusedFunction]
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def look(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:  # pyright: ignore[reportUnusedFunction]
        if time.monotonic() - record.info.get("idle_since", math.inf) < IDLE_SECONDS:
            return
        dialect = engine.sync_engine.dialect
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            if not dialect.is_disconnect(error, connection, None):
                raise
            raise InvalidatePoolError() from error


def _sqlite_engine(url: str, *, writes: bool) -> AsyncEngine:
    pool: dict[str, Any] = {"pool_size": 1, "max_overflow": 0} if writes else {"pool_size": 8}
    if not writes:
        # Each look sees what was committed before it; a transaction around it would be two more visits to the driver.
        pool |= {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    engine = create_async_engine(url, connect_args={"async_creator_fn": quick_connection}, **pool)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None  # the driver must not begin transactions behind our back
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA busy_timeout = 10000")
        if not writes:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    if writes:

        @event.listens_for(engine.sync_engine, "begin")
        def begin(connection: Any) -> None:  # pyright: ignore[reportUnusedFunction]
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
