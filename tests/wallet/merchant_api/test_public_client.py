"""The public client `wechatpayv3`, unmodified but for its base URL, sync and async, in both key modes: pay, query both
ways, close, refund, query the refund, and read our notices."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.wallet.merchant_api.town import OPENID, Town
from tests.wallet.people import ANN, ann_has, pay
from wallet.merchants.notices import deliver_due
from wallet.payments.orders import get_order_by_prepay_id
from wallet.reactions import built_in, catch_up

Ask = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


class Client:
    """One face for both clients: `ask(name, **arguments)` -> status and document."""

    def __init__(self, client: Any, *, is_async: bool) -> None:
        self._client, self._is_async = client, is_async

    async def ask(self, name: str, **arguments: Any) -> tuple[int, dict[str, Any]]:
        function = getattr(self._client, name)
        status, text = await (function(**arguments) if self._is_async else asyncio.to_thread(function, **arguments))
        return status, json.loads(text) if text else {}

    async def read_notice(self, heard: tuple[dict[str, str], bytes]) -> dict[str, Any] | None:
        headers, body = heard
        found = self._client.callback(headers, body)
        return await found if asyncio.iscoroutine(found) else found


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=["certificate", "public_key"])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


async def client_of(town: Town, kind: str, mode: str, stack: AsyncExitStack) -> Client:
    public = mode == "public_key"
    if kind == "sync":
        return Client(await asyncio.to_thread(town.sync_client, public_key=public), is_async=False)
    return Client(await stack.enter_async_context(town.async_client(public_key=public)), is_async=True)


async def react(town: Town) -> None:
    for consumer in built_in(town.house):
        await catch_up(town.house, consumer)
    await deliver_due(town.house)


async def test_an_order_is_paid_refunded_and_announced(town: Town, kind: str, mode: str) -> None:
    await ann_has(town.house, 10_000)
    async with AsyncExitStack() as stack:
        client = await client_of(town, kind, mode, stack)
        order = {
            "description": "两杯乌龙茶",
            "out_trade_no": "T-0001-paid",
            "amount": {"total": 888},
            "payer": {"openid": OPENID},
            "attach": "table 7",
        }

        status, made = await client.ask("pay", **order)
        assert status == 200
        assert await client.ask("pay", **order) == (200, made)
        status, unpaid = await client.ask("query", out_trade_no="T-0001-paid")
        assert (status, unpaid["trade_state"], unpaid.get("transaction_id")) == (200, "NOTPAY", None)

        paid = await pay(town.house, await get_order_by_prepay_id(town.house, made["prepay_id"]), ANN)
        status, by_number = await client.ask("query", out_trade_no="T-0001-paid")
        assert status == 200
        assert await client.ask("query", transaction_id=by_number["transaction_id"]) == (200, by_number)
        assert by_number["trade_state"] == "SUCCESS"
        assert by_number["transaction_id"] == paid.transaction_id
        assert by_number["amount"] == {
            "total": 888, "payer_total": 888, "currency": "CNY", "payer_currency": "CNY"
        }  # fmt: skip
        assert by_number["payer"] == {"openid": OPENID}
        assert by_number["success_time"].endswith("+08:00")

        await react(town)
        notice = await client.read_notice(town.shop.heard[0])
        assert notice is not None
        assert notice["event_type"] == "TRANSACTION.SUCCESS"
        resource = notice["resource"]
        assert {key: resource[key] for key in by_number if key != "promotion_detail"} == {
            key: value for key, value in by_number.items() if key != "promotion_detail"
        }

        amount = {"refund": 300, "total": 888, "currency": "CNY"}
        status, refund = await client.ask(
            "refund", out_refund_no="R-1", transaction_id=paid.transaction_id, amount=amount
        )
        assert (status, refund["status"], refund["amount"]["refund"]) == (200, "SUCCESS", 300)
        assert await client.ask("query_refund", out_refund_no="R-1") == (200, refund)
        await react(town)
        notice = await client.read_notice(town.shop.heard[1])
        assert notice is not None
        assert (notice["event_type"], notice["resource"]["refund_id"]) == ("REFUND.SUCCESS", refund["refund_id"])
        assert (await client.ask("query", out_trade_no="T-0001-paid"))[1]["trade_state"] == "REFUND"


async def test_an_order_is_closed(town: Town, kind: str, mode: str) -> None:
    async with AsyncExitStack() as stack:
        client = await client_of(town, kind, mode, stack)
        order = {"description": "tea", "out_trade_no": "T-closed", "amount": {"total": 1}, "payer": {"openid": OPENID}}
        await client.ask("pay", **order)

        assert await client.ask("close", out_trade_no="T-closed") == (204, {})

        assert (await client.ask("query", out_trade_no="T-closed"))[1]["trade_state"] == "CLOSED"
        status, problem = await client.ask("pay", **order)
        assert (status, problem["code"]) == (400, "ORDER_CLOSED")
