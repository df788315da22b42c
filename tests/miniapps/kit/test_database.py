"""A guest's database that an older version of the guest has made."""

import sqlite3
from pathlib import Path

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel, select

from miniapps.kit.database import Database


class KitTestTable(SQLModel):
    metadata = MetaData()


class Goods(KitTestTable, table=True):
    name: str = Field(primary_key=True)
    stock: int = 3
    label: str = "it's new"
    is_open: bool = True
    told_at: str | None = None


async def test_what_a_later_version_adds_is_added_and_nothing_is_lost(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "guest.db") as before:
        before.execute("CREATE TABLE goods (name VARCHAR NOT NULL PRIMARY KEY)")
        before.execute("INSERT INTO goods VALUES ('lantern')")
    before.close()

    database = Database(tmp_path / "guest.db", KitTestTable.metadata)
    for _ in range(2):
        await database.create()
    async with database.write() as session:
        session.add(Goods(name="kettle", stock=7))
    async with database.read() as session:
        rows = (await session.exec(select(Goods).order_by(Goods.name))).all()
    await database.close()
    assert rows == [Goods(name="kettle", stock=7), Goods(name="lantern")]
