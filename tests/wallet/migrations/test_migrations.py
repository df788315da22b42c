"""The newest revision makes exactly the tables that the code has, on both engines, and can be run again."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from wallet import migrations
from wallet.database import Database, WalletTable


@pytest.fixture
async def database(empty_database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(empty_database_url or f"sqlite+aiosqlite:///{tmp_path / 'wallet.db'}", schema="wallet")
    yield database
    await database.close()


async def test_an_empty_database_becomes_what_the_code_expects(database: Database) -> None:
    await migrations.upgrade(database)

    assert await migrations.LINE.differences(database) == []
    assert await migrations.LINE.current(database) == migrations.LINE.newest()


async def test_migrating_again_changes_nothing(database: Database) -> None:
    await migrations.upgrade(database)
    await migrations.upgrade(database)

    assert await migrations.LINE.differences(database) == []


async def test_every_revision_can_be_taken_back_and_made_again(database: Database) -> None:
    """As whoever writes the next one does on their own machine."""
    await migrations.upgrade(database)
    await migrations.LINE.downgrade(database, "base")
    # What is left is the table of Alembic itself.
    assert len(await migrations.LINE.differences(database)) >= len(WalletTable.metadata.tables)
    await migrations.upgrade(database)
    assert await migrations.LINE.differences(database) == []
