"""A reader's position moves forwards only, and only once per entry."""

from pathlib import Path

from superapp.storage.cursors import advance, position_of
from superapp.storage.database import Database, HostTable


async def test_a_position_moves_forwards_once(database_url: str, tmp_path: Path) -> None:
    database = Database(database_url or f"sqlite+aiosqlite:///{tmp_path / 'superapp.db'}", schema="superapp")
    await database.create_all(HostTable.metadata)
    moved: list[bool] = []
    for position in (1, 1, 3, 2):
        async with database.write() as session:
            moved.append(await advance(session, "receipts", position))
    async with database.read() as session:
        assert moved == [True, False, True, False]
        assert await position_of(session, "receipts") == 3
        assert await position_of(session, "somebody else") == 0
    await database.close()
