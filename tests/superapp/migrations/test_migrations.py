"""The newest revision makes exactly the tables that the code has, on both engines, and can be run again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from superapp import migrations
from superapp.audit import trail
from wallet.database import Database


@pytest.fixture
async def database(empty_database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(empty_database_url or f"sqlite+aiosqlite:///{tmp_path / 'superapp.db'}", schema="superapp")
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


async def test_the_migrated_audit_trail_refuses_changes(database: Database) -> None:
    await migrations.upgrade(database)
    async with database.write() as session:
        await trail.record(session, actor_id="per_1", action="look", subject="entry:1", now=datetime.now(UTC))
    for change in ("UPDATE audit_trail SET reason = 'x'", "DELETE FROM audit_trail"):
        with pytest.raises(DBAPIError, match="only grows"):
            async with database.write() as session:
                await (await session.connection()).execute(text(change))
