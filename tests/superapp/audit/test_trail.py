"""The trail grows, is chained, and says who looked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from superapp.audit import trail
from superapp.storage.database import Database, HostTable
from tests.support import TravelClock


@pytest.fixture
async def database(database_url: str, tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(database_url or f"sqlite+aiosqlite:///{tmp_path / 'superapp.db'}", schema="superapp")
    await database.create_all(HostTable.metadata)
    yield database
    await database.close()


async def look(database: Database, clock: TravelClock, subject: str, reason: str = "") -> int:
    async with database.write() as session:
        return await trail.record(
            session, actor_id="per_1", action="look", subject=subject, reason=reason, now=clock.travel(seconds=1)
        )


async def test_it_says_who_looked_newest_first(database: Database, clock: TravelClock) -> None:
    await look(database, clock, "entry:1", "a complaint")
    await look(database, clock, "entry:2")
    await look(database, clock, "entry:1")

    async with database.read() as session:
        looks = await trail.looks_at(session, "entry:1")
        everything = await trail.newest(session, before=3)

    assert [(one.number, one.actor_id, one.reason) for one in looks] == [(3, "per_1", ""), (1, "per_1", "a complaint")]
    assert [one.number for one in everything] == [2, 1]


async def test_many_at_once_leave_no_gap(database: Database, clock: TravelClock) -> None:
    numbers = await asyncio.gather(*(look(database, clock, "entry:1") for _ in range(12)))
    assert sorted(numbers) == list(range(1, 13))


async def test_its_chain_holds(database: Database, clock: TravelClock) -> None:
    for number in range(5):
        await look(database, clock, f"entry:{number}")
    async with database.read() as session:
        assert await trail.first_broken_row(session) is None


@pytest.mark.parametrize("change", ["UPDATE audit_trail SET reason = 'none'", "DELETE FROM audit_trail"])
async def test_the_database_refuses_to_change_it(database: Database, clock: TravelClock, change: str) -> None:
    await look(database, clock, "entry:1")
    with pytest.raises(DBAPIError, match="only grows"):
        async with database.write() as session:
            await (await session.connection()).execute(text(change))


async def test_a_row_changed_behind_its_back_is_found(database: Database, clock: TravelClock) -> None:
    for number in range(3):
        await look(database, clock, f"entry:{number}")
    async with database.write() as session:
        connection = await session.connection()
        if database.is_sqlite:
            await connection.execute(text("DROP TRIGGER audit_trail_UPDATE"))
        else:
            await connection.execute(text("ALTER TABLE audit_trail DISABLE TRIGGER audit_trail_only_grows"))
        await connection.execute(text("UPDATE audit_trail SET actor_id = 'per_2' WHERE number = 2"))
    async with database.read() as session:
        assert await trail.first_broken_row(session) == 2
