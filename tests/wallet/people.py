"""Helpers of the wallet's tests: open a wallet, give Ann money, draft an order, pay it, look at the books."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.databases import make_tables
from tests.support import RecordedHttp, TravelClock
from wallet import reactions
from wallet.database import WalletTable
from wallet.house import WalletHouse, open_wallet
from wallet.ledger.model import AccountKind
from wallet.money import Money
from wallet.movements.reading import Movement, Wanted, page_of
from wallet.payments.confirm import confirm_order
from wallet.payments.orders import Order, OrderDraft, create_order
from wallet.payments.pins import set_pin
from wallet.payments.refunds import RefundDraft
from wallet.payments.top_ups import top_up_demo
from wallet.ports import HttpPort
from wallet.settings import WalletSettings

ANN, BEN = "per_ann", "per_ben"
PIN, WRONG_PIN = "402917", "402918"
MCHID, APPID = "1900000109", "wx0123456789abcdef"

# For tests of rules that no engine decides: `pytestmark = SQLITE`.
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

DRAFT = OrderDraft(
    mchid=MCHID,
    appid=APPID,
    out_trade_no="shop-0001",
    description="Two cups of oolong",
    total_minor=888,
    currency="CNY",
    payer_openid="openid-of-ann",
    notify_url="https://shop.example/notify",
)


def settings_of(database_url: str, folder: Path) -> WalletSettings:
    """In demo mode, by the settings' environment names."""
    return WalletSettings.model_validate({"DATA": folder, "database_url": database_url, "SUPERAPP_DEMO": True})


@asynccontextmanager
async def opened(
    settings: WalletSettings,
    clock: TravelClock | None = None,
    chance: random.Random | None = None,
    http: HttpPort | None = None,
) -> AsyncIterator[WalletHouse]:
    """A wallet with its tables; those that exist stay."""
    async with open_wallet(
        settings, http=http or RecordedHttp(), clock=clock or TravelClock(), chance=chance or random.Random(1)
    ) as house:
        await make_tables(house.database, WalletTable.metadata)
        yield house


def draft(**changes: object) -> OrderDraft:
    return replace(DRAFT, **changes)  # pyright: ignore[reportArgumentType] the test says which fields


async def give(house: WalletHouse, person_id: str, amount_minor: int, reference: str = "first") -> None:
    await top_up_demo(house, person_id, Money(amount_minor), reference=reference)


async def ann_has(house: WalletHouse, amount_minor: int) -> None:
    """Ann has a PIN and money."""
    await set_pin(house, ANN, PIN)
    await give(house, ANN, amount_minor)


async def pay(house: WalletHouse, order: Order, person_id: str = ANN) -> Order:
    return await confirm_order(house, order_id=order.id, person_id=person_id, pin=PIN)


async def paid_order(house: WalletHouse, **changes: object) -> Order:
    """An order that Ann has just paid; she needs a PIN and money."""
    return await pay(house, await create_order(house, draft(**changes)))


def refund_draft(order: Order, amount_minor: int, out_refund_no: str = "back-1") -> RefundDraft:
    return RefundDraft(
        mchid=order.mchid,
        out_refund_no=out_refund_no,
        transaction_id=order.transaction_id,
        amount_minor=amount_minor,
        total_minor=order.total_minor,
    )


async def history_of(house: WalletHouse, person_id: str) -> list[Movement]:
    """Written out up to now; newest first."""
    await reactions.catch_up(house, reactions.movements(house))
    return (await page_of(house, person_id, Wanted())).movements


async def balance(house: WalletHouse, kind: AccountKind, owner: str) -> int:
    account = await house.ledger.find_account(kind, owner, "CNY")
    return account.balance_minor if account else 0


async def ann_holds(house: WalletHouse) -> int:
    return await balance(house, AccountKind.PERSON, ANN)


async def merchant_holds(house: WalletHouse) -> int:
    return await balance(house, AccountKind.MERCHANT, MCHID)
