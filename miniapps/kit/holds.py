"""Money set aside, for guests that know the price only later: ask, look, capture, release; and money that goes to
people. Holds are the host's own calls, signed by the public client as every other."""

import json
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from wechatpayv3.type import RequestType

from miniapps.kit.problems import Problem
from miniapps.kit.till import PayV3Till, Till, reason_of

OVER = ("CLOSED", "RELEASED", "EXPIRED")
"""States of a hold that took nothing and never will."""


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """What the host says of a hold. state: WAIT_USER_CONFIRM, CONFIRMING, HELD, CAPTURED, one of OVER, or "" when the
    host does not know it. transaction_id: of the payment a capture has become, else "". ended_at: when it was captured
    or let go, for `books.said_at`."""

    state: str
    total_fen: int = 0
    captured_fen: int = 0
    transaction_id: str = ""
    ended_at: str = ""


def payment_number(hold_number: str) -> str:
    """The `out_trade_no` of what was captured, for refunds."""
    return "hold:" + hold_number


class HoldTill(Till, Protocol):
    """A till that can set money aside."""

    async def ask_hold(self, *, number: str, description: str, most_fen: int, openid: str) -> dict[str, Any]:
        """Ask (or ask again) for at most this much; returns the arguments of `wx.requestPayment`. Refuses with
        hold_over when the person can no longer confirm it."""
        ...

    async def look_hold(self, number: str) -> HoldFacts: ...

    async def capture(self, number: str, amount_fen: int) -> HoldFacts:
        """Take this much, once; the rest is the person's again. Repeating it is harmless; a hold that is over stays
        so, and is told."""
        ...

    async def release(self, number: str) -> HoldFacts:
        """Let it go, or take the question back. Repeating it is harmless; one that was captured stays so."""
        ...


class PayingTill(Till, Protocol):
    """A till that can send money to people."""

    async def pay_out(self, *, number: str, appid: str, openid: str, amount_fen: int, remark: str) -> str:
        """Set money aside for a person of this program; the package of `wx.requestMerchantTransfer`, or "" when it has
        been taken already. Once per number, which may be asked again."""
        ...

    async def look_at_payout(self, number: str) -> str:
        """Its state, such as WAIT_USER_CONFIRM, SUCCESS, FAIL or CANCELLED; "" when the host does not know it."""
        ...


class PayV3Holds(PayV3Till):
    async def ask_hold(self, *, number: str, description: str, most_fen: int, openid: str) -> dict[str, Any]:
        body = {
            "mchid": self.settings.mchid,
            "appid": self.settings.appid,
            "out_hold_no": number,
            "description": description,
            "amount": {"total": most_fen, "currency": "CNY"},
            "payer": {"openid": openid},
            "notify_url": self.settings.public_url + "/pay/notify",
        }
        code, text = await self._call(RequestType.POST, "/v3/holds", body)
        if code != 200:
            raise Problem(502, "payment_unavailable", f"Payment is not possible right now: {reason_of(text)}")
        prepay_id = json.loads(text).get("prepay_id")
        if prepay_id is None:
            raise Problem(409, "hold_over", "This no longer waits for your confirmation.")
        return self.call_up(prepay_id)

    async def look_hold(self, number: str) -> HoldFacts:
        code, text = await self._call(RequestType.GET, f"{_path(number)}?mchid={self.settings.mchid}")
        if code == 404:
            return HoldFacts("")
        if code != 200:
            raise Problem(502, "payment_unavailable", f"The payment cannot be looked up: {reason_of(text)}")
        return _facts(text)

    async def capture(self, number: str, amount_fen: int) -> HoldFacts:
        amount = {"total": amount_fen, "currency": "CNY"}
        return await self._end(number, "capture", {"mchid": self.settings.mchid, "amount": amount})

    async def release(self, number: str) -> HoldFacts:
        return await self._end(number, "release", {"mchid": self.settings.mchid})

    async def _end(self, number: str, verb: str, body: dict[str, Any]) -> HoldFacts:
        code, text = await self._call(RequestType.POST, f"{_path(number)}/{verb}", body)
        if code == 200:
            return _facts(text)
        found = await self.look_hold(number)
        if found.state in ("", "CAPTURED", *OVER):
            return found
        raise Problem(502, "payment_unavailable", f"The host could not do this: {reason_of(text)}")

    async def pay_out(self, *, number: str, appid: str, openid: str, amount_fen: int, remark: str) -> str:
        code, text = await run_in_threadpool(
            self.client.mch_transfer_bills,
            out_bill_no=number,
            transfer_scene_id="1005",
            openid=openid,
            transfer_amount=amount_fen,
            transfer_remark=remark,
            transfer_scene_report_infos=[{"info_type": "Work", "info_content": remark}],
            appid=appid,
        )
        if code != 200:
            raise Problem(502, "payout_unavailable", f"The money cannot be sent right now: {reason_of(text)}")
        return json.loads(text).get("package_info", "")

    async def look_at_payout(self, number: str) -> str:
        code, text = await run_in_threadpool(self.client.mch_transfer_bills_query, out_bill_no=number)
        if code not in (200, 404):
            raise Problem(502, "payout_unavailable", f"The transfer cannot be looked up: {reason_of(text)}")
        return json.loads(text)["state"] if code == 200 else ""

    async def _call(self, method: RequestType, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
        """The client has no function for these paths; its request signs and verifies as all of them do."""
        request = self.client._core.request  # pyright: ignore[reportPrivateUsage]
        code, text = await run_in_threadpool(request, path, method=method, data=body)
        return code, str(text)


def _path(number: str) -> str:
    return f"/v3/holds/out-hold-no/{number}"


def _facts(text: str) -> HoldFacts:
    facts = json.loads(text)
    amount = facts["amount"]
    return HoldFacts(
        facts["state"],
        amount["total"],
        amount["captured"],
        facts.get("transaction_id", ""),
        facts.get("end_time", ""),
    )
