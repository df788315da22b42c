"""A guest's own SQLite file: many readers, one writer, durable commits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column, ColumnDefault, Connection, MetaData, event, inspect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

BUSY_MS = 30_000


class Database:
    def __init__(self, path: Path, tables: MetaData) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
        self._tables = tables
        self._writing = asyncio.Lock()

        @event.listens_for(self._engine.sync_engine, "connect")
        def prepare(connection: Any, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
            connection.isolation_level = None
            for pragma in ("journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {BUSY_MS}"):
                connection.execute(f"PRAGMA {pragma}")

    async def create(self) -> None:
        """Make what is missing: tables, and columns that an older version of the guest did not have."""
        async with self._engine.begin() as connection:
            await connection.run_sync(self._tables.create_all)
            await connection.run_sync(self._add_columns)

    def _add_columns(self, connection: Connection) -> None:
        there = inspect(connection)
        draw = connection.dialect.identifier_preparer.format_column
        kinds = connection.dialect.type_compiler_instance
        for table in self._tables.sorted_tables:
            known = {one["name"] for one in there.get_columns(table.name)}
            for column in table.columns:
                if column.name in known:
                    continue
                own = f"{draw(column)} {kinds.process(column.type)}"
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN {own}{_default(column)}')

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One writer at a time; the lock is taken before anything is read."""
        async with self._writing, AsyncSession(self._engine, expire_on_commit=False) as session:
            await (await session.connection()).exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield session
                await session.commit()
            except BaseException:
                await session.rollback()
                raise

    async def close(self) -> None:
        await self._engine.dispose()


def _default(column: Column[Any]) -> str:
    """What the rows that are there get: the column's own default, which a column that may not be empty has."""
    value = column.default.arg if isinstance(column.default, ColumnDefault) and column.default.is_scalar else None
    if value is None:
        return ""
    quoted = str(int(value)) if isinstance(value, bool | int) else "'" + str(value).replace("'", "''") + "'"
    return f" DEFAULT {quoted}" + ("" if column.nullable else " NOT NULL")
