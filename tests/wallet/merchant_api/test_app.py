"""Answers carry the platform's headers, and every "no" has the platform's status, code and pointer."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.wallet.merchant_api.town import OPENID, Town
from tests.wallet.merchant_api.wire import problem_of, signed
from tests.wallet.people import ANN, ann_has, pay
from wallet.errors import Refusal
from wallet.merchant_api import problems
from wallet.merchants.certificates import platform_keys, public_key_of
from wallet.merchants.registry import create_merchant
from wallet.merchants.signing import answer_message, verify
from wallet.payments.orders import get_order_by_prepay_id

CREATE = "/v3/pay/transactions/jsapi"
REFUNDS = "/v3/refund/domestic/refunds"


async def ask(town: Town, method: str, target: str, body: Any = None) -> Any:
    raw = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    return await signed(town.merchant, method, target, raw).send(town.url)


async def test_an_answer_carries_the_documented_headers_and_is_signed(town: Town) -> None:
    for answer in (await ask(town, "POST", CREATE, town.order()), await ask(town, "GET", "/v3/certificates")):
        headers = answer.headers
        assert headers["Content-Type"] == "application/json; charset=utf-8"
        assert headers["Content-Language"] == "zh-CN"
        assert headers["Cache-Control"] == "no-cache, must-revalidate"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Request-ID"]
        message = answer_message(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], answer.content)
        key = public_key_of(platform_keys(town.house.settings).certificate_pem)
        assert verify(key, message, headers["Wechatpay-Signature"])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": {"total": "888"}}, "/amount/total"),
        ({"amount": {"total": 8.88}}, "/amount/total"),
        ({"amount": {"total": True}}, "/amount/total"),
        ({"amount": {"total": 0}}, "/amount/total"),
        ({"amount": {"total": -1}}, "/amount/total"),
        ({"amount": {"total": 2**63}}, "/amount/total"),
        ({"amount": {"total": 1, "currency": "XXX"}}, "/amount/currency"),
        ({"amount": None}, "/amount"),
        ({"out_trade_no": "short"}, "/out_trade_no"),
        ({"out_trade_no": "with a space"}, "/out_trade_no"),
        ({"description": "x" * 128}, "/description"),
        ({"description": "tea 🍵"}, "/description"),
        ({"attach": None}, "/attach"),
        ({"payer": {}}, "/payer/openid"),
        ({"payer": {"openid": "somebody else"}}, "/payer/openid"),
        ({"notify_url": "ftp://shop.example/x"}, "/notify_url"),
        ({"time_expire": "tomorrow"}, "/time_expire"),
        ({"time_expire": "2026-01-01T00:00:00+08:00"}, "/time_expire"),
        ({"mchid": "1600000000"}, "/mchid"),
    ],
)
async def test_a_wrong_field_is_named(town: Town, change: dict[str, Any], field: str) -> None:
    answer = await ask(town, "POST", CREATE, town.order(**change))

    assert problem_of(answer) == (400, "PARAM_ERROR")
    assert (answer.json()["detail"]["field"], answer.json()["detail"]["location"]) == (field, "body")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"NaN", b'{"a":' * 5000])
async def test_a_body_that_is_no_order_is_refused(town: Town, body: bytes) -> None:
    assert problem_of(await ask(town, "POST", CREATE, body)) == (400, "PARAM_ERROR")


async def test_a_body_that_is_too_large_is_refused(town: Town) -> None:
    assert problem_of(await ask(town, "POST", CREATE, b" " * 300_000)) == (400, "PARAM_ERROR")


async def test_an_order_says_no_in_the_platforms_words(town: Town) -> None:
    await ann_has(town.house, 10_000)
    order = town.order(time_expire=(datetime.now(UTC) + timedelta(hours=1)).isoformat(timespec="seconds"))
    number = order["out_trade_no"]
    by_number = f"/v3/pay/transactions/out-trade-no/{number}"
    own = f"?mchid={town.merchant.mchid}"
    made = (await ask(town, "POST", CREATE, order)).json()

    assert problem_of(await ask(town, "POST", CREATE, order | {"description": "x"})) == (403, "OUT_TRADE_NO_USED")
    assert problem_of(await ask(town, "GET", by_number)) == (400, "PARAM_ERROR")
    assert problem_of(await ask(town, "GET", by_number + "?mchid=1600000000")) == (400, "PARAM_ERROR")
    assert problem_of(await ask(town, "GET", "/v3/pay/transactions/id/4200" + own)) == (404, "ORDER_NOT_EXIST")
    refund = {"out_refund_no": "R-1", "out_trade_no": number, "amount": {"refund": 1, "total": 888, "currency": "CNY"}}
    assert problem_of(await ask(town, "POST", REFUNDS, refund)) == (400, "INVALID_REQUEST")

    paid = await pay(town.house, await get_order_by_prepay_id(town.house, made["prepay_id"]), ANN)
    assert problem_of(await ask(town, "POST", CREATE, order)) == (400, "ORDER_PAID")
    closing = await ask(town, "POST", by_number + "/close", {"mchid": town.merchant.mchid})
    assert problem_of(closing) == (400, "ORDER_PAID")

    other = await create_merchant(town.house, "Another merchant")
    for target in (by_number, f"/v3/pay/transactions/id/{paid.transaction_id}"):
        theirs = signed(other, "GET", f"{target}?mchid={other.mchid}")
        assert problem_of(await theirs.send(town.url)) == (404, "ORDER_NOT_EXIST")
    theirs = signed(other, "POST", REFUNDS, json.dumps(refund).encode())
    assert problem_of(await theirs.send(town.url)) == (404, "ORDER_NOT_EXIST")


async def test_a_refund_says_no_in_the_platforms_words(town: Town) -> None:
    await ann_has(town.house, 10_000)
    order = town.order()
    made = (await ask(town, "POST", CREATE, order)).json()
    await pay(town.house, await get_order_by_prepay_id(town.house, made["prepay_id"]), ANN)
    amount = {"refund": 500, "total": 888, "currency": "CNY"}
    refund = {"out_refund_no": "R-1", "out_trade_no": order["out_trade_no"], "amount": amount}
    assert (await ask(town, "POST", REFUNDS, refund)).status_code == 200

    changed = refund | {"amount": amount | {"refund": 1}}
    assert problem_of(await ask(town, "POST", REFUNDS, changed)) == (400, "INVALID_REQUEST")
    assert problem_of(await ask(town, "POST", REFUNDS, refund | {"out_refund_no": "R-2"})) == (400, "INVALID_REQUEST")
    wrong_total = refund | {"out_refund_no": "R-3", "amount": amount | {"total": 900}}
    answer = await ask(town, "POST", REFUNDS, wrong_total)
    assert (problem_of(answer), answer.json()["detail"]["field"]) == ((400, "PARAM_ERROR"), "/amount/total")
    assert problem_of(await ask(town, "GET", f"{REFUNDS}/R-9")) == (404, "RESOURCE_NOT_EXISTS")

    whole = refund | {"out_refund_no": "R-4", "amount": amount | {"refund": 388}}
    assert (await ask(town, "POST", REFUNDS, whole)).json()["status"] == "SUCCESS"


async def test_unknown_addresses_and_methods_answer_in_this_apis_shape(town: Town) -> None:
    assert problem_of(await ask(town, "GET", "/v3/nothing/here")) == (404, "RESOURCE_NOT_EXISTS")
    assert problem_of(await ask(town, "DELETE", CREATE)) == (405, "METHOD_NOT_ALLOWED")


async def test_a_fault_of_ours_says_nothing_of_itself(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_arguments: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("wallet.merchant_api.orders.orders.create_order", broken)
    answer = await ask(town, "POST", CREATE, town.order(payer={"openid": OPENID}))

    assert problem_of(answer) == (500, "SYSTEM_ERROR")
    assert "secret" not in answer.text


def test_every_refusal_of_payments_has_words_for_merchants() -> None:
    import wallet.payments.orders
    import wallet.payments.refunds

    silent: set[str] = set()
    for module in (wallet.payments.orders, wallet.payments.refunds):
        for name in module.__all__:
            kind = getattr(module, name)
            if isinstance(kind, type) and issubclass(kind, Refusal):
                known = {*problems.REFUSALS, "order_draft_invalid", "refund_draft_invalid", "payer_unknown"}
                silent |= {kind.code} - known
    # Neither can reach a merchant: both come from the cashier's side.
    assert silent <= {"prepay_expired", "payment_interrupted"}


async def test_a_merchant_says_where_it_is_asked_for_its_days(town: Town) -> None:
    address = "/v3/reconciliation/day-file-url"
    assert problem_of(await ask(town, "GET", address)) == (404, "RESOURCE_NOT_EXISTS")
    for url in ("https://shop.example/days", "https://shop.example/other"):
        wanted = {"mchid": town.merchant.mchid, "url": url}
        assert (await ask(town, "PUT", address, {"url": url})).json() == wanted
        assert (await ask(town, "GET", address)).json() == wanted
    for url in ("ftp://shop.example/days", "https://shop.example/days?key=1", "https://shop.example/" + "x" * 255):
        answer = await ask(town, "PUT", address, {"url": url})
        assert problem_of(answer) == (400, "PARAM_ERROR")
        assert answer.json()["detail"]["field"] == "/url"
    for _ in range(2):
        assert (await ask(town, "DELETE", address)).status_code == 204
    assert problem_of(await ask(town, "GET", address)) == (404, "RESOURCE_NOT_EXISTS")
