"""A reader's position moves forwards only, and only once per entry."""

import asyncio
from pathlib import Path

from superapp.storage.cursors import advance, position_of
from superapp.storage.database import Database, HostTable


async def test_a_position_moves_forwards_once(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url or f"sqlite+aiosqlite:///{tmp_path / 'superapp.db'}", schema="superapp")
    await database.create_all(HostTable.metadata)
    moved: list[bool] = []
    # The last two are batches: one that somebody else has begun, one that nobody has.
    for position, first in ((1, None), (1, None), (3, None), (2, None), (5, 3), (6, 4)):
        async with database.write() as session:
            moved.append(await advance(session, "receipts", position, first=first))
    async with database.read() as session:
        assert moved == [True, False, True, False, False, True]
        assert await position_of(session, "receipts") == 6
        assert await position_of(session, "somebody else") == 0
    await database.close()


async def test_two_processes_that_begin_at_once_move_it_once(database_url: str, tmp_path: Path) -> None:
    url = database_url or f"sqlite+aiosqlite:///{tmp_path / 'superapp.db'}"
    processes = [Database(url, schema="superapp") for _ in range(4)]
    await processes[0].create_all(HostTable.metadata)

    async def begin(database: Database, reader: str) -> bool:
        async with database.write() as session:
            return await advance(session, reader, 1)

    for number in range(5):
        moved = await asyncio.gather(*(begin(one, f"reader {number}") for one in processes))
        assert sorted(moved) == [False, False, False, True]
    for one in processes:
        await one.close()
