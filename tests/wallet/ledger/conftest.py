"""Both engines, opened on an empty database of their own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support import TravelClock
from wallet.ledger.ledger import Ledger
from wallet.ledger.postgres import PostgresLedger
from wallet.ledger.sqlite import SqliteLedger


def make_ledger(url: str, folder: Path, clock: TravelClock) -> SqliteLedger | PostgresLedger:
    return PostgresLedger(url, clock=clock) if url else SqliteLedger(folder / "ledger.db", clock=clock)


@pytest.fixture
async def ledger(database_url: str, tmp_path: Path, clock: TravelClock) -> AsyncIterator[Ledger]:
    """A running ledger, once on each engine."""
    one = make_ledger(database_url, tmp_path, clock)
    await one.start()
    yield one
    await one.stop()
