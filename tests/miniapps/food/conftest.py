"""A fresh server for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.miniapps.food.kit import Kit, opened


@pytest.fixture
async def kit(tmp_path: Path) -> AsyncIterator[Kit]:
    async with opened(tmp_path) as ready:
        yield ready
