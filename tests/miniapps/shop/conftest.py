"""A fresh shop for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.miniapps.shop.kit import Shop, opened


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(tmp_path) as ready:
        yield ready
