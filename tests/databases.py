"""Databases that are ready before a test begins: made once per test process, then copied. A copy is empty and belongs
to one test alone, exactly as if its tables had just been made. conftest.py and the helpers that open a wallet or a site
call this; tests of migrations start from nothing instead.

Memory: test folders lie in a memory file system where there is one, because waiting for a disk is most of what a test
with a real database does. What SIGKILL leaves behind is the same there; only a power cut would differ."""

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from sqlalchemy import MetaData

from tests.support import RecordedHttp
from wallet.database import Database
from wallet.house import open_wallet
from wallet.merchants.certificates import ensure_platform_keys, new_key
from wallet.settings import WalletSettings

MEMORY = Path("/dev/shm")


def roomy_memory() -> Path | None:
    """The memory file system, where it has a gigabyte to spare."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= 2**30 else None


def furnish(folder: Path) -> None:
    """Put both houses' SQLite files, the ledger's and the platform's keys where they are missing in `folder`."""
    ready = _ready_folder()
    (folder / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in (*ready.glob("*.db"), *ready.glob("keys/*")):
        target = folder / file.relative_to(ready)
        if not target.exists():
            shutil.copy2(file, target)


def fill(database_url: str, folder: Path) -> None:
    """Make every table of both houses and of the ledger in an empty database.

    database_url: empty for SQLite files in `folder`.
    """
    _finish(_fill(database_url, folder))


async def make_tables(database: Database, tables: MetaData) -> None:
    """Every table of `tables`, unless the database was copied with them."""
    catalogue = (
        "SELECT name FROM sqlite_master"
        if database.is_sqlite
        else (f"SELECT tablename FROM pg_tables WHERE schemaname = '{database.schema}'")
    )
    async with database.read() as session:
        there = set((await (await session.connection()).exec_driver_sql(catalogue)).scalars())
    if not {table.name for table in tables.tables.values()} <= there:
        await database.create_all(tables)


@dataclass
class KeyDrawer:
    """RSA keys, the same ones in the same order for each test, because making one costs 50-300 ms. They are chance,
    like the numbers of the fixture `chance`, and no two within a test are alike."""

    keys: list[RSAPrivateKey] = field(default_factory=list[RSAPrivateKey])
    taken: int = 0

    def take(self) -> RSAPrivateKey:
        self.taken += 1
        while len(self.keys) < self.taken:
            self.keys.append(new_key())
        return self.keys[self.taken - 1]


@cache
def _ready_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="ready-", dir=roomy_memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    fill("", folder)
    ensure_platform_keys(_settings("", folder))
    left = [file.name for file in folder.iterdir() if file.name.endswith(("-wal", "-shm"))]
    if left:
        raise RuntimeError(f"a prepared database was left open: {left}")
    return folder


async def _fill(database_url: str, folder: Path) -> None:
    # Here, because processes that tests start and kill open databases too, and have no use for so many modules.
    from superapp.migrations import tables as host_tables
    from wallet.migrations import tables as wallet_tables

    host = Database(database_url or f"sqlite+aiosqlite:///{folder / 'superapp.db'}", schema="superapp")
    await host.create_all(host_tables.METADATA)
    await host.close()
    async with open_wallet(_settings(database_url, folder), http=RecordedHttp()) as wallet:
        await wallet.database.create_all(wallet_tables.METADATA)


def _settings(database_url: str, folder: Path) -> WalletSettings:
    return WalletSettings.model_validate({"DATA": folder, "database_url": database_url})


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """In a thread with a loop of its own: the caller may stand inside a running one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


def use_memory() -> None:
    """From now on pytest makes its folders in memory; a folder that somebody has chosen stays."""
    if memory := roomy_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))
