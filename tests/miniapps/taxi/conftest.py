"""One taxi per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.miniapps.taxi.stand import Taxi, open_taxi


@pytest.fixture
async def taxi(tmp_path: Path) -> AsyncIterator[Taxi]:
    async with open_taxi(tmp_path) as opened:
        yield opened
