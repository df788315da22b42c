"""The public client `wechatpayv3`, unmodified but for its base URL, at a till: pay by code, wait for the payer, query,
reverse."""

import asyncio
import json
from typing import Any

from wechatpayv3 import WeChatPayType

from tests.wallet.merchant_api.town import APPID, Town
from tests.wallet.people import ANN, PIN, ann_has
from wallet.money import Money
from wallet.payments.code_payments import answer_yes, questions_for
from wallet.payments.pay_codes import codes_ahead, turn_on
from wallet.payments.standing import set_pin_free


async def test_a_till_takes_a_pay_code_waits_for_the_payer_and_reverses(town: Town) -> None:
    await ann_has(town.house, 10_000)
    await set_pin_free(town.house, ANN, Money(1_000), PIN)
    await turn_on(town.house, ANN, pin=PIN)
    client = await asyncio.to_thread(town.sync_client, public_key=True)

    async def ask(name: str, **arguments: Any) -> tuple[int, dict[str, Any]]:
        status, text = await asyncio.to_thread(getattr(client, name), **arguments)
        return status, json.loads(text) if text else {}

    async def pay(number: str, total: int, code: str) -> tuple[int, dict[str, Any]]:
        return await ask(
            "pay",
            pay_type=WeChatPayType.CODEPAY,
            description="两杯乌龙茶",
            out_trade_no=number,
            amount={"total": total},
            payer={"auth_code": code},
            scene_info={"store_info": {"id": "0001"}},
        )

    async def shown() -> str:
        return (await codes_ahead(town.house, ANN))[0].code

    code = await shown()
    status, paid = await pay("till-0001", 888, code)
    assert (status, paid["trade_state"], paid["trade_type"]) == (200, "SUCCESS", "MICROPAY")
    assert (paid["appid"], paid["payer"], paid["amount"]["payer_total"]) == (APPID, {"openid": ANN}, 888)
    assert await pay("till-0001", 888, code) == (200, paid)
    assert await ask("query", out_trade_no="till-0001") == (200, paid)
    status, refused = await pay("till-0002", 888, code)
    assert (status, refused["code"]) == (400, "AUTH_CODE_INVALID")

    status, waiting = await pay("till-0003", 1_001, await shown())
    assert (status, waiting["code"]) == (202, "USERPAYING")
    status, found = await ask("query", out_trade_no="till-0003")
    assert (status, found["trade_state"]) == (200, "USERPAYING")
    [question] = await questions_for(town.house, ANN)
    await answer_yes(town.house, question.id, person_id=ANN, pin=PIN)
    assert (await ask("query", out_trade_no="till-0003"))[1]["trade_state"] == "SUCCESS"

    assert await ask("codepay_reverse", out_trade_no="till-0001") == (204, {})
    assert (await ask("query", out_trade_no="till-0001"))[1]["trade_state"] == "REVOKED"
    status, unknown = await ask("codepay_reverse", out_trade_no="till-9999")
    assert (status, unknown["code"]) == (404, "ORDER_NOT_EXIST")
