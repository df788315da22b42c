"""SQLite for SQLAlchemy with one visit to aiosqlite's thread for each statement. The driver by itself is visited four
times (cursor, execute, fetch, close), and each visit costs more than most of our statements do."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import aiosqlite


class QuickConnection(aiosqlite.Connection):
    """What SQLAlchemy asks of a connection; rows are read at once, so nothing here streams."""

    def cursor(self) -> "QuickCursor":  # pyright: ignore[reportIncompatibleMethodOverride] used by SQLAlchemy alone
        return QuickCursor(self)

    async def visit(self, work: Any, *arguments: Any) -> None:
        """Runs `work` in the thread, with the connection itself."""
        await self._execute(work, self._conn, *arguments)


class QuickCursor:
    """One statement and all of its rows."""

    arraysize = 1

    def __init__(self, connection: QuickConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> "QuickCursor":
        return self

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> "QuickCursor":
        await self._connection.visit(self._run, sqlite3.Connection.execute, operation, parameters)
        return self

    async def executemany(self, operation: str, parameters: Iterable[Sequence[Any]]) -> "QuickCursor":
        await self._connection.visit(self._run, sqlite3.Connection.executemany, operation, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []

    def _run(self, connection: sqlite3.Connection, how: Any, operation: str, parameters: Any) -> None:
        cursor: sqlite3.Cursor = how(connection, operation, parameters)
        try:
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


def quick_connection(path: str, **options: Any) -> QuickConnection:
    """To be awaited, as `aiosqlite.connect`. For `create_async_engine(..., connect_args={"async_creator_fn": …})`."""
    connection = QuickConnection(lambda: sqlite3.connect(path, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # pyright: ignore[reportPrivateUsage] as SQLAlchemy does for its own
    return connection
