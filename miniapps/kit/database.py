"""A guest's own SQLite file: many readers, one writer, durable commits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, event
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
        async with self._engine.begin() as connection:
            await connection.run_sync(self._tables.create_all)

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
