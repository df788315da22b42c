"""What the wire alone refuses, before any money is asked about: pictures, sealed names, currencies that do not fit,
strangers as partners, and a caller who leaves in the middle. On SQLite alone."""

import asyncio
import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from tests.wallet.merchant_api.test_app import ask
from tests.wallet.merchant_api.town import APPID, OPENID, Town
from tests.wallet.merchant_api.wire import problem_of, signed
from tests.wallet.people import ANN, SQLITE, ann_has, pay
from wallet.errors import WalletError
from wallet.merchant_api import auth
from wallet.merchant_api.app import create_app
from wallet.merchants.registry import create_merchant
from wallet.payments.disputes import DisputeDraft, open_dispute
from wallet.payments.orders import get_order_by_prepay_id
from wallet.payments.settlements import find_settlement, settle_merchant_side

pytestmark = SQLITE
CREATE, HOLDS, PARTNERS = "/v3/pay/transactions/jsapi", "/v3/holds", "/v3/combine-partners"
PAYOUTS = "/v3/fund-app/mch-transfer/transfer-bills"


async def refused(town: Town, method: str, target: str, body: Any) -> tuple[int, str, str]:
    """Status, code and the field that is named."""
    answer = await ask(town, method, target, body)
    return *problem_of(answer), answer.json()["detail"]["field"]


async def test_a_nul_letter_is_refused_where_it_stands(town: Town) -> None:
    found = await refused(town, "POST", CREATE, town.order(description="two\0cups"))
    assert found == (400, "PARAM_ERROR", "/description")


async def test_an_order_may_ask_to_be_shared(town: Town) -> None:
    await ann_has(town.house, 10_000)
    paid = []
    for wish in ({"profit_sharing": True}, {"profit_sharing": False}, {}):
        made = (await ask(town, "POST", CREATE, town.order(settle_info=wish))).json()
        paid.append(await pay(town.house, await get_order_by_prepay_id(town.house, made["prepay_id"]), ANN))
        await settle_merchant_side(town.house, paid[-1].id)
    frozen = [await find_settlement(town.house, order.id) for order in paid]
    assert [one.frozen_minor if one else 0 for one in frozen] == [888, 0, 0]


async def test_a_capture_is_in_the_holds_currency(town: Town) -> None:
    asked = {
        "appid": APPID,
        "mchid": town.merchant.mchid,
        "out_hold_no": "ride-0001",
        "description": "A ride",
        "amount": {"total": 900, "currency": "CNY"},
        "payer": {"openid": OPENID},
        "notify_url": town.shop.url,
    }
    assert (await ask(town, "POST", HOLDS, asked)).status_code == 200
    wish = {"mchid": town.merchant.mchid, "amount": {"total": 900, "currency": "USD"}}
    found = await refused(town, "POST", f"{HOLDS}/out-hold-no/ride-0001/capture", wish)
    assert found == (400, "PARAM_ERROR", "/amount/currency")


async def test_partners_are_merchants_and_may_be_left(town: Town) -> None:
    market = await create_merchant(town.house, "A market")
    wish = {"mchid": town.merchant.mchid, "combine_mchid": market.mchid}
    for target in (PARTNERS, PARTNERS, f"{PARTNERS}/stop", f"{PARTNERS}/stop"):
        assert (await ask(town, "POST", target, wish)).status_code == 204
    basket = {
        "combine_appid": APPID,
        "combine_mchid": market.mchid,
        "combine_out_trade_no": "basket-0001",
        "combine_payer_info": {"openid": OPENID},
        "notify_url": town.shop.url,
        "sub_orders": [
            {"mchid": mchid, "out_trade_no": f"part-{mchid}", "description": "Tea", "amount": {"total_amount": 5}}
            for mchid in (town.merchant.mchid, market.mchid)
        ],
    }
    combine = signed(market, "POST", "/v3/combine-transactions/jsapi", json.dumps(basket).encode())
    assert problem_of(await combine.send(town.url)) == (403, "NO_AUTH")
    stranger = await refused(town, "POST", PARTNERS, wish | {"combine_mchid": "1600000000"})
    assert stranger == (400, "PARAM_ERROR", "/combine_mchid")


@pytest.mark.parametrize("sealed", ["no base64!", base64.b64encode(b"x" * 256).decode()])
async def test_a_name_that_is_sealed_for_somebody_else_is_refused(town: Town, sealed: str) -> None:
    bill = {
        "appid": APPID,
        "out_bill_no": "bill0001",
        "transfer_scene_id": "1000",
        "openid": OPENID,
        "transfer_amount": 300,
        "transfer_remark": "A prize",
    }
    assert await refused(town, "POST", PAYOUTS, bill | {"user_name": sealed}) == (400, "PARAM_ERROR", "/user_name")
    object.__setattr__(town.house, "payee_of", _nobody)  # the API holds this very house
    assert await refused(town, "POST", PAYOUTS, bill) == (400, "PARAM_ERROR", "/openid")


async def _nobody(_appid: str, _openid: str) -> None:
    return None


async def test_a_complaint_is_answered_without_pictures(town: Town) -> None:
    await ann_has(town.house, 10_000)
    made = (await ask(town, "POST", CREATE, town.order())).json()
    paid = await pay(town.house, await get_order_by_prepay_id(town.house, made["prepay_id"]), ANN)
    dispute = await open_dispute(town.house, DisputeDraft(ANN, paid.id, "not_received", "It never came", 888))
    target = f"/v3/merchant-service/complaints-v2/{dispute.complaint_id}"

    words = {"response_content": "It is on its way", "complainted_mchid": town.merchant.mchid}
    found = await refused(town, "POST", f"{target}/response", words | {"response_images": ["p"]})
    assert found == (400, "PARAM_ERROR", "/response_images")
    found = await refused(
        town, "POST", f"{target}/update-refund-progress", {"action": "REJECT", "reject_media_list": ["p"]}
    )
    assert found == (400, "PARAM_ERROR", "/reject_media_list")
    found = await refused(town, "POST", f"{target}/response", words | {"complainted_mchid": "1600000000"})
    assert found == (400, "PARAM_ERROR", "/complainted_mchid")
    for said in (words, {"response_content": "It has arrived"}):
        assert (await ask(town, "POST", f"{target}/response", said)).status_code == 204
    history = (await ask(town, "GET", f"{target}/negotiation-historys")).json()
    assert (history["limit"], history["total_count"]) == (100, 3)


async def test_a_complaint_has_one_address(town: Town) -> None:
    address = "/v3/merchant-service/complaint-notifications"
    for _ in range(2):
        assert (await ask(town, "POST", address, {"url": town.shop.url})).status_code == 200
    other = await ask(town, "POST", address, {"url": "https://shop.example/other"})
    assert problem_of(other) == (400, "INVALID_REQUEST")
    for wrong in ("https://shop.example/" + "x" * 255, "ftp://shop.example/x"):
        assert await refused(town, "PUT", address, {"url": wrong}) == (400, "PARAM_ERROR", "/url")
    for _ in range(2):
        assert (await ask(town, "DELETE", address)).status_code == 204


async def test_a_refusal_that_nobody_expected_is_a_fault_of_ours(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuses(*_: object) -> None:
        raise WalletError

    monkeypatch.setattr("wallet.merchant_api.orders.orders.create_order", refuses)
    answer = await ask(town, "POST", CREATE, town.order())
    assert problem_of(answer) == (500, "SYSTEM_ERROR")
    assert "wallet_refused" not in answer.text


async def test_who_leaves_in_the_middle_is_answered_by_nobody(town: Town) -> None:
    said = list[dict[str, Any]]()

    async def leaves() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def hears(message: Any) -> None:
        said.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/pay/transactions/jsapi", "raw_path": CREATE.encode(),
        "query_string": b"", "headers": [], "root_path": "", "scheme": "http", "server": ("x", 80),
    }  # fmt: skip
    with pytest.raises(ClientDisconnect):
        await create_app(lambda: town.house)(scope, leaves, hears)
    assert [message for message in said if b"SYSTEM_ERROR" in message.get("body", b"")] == []


async def test_certificates_are_remembered_and_the_memory_is_bounded(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "KNOWN_MAX", 1)
    other = await create_merchant(town.house, "Another merchant")
    for merchant in (town.merchant, other, town.merchant):
        answer = await signed(merchant, "GET", "/v3/certificates").send(town.url)
        assert answer.status_code == 200
    answers = await asyncio.gather(
        *(signed(one, "GET", "/v3/certificates").send(town.url) for one in (town.merchant, other) * 3)
    )
    assert {one.status_code for one in answers} == {200}
    stolen = replace(other, private_key_pem=town.merchant.private_key_pem)
    assert problem_of(await signed(stolen, "GET", "/v3/certificates").send(town.url)) == (401, "SIGN_ERROR")
