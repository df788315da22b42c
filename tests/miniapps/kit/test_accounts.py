"""A merchant's account, read from the host's own bills through its merchant API."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from miniapps.kit.accounts import Flow, PayV3Account, read_flows
from miniapps.kit.problems import Problem
from miniapps.kit.till import PayV3Till
from miniapps.shop.server.settings import ShopSettings
from superapp.net.safe_http import SafeHttp
from tests.databases import make_tables
from tests.wallet.merchant_api.town import APPID, town_of
from tests.wallet.people import ANN, ann_has, draft, pay, refund_draft, settings_of
from wallet.database import WalletTable
from wallet.house import open_wallet
from wallet.merchants.certificates import platform_keys
from wallet.merchants.registry import create_merchant
from wallet.payments.orders import create_order
from wallet.payments.refunds import create_refund


@dataclass
class Late:
    """The system's clock, set back."""

    by: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) - self.by


async def test_a_day_of_the_account_is_read_from_the_hosts_bill(tmp_path: Path) -> None:
    http, clock = SafeHttp(allow_private=True), Late(timedelta(days=2))
    settings = settings_of(f"sqlite+aiosqlite:///{tmp_path}/wallet.db", tmp_path)
    async with open_wallet(settings, http=http, clock=clock, chance=random.SystemRandom()) as house:
        await make_tables(house.database, WalletTable.metadata)
        merchant = await create_merchant(house, "Lantern Lane")
        await ann_has(house, 10_000)
        order = await pay(house, await create_order(house, draft(mchid=merchant.mchid)), ANN)
        await create_refund(house, refund_draft(order, 300))
        paid, day = order.total_minor, clock.now().date()
        clock.by = timedelta()
        (tmp_path / "own.pem").write_text(merchant.private_key_pem)
        platform = platform_keys(house.settings)
        (tmp_path / "platform.pem").write_text(platform.public_key_pem)
        async with town_of(house, merchant) as town:
            # By another name than the one it is asked by.
            house.settings.public_base_url = "http://wallet.example"
            account = PayV3Account(
                PayV3Till(
                    ShopSettings(
                        host_url=town.url,
                        appid=APPID,
                        appsecret="s",
                        mchid=merchant.mchid,
                        apiv3_key=merchant.apiv3_key,
                        merchant_private_key_path=tmp_path / "own.pem",
                        merchant_serial_no=merchant.serial_no,
                        platform_public_key_path=tmp_path / "platform.pem",
                        platform_public_key_id=platform.public_key_id,
                        public_url="http://127.0.0.1:1",
                        data=tmp_path,
                    )
                )
            )
            flows = await account.flows(day)
            quiet = await account.flows(day - timedelta(days=1))
            today = await account.flows(datetime.now(UTC).date())
        with pytest.raises(Problem) as away:
            await account.flows(day)
    await http.close()

    assert flows == [Flow("交易", "交易", paid, paid), Flow("退款", "退款", -300, paid - 300)]
    assert (quiet, today) == ([], None)
    assert away.value.code == "account_unavailable"


def test_a_value_with_a_comma_and_a_balance_below_zero_are_read() -> None:
    columns = ("记账时间", "业务名称", "业务类型", "收支类型", "收支金额（元）", "账户结余（元）", "备注")
    values = ("2026-11-22 09:00:00", "其他", "其他", "支出", "12.30", "-0.05", "a, b")
    bill = [",".join(columns), ",".join(f'"`{one}"' for one in values), "资金流水总笔数,收入笔数", "`1,`0"]
    assert read_flows("\r\n".join(bill) + "\r\n") == [Flow("其他", "其他", -1_230, -5)]
