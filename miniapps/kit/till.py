"""Money, through the public client `wechatpayv3` as any merchant uses it: ask for payment, look, close, refund, and
read notices. Nothing the page says about a payment is believed; only the host's signed word counts."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from wechatpayv3 import SignType, WeChatPay, WeChatPayType

from miniapps.kit.problems import Problem
from miniapps.kit.settings import MerchantSettings


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What the host says of an order. state: the platform's `trade_state`, "" when the host does not know the order.
    paid_at: when, once it is paid, else ""; for `books.said_at`."""

    state: str
    transaction_id: str = ""
    total_fen: int = 0
    paid_at: str = ""


class Till(Protocol):
    """What a guest needs of a merchant's account; tests have one without a network."""

    async def ask(
        self, *, number: str, description: str, total_fen: int, openid: str, expires_at: str
    ) -> dict[str, Any]:
        """Create (or find again) the order at the host; returns the arguments of `wx.requestPayment`."""
        ...

    async def look(self, number: str) -> PaymentFacts: ...

    async def close(self, number: str) -> bool:
        """True when the host will take no more money for this order."""
        ...

    async def refund(self, *, refund_number: str, number: str, amount_fen: int, total_fen: int, reason: str) -> str:
        """Give back a part or all, once for each refund_number, which may be asked again; when it was done as the host
        says it (for `books.said_at`), "" while it is under way."""
        ...

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        """The decrypted notice, or None when its signature or age is wrong."""
        ...


class PayV3Till:
    def __init__(self, settings: MerchantSettings) -> None:
        self.settings = settings
        self.client = WeChatPay(
            wechatpay_type=WeChatPayType.MINIPROG,
            mchid=settings.mchid,
            private_key=settings.merchant_private_key_path.read_text(),
            cert_serial_no=settings.merchant_serial_no,
            appid=settings.appid,
            apiv3_key=settings.apiv3_key,
            notify_url=settings.public_url + "/pay/notify",
            public_key=settings.platform_public_key_path.read_text(),
            public_key_id=settings.platform_public_key_id,
            timeout=(5, 20),
        )
        # The client has no argument for its address; this is the documented way in our developers' pages.
        self.client._core._gate_way = settings.host_url  # pyright: ignore[reportPrivateUsage]

    async def ask(
        self, *, number: str, description: str, total_fen: int, openid: str, expires_at: str
    ) -> dict[str, Any]:
        code, text = await run_in_threadpool(
            self.client.pay,
            description=description,
            out_trade_no=number,
            amount={"total": total_fen, "currency": "CNY"},
            payer={"openid": openid},
            time_expire=expires_at,
        )
        if code != 200:
            raise Problem(502, "payment_unavailable", f"Payment is not possible right now: {reason_of(text)}")
        return self.call_up(json.loads(text)["prepay_id"])

    def call_up(self, prepay_id: str) -> dict[str, Any]:
        """The signed arguments of `wx.requestPayment`."""
        package = "prepay_id=" + prepay_id
        stamp, nonce = str(int(time.time())), uuid.uuid4().hex
        signature = self.client.sign([self.settings.appid, stamp, nonce, package], sign_type=SignType.RSA_SHA256)
        return {"timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA", "paySign": signature}

    async def look(self, number: str) -> PaymentFacts:
        code, text = await run_in_threadpool(self.client.query, out_trade_no=number)
        if code == 404:
            return PaymentFacts("")
        if code != 200:
            raise Problem(502, "payment_unavailable", f"The payment cannot be looked up: {reason_of(text)}")
        facts = json.loads(text)
        return PaymentFacts(
            facts["trade_state"],
            facts.get("transaction_id", ""),
            facts.get("amount", {}).get("total", 0),
            facts.get("success_time", ""),
        )

    async def close(self, number: str) -> bool:
        code, text = await run_in_threadpool(self.client.close, number)
        return code == 204 or (code == 404 and "ORDER_NOT_EXIST" in text) or "ORDER_CLOSED" in text

    async def refund(self, *, refund_number: str, number: str, amount_fen: int, total_fen: int, reason: str) -> str:
        code, text = await run_in_threadpool(
            self.client.refund,
            out_refund_no=refund_number,
            out_trade_no=number,
            amount={"refund": amount_fen, "total": total_fen, "currency": "CNY"},
            reason=reason[:80],
            notify_url=self.settings.public_url + "/pay/notify",
        )
        if code != 200:
            raise Problem(502, "refund_failed", f"The refund did not work: {reason_of(text)}")
        facts = json.loads(text)
        return facts["success_time"] if facts["status"] == "SUCCESS" else ""

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        # The client checks no age, so we do.
        try:
            fresh = abs(time.time() - int(headers.get("wechatpay-timestamp", "0"))) <= 300
        except ValueError:
            fresh = False
        if not fresh:
            return None
        notice = await run_in_threadpool(self.client.callback, dict(headers), body.decode("utf-8", "replace"))
        return notice if isinstance(notice, dict) else None


def reason_of(text: str) -> str:
    """The host's words in a refusal."""
    try:
        return str(json.loads(text).get("message", "unknown"))
    except ValueError:
        return "no answer"
