"""The two doors of a database: what a look sees, and what it cannot do."""

from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from wallet.database import Database


@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_a_look_is_in_no_transaction_and_a_write_is_in_one(database_url: str) -> None:
    """`now()` is when the transaction began, and that is the statement itself where there is none around it."""
    database = Database(database_url, schema="wallet")
    async with database.read() as session:
        looks = {(await session.execute(text("SELECT now()"))).scalar_one() for _ in range(5)}
    async with database.write() as session:
        written = {(await session.execute(text("SELECT now()"))).scalar_one() for _ in range(5)}
    await database.close()

    assert (len(looks), len(written)) == (5, 1)


async def test_who_looks_cannot_write_on_sqlite(tmp_path: Path) -> None:
    """Every flow runs on SQLite too, so a write by the wrong door shows in its tests."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'wallet.db'}", schema="wallet")
    async with database.write() as session:
        await session.execute(text("CREATE TABLE kept (one INTEGER)"))
    async with database.read() as session:
        with pytest.raises(OperationalError, match="readonly"):
            await session.execute(text("INSERT INTO kept VALUES (1)"))
    await database.close()


async def test_a_look_sees_what_was_committed_meanwhile(tmp_path: Path) -> None:
    """As on PostgreSQL; and what the engine refuses arrives as SQLAlchemy's own refusals, after which work goes on."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'wallet.db'}", schema="wallet")
    async with database.write() as session:
        await session.execute(text("CREATE TABLE kept (one INTEGER PRIMARY KEY)"))
    async with database.read() as looking:
        counted = [(await looking.execute(text("SELECT count(*) FROM kept"))).scalar_one()]
        async with database.write() as session:
            many = await session.execute(text("INSERT INTO kept VALUES (:one)"), [{"one": n} for n in range(1000)])
            assert many.rowcount == 1000  # pyright: ignore[reportAttributeAccessIssue] (an INSERT's result has it)
        counted.append((await looking.execute(text("SELECT count(*) FROM kept"))).scalar_one())
        with pytest.raises(OperationalError, match="no such table"):
            await looking.execute(text("SELECT * FROM elsewhere"))
        assert len((await looking.execute(text("SELECT one FROM kept"))).all()) == 1000
    with suppress(IntegrityError):
        async with database.write() as session:
            await session.execute(text("DELETE FROM kept WHERE one > 0"))
            await session.execute(text("INSERT INTO kept VALUES (0)"))
            raise AssertionError("a row is there twice")
    async with database.write() as session:
        returned = await session.execute(text("UPDATE kept SET one = -one WHERE one < 3 RETURNING one"))
        assert sorted(returned.scalars()) == [-2, -1, 0]
    await database.close()

    assert counted == [0, 1000]
