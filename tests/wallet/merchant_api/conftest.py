"""A running merchant API for each test, on both database engines."""

import random
from collections.abc import AsyncIterator

import pytest

from superapp.net.safe_http import SafeHttp
from tests.databases import make_tables
from tests.wallet.merchant_api.town import APPID, OPENID, Town, town_of
from wallet.database import WalletTable
from wallet.house import open_wallet
from wallet.merchants.registry import create_merchant
from wallet.ports import SystemClock
from wallet.settings import WalletSettings


async def only_ann(appid: str, openid: str) -> bool:
    return (appid, openid) == (APPID, OPENID)


@pytest.fixture
async def town(wallet_settings: WalletSettings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    http = SafeHttp(allow_private=True)
    chance = random.SystemRandom()
    async with open_wallet(
        wallet_settings, http=http, clock=SystemClock(), chance=chance, payer_known=only_ann
    ) as house:
        await make_tables(house.database, WalletTable.metadata)
        merchant = await create_merchant(house, "Oolong House")
        async with town_of(house, merchant) as town:
            # The sync client downloads certificates in its constructor, so its base is replaced on the class.
            from wechatpayv3.core import Core

            base = property(lambda _self: town.url, lambda _self, _value: None)
            monkeypatch.setattr(Core, "_gate_way", base, raising=False)
            yield town
    await http.close()
