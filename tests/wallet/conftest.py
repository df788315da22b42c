"""A wallet to test with: real databases and the real ledger on both engines; only time, chance and network stand in."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support import RecordedHttp, TravelClock
from tests.wallet.people import opened, settings_of
from wallet.house import WalletHouse
from wallet.settings import WalletSettings


@pytest.fixture
def wallet_settings(database_url: str, tmp_path: Path) -> WalletSettings:
    return settings_of(database_url, tmp_path)


@pytest.fixture
async def house(
    wallet_settings: WalletSettings, clock: TravelClock, chance: random.Random, http: RecordedHttp
) -> AsyncIterator[WalletHouse]:
    """An open, empty wallet in demo mode."""
    async with opened(wallet_settings, clock, chance, http) as house:
        yield house
