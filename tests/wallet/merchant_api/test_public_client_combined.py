"""The public client `wechatpayv3` combines, queries and closes; holds, for which it has no word, go through the same
signed request it makes for everything else."""

import json
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from wechatpayv3.async_.type import RequestType

from tests.wallet.merchant_api.test_public_client import client_of, react
from tests.wallet.merchant_api.town import APPID, OPENID, Town
from tests.wallet.people import ANN, PIN, ann_has
from wallet.books import check_books
from wallet.merchants.registry import create_merchant
from wallet.payments.payables import confirm_payable, get_payable_by_prepay_id


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


async def confirm(town: Town, prepay_id: str) -> None:
    payable = await get_payable_by_prepay_id(town.house, prepay_id)
    await confirm_payable(town.house, payable.id, person_id=ANN, pin=PIN)


async def call(town: Town, method: RequestType, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    """As a merchant of the public client would call what it has no function for."""
    client = town.async_client(public_key=True)
    async with client:
        status, text = await client._core.request(path, method=method, data=body)  # pyright: ignore
    return status, json.loads(text) if text else {}


async def test_two_merchants_are_paid_at_once(town: Town, kind: str) -> None:
    await ann_has(town.house, 10_000)
    other = await create_merchant(town.house, "Paper Lantern Books")
    theirs = replace(town, merchant=other)
    parts = [
        {"mchid": town.merchant.mchid, "out_trade_no": "tea-000001", "description": "乌龙茶",
         "amount": {"total_amount": 888, "currency": "CNY"}, "attach": "深圳分店"},
        {"mchid": other.mchid, "out_trade_no": "book-00001", "description": "书",
         "amount": {"total_amount": 2_500, "currency": "CNY"}, "attach": "gift"},
    ]  # fmt: skip
    basket: dict[str, Any] = {"combine_out_trade_no": "basket-0001", "sub_orders": parts}
    async with AsyncExitStack() as stack:
        client = await client_of(town, kind, "public_key", stack)
        status, problem = await client.ask("combine_pay", **basket, combine_payer_info={"openid": OPENID})
        assert (status, problem["code"]) == (403, "NO_AUTH")
        yes = {"mchid": other.mchid, "combine_mchid": town.merchant.mchid}
        assert (await call(theirs, RequestType.POST, "/v3/combine-partners", yes))[0] == 204

        status, made = await client.ask("combine_pay", **basket, combine_payer_info={"openid": OPENID})
        assert status == 200
        assert await client.ask("combine_pay", **basket, combine_payer_info={"openid": OPENID}) == (200, made)
        _, unpaid = await client.ask("combine_query", combine_out_trade_no="basket-0001")
        assert [part["trade_state"] for part in unpaid["sub_orders"]] == ["NOTPAY", "NOTPAY"]
        await confirm(town, made["prepay_id"])

        status, found = await client.ask("combine_query", combine_out_trade_no="basket-0001")
        assert (status, found["combine_payer_info"]) == (200, {"openid": OPENID})
        assert [part["trade_state"] for part in found["sub_orders"]] == ["SUCCESS", "SUCCESS"]
        assert found["sub_orders"][1]["amount"] == {
            "total_amount": 2_500, "currency": "CNY", "payer_amount": 2_500, "payer_currency": "CNY"
        }  # fmt: skip

        await react(town)
        [heard] = town.shop.heard
        notice = await client.read_notice(heard)
        assert notice is not None
        assert (notice["event_type"], notice["resource"]) == ("TRANSACTION.SUCCESS", found)

        # Each merchant gives back its own part, by the transaction_id it was told.
        book = await client_of(theirs, kind, "public_key", stack)
        amount = {"refund": 500, "total": 2_500, "currency": "CNY"}
        number = found["sub_orders"][1]["transaction_id"]
        status, refund = await book.ask("refund", out_refund_no="R-1", transaction_id=number, amount=amount)
        assert (status, refund["status"]) == (200, "SUCCESS")
        status, problem = await client.ask("refund", out_refund_no="R-2", transaction_id=number, amount=amount)
        assert (status, problem["code"]) == (404, "ORDER_NOT_EXIST")

        closing = [{"mchid": part["mchid"], "out_trade_no": part["out_trade_no"]} for part in parts]
        status, problem = await client.ask("combine_close", combine_out_trade_no="basket-0001", sub_orders=closing)
        assert (status, problem["code"]) == (400, "ORDER_PAID")
    assert await check_books(town.house) == []


async def test_a_combined_payment_is_closed(town: Town, kind: str) -> None:
    part = {"mchid": town.merchant.mchid, "out_trade_no": "tea-000001"}
    full = part | {"description": "tea", "amount": {"total_amount": 1, "currency": "CNY"}}
    async with AsyncExitStack() as stack:
        client = await client_of(town, kind, "certificate", stack)
        basket = {"combine_out_trade_no": "basket-0001", "sub_orders": [full]}
        await client.ask("combine_pay", **basket, combine_payer_info={"openid": OPENID})
        assert await client.ask("combine_close", combine_out_trade_no="basket-0001", sub_orders=[part]) == (204, {})
        status, problem = await client.ask("combine_pay", **basket, combine_payer_info={"openid": OPENID})
        assert (status, problem["code"]) == (400, "ORDER_CLOSED")
        status, problem = await client.ask(
            "combine_pay", combine_out_trade_no="basket-0002", sub_orders=[full | {"amount": {"total_amount": 0}}],
            combine_payer_info={"openid": OPENID},
        )  # fmt: skip
        assert (status, problem["detail"]["field"]) == (400, "/sub_orders/0/amount/total_amount")


async def test_a_hold_from_the_question_to_the_refund(town: Town) -> None:
    await ann_has(town.house, 10_000)
    question: dict[str, Any] = {
        "appid": APPID,
        "mchid": town.merchant.mchid,
        "out_hold_no": "ride-0001",
        "description": "Ride, at most",
        "amount": {"total": 3_000, "currency": "CNY"},
        "payer": {"openid": OPENID},
        "notify_url": town.shop.url,
    }
    status, asked = await call(town, RequestType.POST, "/v3/holds", question)
    assert (status, asked["state"]) == (200, "WAIT_USER_CONFIRM")
    assert await call(town, RequestType.POST, "/v3/holds", question) == (200, asked)
    status, problem = await call(town, RequestType.POST, "/v3/holds", question | {"description": "another"})
    assert (status, problem["code"]) == (400, "INVALID_REQUEST")
    path, mine = "/v3/holds/out-hold-no/ride-0001", {"mchid": town.merchant.mchid}
    status, problem = await call(town, RequestType.POST, f"{path}/capture", mine | {"amount": {"total": 1}})
    assert (status, problem["code"]) == (400, "INVALID_REQUEST")

    await confirm(town, asked["prepay_id"])
    status, held = await call(town, RequestType.GET, f"{path}?mchid={town.merchant.mchid}")
    assert (status, held["state"], "prepay_id" in held) == (200, "HELD", False)
    status, taken = await call(town, RequestType.POST, f"{path}/capture", mine | {"amount": {"total": 2_150}})
    assert (status, taken["state"]) == (200, "CAPTURED")
    assert taken["amount"] == {"total": 3_000, "captured": 2_150, "currency": "CNY"}
    status, problem = await call(town, RequestType.POST, f"{path}/release", mine)
    assert (status, problem["code"]) == (400, "INVALID_REQUEST")

    await react(town)
    async with AsyncExitStack() as stack:
        client = await client_of(town, "sync", "public_key", stack)
        heard = [await client.read_notice(one) for one in town.shop.heard]
        assert sorted(one["event_type"] for one in heard if one) == ["HOLD.CAPTURED", "HOLD.CONFIRMED"]
        assert [one["resource"] for one in heard if one] == [taken, taken]
        status, refund = await client.ask(
            "refund", out_refund_no="R-1", transaction_id=taken["transaction_id"],
            amount={"refund": 150, "total": 2_150, "currency": "CNY"},
        )  # fmt: skip
        assert (status, refund["status"]) == (200, "SUCCESS")
    assert await check_books(town.house) == []
