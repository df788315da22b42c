"""PostgreSQL, for real: what `superapp backup` dumps comes back proved, and the write-ahead log brings the books back
to any moment, as docs/operate/backup.md says step by step."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from superapp.base.config import Settings
from superapp.cli.backing_up import bring_back, make_backup
from tests.databases import fill, furnish
from tests.postgres import Postgres, tools
from tests.wallet.people import ANN, ann_has, ann_holds, give, opened, paid_order, settings_of
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.seals.sealer import seal_all

pytestmark = pytest.mark.postgres
ARCHIVE_SECONDS = 60


@pytest.fixture
def server() -> Iterator[Postgres]:
    """Of its own, because it is stopped and configured."""
    server = Postgres.fresh(durable=False)
    yield server
    server.stop()


def settings_for(url: str, data: Path) -> Settings:
    return Settings.model_validate({"DATA": data, "database_url": url, "WALLET_DATABASE_URL": url})


async def some_money(house: WalletHouse) -> int:
    """Returns what Ann has afterwards."""
    await ann_has(house, 10_000)
    await paid_order(house)
    await seal_all(house)
    return await ann_holds(house)


def test_a_dump_comes_back_proved(server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tools()}{os.pathsep}{os.environ['PATH']}")
    data, url = tmp_path / "data", server.create_database("first")
    furnish(data)
    fill(url, data)
    has = _with_house(url, data, some_money)
    monkeypatch.setenv("WALLET_DATABASE_URL", url)
    make_backup(settings_for(url, data), tmp_path / "copy")
    assert (tmp_path / "copy" / "all.dump").stat().st_size > 10_000

    back = server.create_database("second")
    monkeypatch.setenv("WALLET_DATABASE_URL", back)
    told = bring_back(settings_for(back, tmp_path / "back"), tmp_path / "copy", verify=True)

    assert (told["verified"], told["wrong"], told["entries"]) == (True, [], 2)
    assert _with_house(back, tmp_path / "back", ann_holds) == has


def test_the_log_brings_the_books_back_to_a_moment(server: Postgres, tmp_path: Path) -> None:
    archive, data = server.folder / "archive", tmp_path / "data"
    server.archive_to(archive)
    url = server.create_database("books")
    furnish(data)
    fill(url, data)
    copy = server.base_backup()
    try:
        has = _with_house(url, data, some_money)
        head = _with_house(url, data, lambda house: house.ledger.head())
        moment = asyncio.run(_ask(url, "SELECT clock_timestamp()::text"))
        time.sleep(0.1)
        _with_house(url, data, lambda house: give(house, ANN, 5_000, "after-the-moment"))
        asyncio.run(_archived(url, archive))

        copy.recover_to(moment, archive)

        there = copy.url("books")
        assert _with_house(there, data, ann_holds) == has
        assert _with_house(there, data, lambda house: house.ledger.head()) == head
        assert _with_house(there, data, check_books) == []
        # It is a wallet again, on a line of its own.
        _with_house(there, data, lambda house: give(house, ANN, 700, "a-new-line"))
        assert _with_house(there, data, ann_holds) == has + 700
        assert _with_house(there, data, check_books) == []
    finally:
        copy.stop()


def _with_house(url: str, data: Path, look: Callable[[WalletHouse], Any]) -> Any:
    async def looked() -> Any:
        async with opened(settings_of(url, data)) as house:
            return await look(house)

    return asyncio.run(looked())


async def _ask(url: str, question: str) -> Any:
    parts = make_url(url)
    connection = await asyncpg.connect(
        host=str(parts.query["host"]), port=int(str(parts.query["port"])), user=parts.username, database=parts.database
    )
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def _archived(url: str, archive: Path) -> None:
    """Until everything written so far is in the archive."""
    last = await _ask(url, "SELECT pg_walfile_name(pg_switch_wal())")
    end = time.monotonic() + ARCHIVE_SECONDS
    while not (archive / last).exists():
        assert time.monotonic() < end, "the log is not archived"
        await asyncio.sleep(0.05)
