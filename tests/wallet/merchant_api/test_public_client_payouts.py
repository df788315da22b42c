"""The public client `wechatpayv3` pays out: create, repeat, query both ways, cancel, and read our notice."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.wallet.merchant_api.test_public_client import client_of, react
from tests.wallet.merchant_api.town import APPID, OPENID, Town
from tests.wallet.people import ANN
from wallet.books import check_books
from wallet.ids import key_for
from wallet.ledger.model import Draft, Kind
from wallet.payments.accounts import demo_money_account, merchant_account
from wallet.payments.payouts import get_payout_by_package, take_payout

BILL: dict[str, Any] = {
    "out_bill_no": "plfk2020042013",
    "transfer_scene_id": "1000",
    "openid": OPENID,
    "transfer_amount": 300,
    "transfer_remark": "抽奖奖金",
    "user_recv_perception": "现金奖励",
    "transfer_scene_report_infos": [
        {"info_type": "活动名称", "info_content": "新会员有礼"},
        {"info_type": "奖励说明", "info_content": "注册会员抽奖"},
    ],
}


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=["certificate", "public_key"])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
async def rich(town: Town) -> AsyncIterator[Town]:
    """A merchant with 10,000.00, whose program knows Ann."""

    async def payee_of(appid: str, openid: str) -> str | None:
        return ANN if (appid, openid) == (APPID, OPENID) else None

    object.__setattr__(town.house, "payee_of", payee_of)  # the API holds this very house
    demo = await demo_money_account(town.house, "CNY")
    merchant = await merchant_account(town.house, town.merchant.mchid, "CNY")
    await town.house.ledger.submit(Draft(key_for("in:1"), Kind.POST, demo, merchant, 1_000_000, "top_up:1"))
    yield town
    await react(town)
    assert await check_books(town.house) == []


async def test_a_person_takes_what_a_merchant_sends(rich: Town, kind: str, mode: str) -> None:
    async with AsyncExitStack() as stack:
        client = await client_of(rich, kind, mode, stack)

        status, made = await client.ask("mch_transfer_bills", **BILL)
        assert (status, made["state"], made["out_bill_no"]) == (200, "WAIT_USER_CONFIRM", BILL["out_bill_no"])
        assert made["create_time"].endswith("+08:00")
        assert await client.ask("mch_transfer_bills", **BILL) == (200, made)
        status, problem = await client.ask("mch_transfer_bills", **BILL | {"transfer_amount": 301})
        assert (status, problem["code"]) == (400, "INVALID_REQUEST")

        payout = await get_payout_by_package(rich.house, made["package_info"], person_id=ANN)
        await take_payout(rich.house, payout.id, person_id=ANN)

        status, found = await client.ask("mch_transfer_bills_query", out_bill_no=BILL["out_bill_no"])
        assert (status, found["state"], found["transfer_amount"]) == (200, "SUCCESS", 300)
        assert (found["mch_id"], found["openid"], found["appid"]) == (rich.merchant.mchid, OPENID, APPID)
        again = await client.ask("mch_transfer_bills_query", transfer_bill_no=made["transfer_bill_no"])
        assert again == (200, found)

        await react(rich)
        notice = await client.read_notice(rich.shop.heard[0])
        assert notice is not None
        assert (notice["event_type"], notice["resource"]["state"]) == ("MCHTRANSFER.BILL.FINISHED", "SUCCESS")
        assert notice["resource"] == {key: found[key] for key in notice["resource"]}


async def test_a_merchant_cancels(rich: Town, mode: str) -> None:
    async with AsyncExitStack() as stack:
        client = await client_of(rich, "sync", mode, stack)
        _, made = await client.ask("mch_transfer_bills", **BILL)

        status, done = await client.ask("mch_transfer_bills_cancel", out_bill_no=BILL["out_bill_no"])

        assert (status, done["state"], done["transfer_bill_no"]) == (200, "CANCELLED", made["transfer_bill_no"])
        assert await client.ask("mch_transfer_bills_cancel", out_bill_no=BILL["out_bill_no"]) == (200, done)
        assert "package_info" not in (await client.ask("mch_transfer_bills", **BILL))[1]


async def test_what_was_taken_is_not_cancelled(rich: Town) -> None:
    async with AsyncExitStack() as stack:
        client = await client_of(rich, "sync", "public_key", stack)
        _, made = await client.ask("mch_transfer_bills", **BILL)
        payout = await get_payout_by_package(rich.house, made["package_info"], person_id=ANN)
        await take_payout(rich.house, payout.id, person_id=ANN)

        status, problem = await client.ask("mch_transfer_bills_cancel", out_bill_no=BILL["out_bill_no"])

        assert (status, problem["code"]) == (400, "INVALID_REQUEST")


async def test_the_async_clients_cancel_is_not_what_it_signed(rich: Town) -> None:
    """Version 2.0.4 signs an empty body and sends "null". We verify the bytes as sent, so this one is refused."""
    async with AsyncExitStack() as stack:
        client = await client_of(rich, "async", "public_key", stack)
        await client.ask("mch_transfer_bills", **BILL)

        status, problem = await client.ask("mch_transfer_bills_cancel", out_bill_no=BILL["out_bill_no"])

        assert (status, problem["code"]) == (401, "SIGN_ERROR")


async def test_a_name_comes_encrypted_and_is_part_of_the_facts(rich: Town, kind: str, mode: str) -> None:
    async with AsyncExitStack() as stack:
        client = await client_of(rich, kind, mode, stack)
        large = BILL | {"transfer_amount": 200_000, "user_name": "张三"}

        status, made = await client.ask("mch_transfer_bills", **large)

        assert status == 200
        assert await client.ask("mch_transfer_bills", **large) == (200, made)
        status, problem = await client.ask("mch_transfer_bills", **large | {"user_name": "李四"})
        assert (status, problem["code"]) == (400, "INVALID_REQUEST")


async def test_refusals_have_the_platforms_words(rich: Town) -> None:
    async with AsyncExitStack() as stack:
        client = await client_of(rich, "async", "public_key", stack)

        dear = BILL | {"transfer_amount": 1_000_001, "user_name": "张三"}
        status, problem = await client.ask("mch_transfer_bills", **dear)
        assert (status, problem["code"]) == (403, "NOT_ENOUGH")
        status, problem = await client.ask("mch_transfer_bills", **BILL | {"out_bill_no": "n1", "openid": "nobody"})
        assert (status, problem["code"], problem["detail"]["field"]) == (400, "PARAM_ERROR", "/openid")
        status, problem = await client.ask("mch_transfer_bills", **BILL | {"out_bill_no": "n2", "transfer_amount": 9})
        assert (status, problem["detail"]["field"]) == (400, "/transfer_amount")
        status, problem = await client.ask("mch_transfer_bills_query", out_bill_no="never")
        assert (status, problem["code"]) == (404, "NOT_FOUND")
