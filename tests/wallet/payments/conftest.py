"""Every payments test ends with a look at the books."""

from collections.abc import AsyncIterator

import pytest

from wallet.books import check_books
from wallet.house import WalletHouse


@pytest.fixture
async def house(house: WalletHouse) -> AsyncIterator[WalletHouse]:
    yield house
    assert await check_books(house) == []
