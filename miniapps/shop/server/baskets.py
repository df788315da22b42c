"""Baskets of several sellers: one combined payment, signed by the market, settled to each seller; each part is given
back by its own seller's keys. Through the public client `wechatpayv3`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from wechatpayv3.type import RequestType

from miniapps.kit.problems import Problem
from miniapps.kit.till import PaymentFacts, PayV3Till, reason_of
from miniapps.shop.server.market import Seller
from miniapps.shop.server.settings import ShopSettings
from miniapps.shop.server.tables import OrderPart


@dataclass(frozen=True, slots=True)
class BasketFacts:
    """What the host says of a combined payment. transactions: part number -> transaction_id, once it is paid.
    paid_at: when that was, "" before."""

    state: str
    total_fen: int
    transactions: Mapping[str, str]
    paid_at: str = ""


class Baskets:
    """own: the market's till; sellers: by id, "" is the market itself."""

    def __init__(self, settings: ShopSettings, own: PayV3Till, sellers: Sequence[Seller]) -> None:
        self._settings, self._own = settings, own
        self._mchids = {"": settings.mchid} | {seller.id: seller.mchid for seller in sellers}
        self.tills = {"": own} | {seller.id: PayV3Till(_settings_of(settings, seller)) for seller in sellers}

    async def agree(self) -> None:
        """Each seller says once that the market may ask in its name; harmless when repeated."""
        for seller, till in self.tills.items():
            if not seller:
                continue
            body = {"mchid": self._mchids[seller], "combine_mchid": self._settings.mchid}
            request = till.client._core.request  # pyright: ignore[reportPrivateUsage]
            code, text = await run_in_threadpool(request, "/v3/combine-partners", method=RequestType.POST, data=body)
            if code != 204:
                raise Problem(502, "payment_unavailable", f"A seller could not agree: {reason_of(str(text))}")

    async def ask(self, number: str, parts: Sequence[OrderPart], *, openid: str, expires_at: str) -> dict[str, Any]:
        """The arguments of `wx.requestPayment` for the whole basket."""
        code, text = await run_in_threadpool(
            self._own.client.combine_pay,
            combine_out_trade_no=number,
            combine_payer_info={"openid": openid},
            time_expire=expires_at,
            sub_orders=[
                {
                    "mchid": self._mchids[part.seller],
                    "out_trade_no": part.part_number,
                    "description": part.description,
                    "attach": number,
                    "amount": {"total_amount": part.total_fen, "currency": "CNY"},
                }
                for part in parts
            ],
        )
        if code != 200:
            raise Problem(502, "payment_unavailable", f"Payment is not possible right now: {reason_of(text)}")
        return self._own.call_up(json.loads(text)["prepay_id"])

    async def look(self, number: str) -> BasketFacts:
        code, text = await run_in_threadpool(self._own.client.combine_query, combine_out_trade_no=number)
        if code == 404:
            return BasketFacts("", 0, {})
        if code != 200:
            raise Problem(502, "payment_unavailable", f"The payment cannot be looked up: {reason_of(text)}")
        return facts_of(json.loads(text))

    async def close(self, number: str, parts: Sequence[OrderPart]) -> bool:
        """True when the host will take no more money for this basket."""
        names = [{"mchid": self._mchids[part.seller], "out_trade_no": part.part_number} for part in parts]
        code, text = await run_in_threadpool(
            self._own.client.combine_close, combine_out_trade_no=number, sub_orders=names
        )
        return code == 204 or (code == 404 and "ORDER_NOT_EXIST" in text)

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> tuple[str, dict[str, Any]] | None:
        """The seller it is for, and the decrypted notice; None when it is for none of them."""
        for seller, till in self.tills.items():
            notice = await till.read_notice(headers, body) if seller else None
            if notice:
                return seller, notice
        return None

    async def refund(self, part: OrderPart, *, refund_number: str, amount_fen: int, reason: str) -> str:
        """By the seller's own account; once for each refund_number. When it was done, "" while it is under way."""
        return await self.tills[part.seller].refund(
            refund_number=refund_number,
            number=part.part_number,
            amount_fen=amount_fen,
            total_fen=part.total_fen,
            reason=reason,
        )


def facts_of(document: Mapping[str, Any]) -> BasketFacts:
    """Of a query's answer or a notice's resource. Paid is what all parts are; a part given back was paid."""
    parts = document["sub_orders"]
    paid = all(part["trade_state"] in ("SUCCESS", "REFUND") for part in parts)
    closed = any(part["trade_state"] == "CLOSED" for part in parts)
    return BasketFacts(
        "SUCCESS" if paid else "CLOSED" if closed else "NOTPAY",
        sum(part["amount"]["total_amount"] for part in parts),
        {part["out_trade_no"]: part.get("transaction_id", "") for part in parts},
        parts[0].get("success_time", ""),
    )


def as_payment(facts: BasketFacts) -> PaymentFacts:
    """The same for who knows single orders only."""
    return PaymentFacts(facts.state, next(iter(facts.transactions.values()), ""), facts.total_fen, facts.paid_at)


def _settings_of(market: ShopSettings, seller: Seller) -> ShopSettings:
    return market.model_copy(
        update={
            "mchid": seller.mchid,
            "merchant_serial_no": seller.serial_no,
            "apiv3_key": seller.apiv3_key,
            "merchant_private_key_path": seller.private_key_path,
        }
    )
