"""The public client `wechatpayv3`, unmodified but for its base URL, fetches the bills of the day before yesterday."""

import asyncio
import gzip
import hashlib
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from superapp.net.safe_http import SafeHttp
from tests.databases import make_tables
from tests.wallet.bills.reading import read_bill
from tests.wallet.merchant_api.town import Town, town_of
from tests.wallet.merchant_api.wire import problem_of, signed
from tests.wallet.people import ANN, ann_has, draft, pay, refund_draft
from wallet.database import WalletTable
from wallet.house import open_wallet
from wallet.merchants.registry import create_merchant
from wallet.payments.orders import create_order
from wallet.payments.refunds import create_refund
from wallet.settings import WalletSettings


@dataclass
class Late:
    """The system's clock, set back."""

    by: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) - self.by


@pytest.fixture
async def town(wallet_settings: WalletSettings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """A merchant who sold something two days ago, and gave part of it back."""
    http, clock = SafeHttp(allow_private=True), Late(timedelta(days=2))
    async with open_wallet(wallet_settings, http=http, clock=clock, chance=random.SystemRandom()) as house:
        await make_tables(house.database, WalletTable.metadata)
        merchant = await create_merchant(house, "Oolong House")
        await ann_has(house, 10_000)
        order = await create_order(house, draft(mchid=merchant.mchid, description='=1+1,"两杯"\n乌龙茶'))
        order = await pay(house, order, ANN)
        await create_refund(house, refund_draft(order, 300))
        clock.by = timedelta()
        async with town_of(house, merchant) as town:
            house.settings.public_base_url = town.url
            yield town
    await http.close()


def the_day() -> date:
    return datetime.now(UTC).date() - timedelta(days=2)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("packing", ["GZIP", ""])
async def test_a_client_fetches_the_bills_of_a_day(
    town: Town, monkeypatch: pytest.MonkeyPatch, kind: str, packing: str
) -> None:
    from wechatpayv3.core import Core

    base = property(lambda _self: town.url, lambda _self, _value: None)
    monkeypatch.setattr(Core, "_gate_way", base, raising=False)
    day = the_day().isoformat()
    sync = await asyncio.to_thread(town.sync_client, public_key=True)
    async with town.async_client(public_key=True) as client:

        async def ask(name: str, *arguments: Any, **named: Any) -> tuple[int, Any]:
            if kind == "async":
                return await getattr(client, name)(*arguments, **named)
            return await asyncio.to_thread(getattr(sync, name), *arguments, **named)

        for name in ("trade_bill", "fundflow_bill"):
            status, text = await ask(name, day, tar_type=packing)
            assert status == 200, text
            told = json.loads(text)
            status, data = await ask("download_bill", told["download_url"])
            assert status == 200
            plain = gzip.decompress(data) if packing else data
            assert (told["hash_type"], told["hash_value"]) == ("SHA1", hashlib.sha1(plain).hexdigest())
            found = read_bill(plain.decode())
            assert len(found.rows) == 2
            if name == "trade_bill":
                assert [row["商品名称"] for row in found.rows] == ['=1+1,"两杯" 乌龙茶'] * 2
                assert (found.totals["应结订单总金额"], found.totals["退款总金额"]) == ("8.88", "3.00")
            else:
                assert [row["账户结余（元）"] for row in found.rows] == ["8.88", "5.88"]


async def test_a_bill_that_is_not_there_says_why(town: Town) -> None:
    day, today = the_day().isoformat(), datetime.now(UTC).date().isoformat()

    async def asked(target: str) -> tuple[int, str]:
        return problem_of(await signed(town.merchant, "GET", target).send(town.url))

    for target, code in (
        ("/v3/bill/tradebill", "PARAM_ERROR"),
        ("/v3/bill/tradebill?bill_date=20261123", "PARAM_ERROR"),
        ("/v3/bill/tradebill?bill_date=2026-02-30", "PARAM_ERROR"),
        (f"/v3/bill/tradebill?bill_date={day}&bill_type=BASIC", "PARAM_ERROR"),
        (f"/v3/bill/tradebill?bill_date={day}&tar_type=ZIP", "PARAM_ERROR"),
        (f"/v3/bill/tradebill?bill_date={day}&currency=XXX", "PARAM_ERROR"),
        (f"/v3/bill/tradebill?bill_date={day}&sub_mchid=1900000999", "PARAM_ERROR"),
        (f"/v3/bill/fundflowbill?bill_date={day}&account_type=ALL", "PARAM_ERROR"),
        (f"/v3/bill/tradebill?bill_date={today}", "STATEMENT_CREATING"),
        (f"/v3/bill/fundflowbill?bill_date={today}", "STATEMENT_CREATING"),
        ("/v3/bill/tradebill?bill_date=2999-01-01", "NO_STATEMENT_EXIST"),
        (f"/v3/bill/tradebill?bill_date={day}&currency=USD", "NO_STATEMENT_EXIST"),
        (f"/v3/bill/fundflowbill?bill_date={day}&account_type=OPERATION", "NO_STATEMENT_EXIST"),
        (f"/v3/bill/fundflowbill?bill_date={day}&account_type=FEES", "NO_STATEMENT_EXIST"),
    ):
        assert await asked(target) == (400, code), target
    assert await asked("/v3/billdownload/file?token=x") == (403, "NO_AUTH")
    own = await signed(
        town.merchant, "GET", f"/v3/bill/tradebill?bill_date={day}&sub_mchid={town.merchant.mchid}"
    ).send(town.url)
    assert own.status_code == 200


async def test_a_file_is_its_merchants_alone(town: Town) -> None:
    other = await create_merchant(town.house, "Next door")
    told = await signed(town.merchant, "GET", f"/v3/bill/tradebill?bill_date={the_day()}").send(town.url)
    target = told.json()["download_url"].removeprefix(town.url)
    assert problem_of(await signed(other, "GET", target).send(town.url)) == (403, "NO_AUTH")
    file = await signed(town.merchant, "GET", target).send(town.url)
    assert (file.status_code, file.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert "Wechatpay-Signature" not in file.headers
    assert (await signed(town.merchant, "GET", target).but(signature="AA==").send(town.url)).status_code == 401
