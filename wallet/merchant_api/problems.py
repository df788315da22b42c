"""Every "no" of the merchant API in the platform's words: HTTP status, code, message and detail. Handlers let wallet
refusals fly; `app.py` turns them into problems here. Leans on nothing but the refusals' stable codes.

Codes and statuses follow the platform's documentation, so a merchant's error handling works unchanged."""

from dataclasses import asdict, dataclass
from typing import Any

from pydantic import ValidationError

from wallet.errors import Refusal

# the wallet's refusal -> (HTTP status, wire code, message)
REFUSALS: dict[str, tuple[int, str, str]] = {
    "order_unknown": (404, "ORDER_NOT_EXIST", "There is no such order"),
    "order_mismatch": (403, "OUT_TRADE_NO_USED", "This out_trade_no was used for an order with other content"),
    "order_already_paid": (400, "ORDER_PAID", "The order has been paid"),
    "order_is_closed": (400, "ORDER_CLOSED", "The order is closed"),
    "order_expired": (400, "ORDER_CLOSED", "The order has expired"),
    "order_is_being_paid": (400, "USERPAYING", "Somebody is paying this order right now: query it again shortly"),
    "order_is_combined": (400, "INVALID_REQUEST", "The order is part of a combined payment: close that one"),
    "partner_unknown": (403, "NO_AUTH", "A merchant of sub_orders has not agreed to be combined by this one"),
    "hold_unknown": (404, "RESOURCE_NOT_EXISTS", "There is no such hold"),
    "hold_mismatch": (400, "INVALID_REQUEST", "This hold was made, or captured, with other content"),
    "hold_not_open": (400, "INVALID_REQUEST", "The hold is not set aside (any more): query its state"),
    "hold_too_small": (400, "INVALID_REQUEST", "The capture is larger than what is set aside"),
    "hold_refused": (400, "INVALID_REQUEST", "The hold cannot be ended now: query its state"),
    "payer_asked": (202, "USERPAYING", "The payer is asked for the PIN: query the order in 5 seconds"),
    "auth_code_invalid": (400, "AUTH_CODE_INVALID", "The pay code is used, too old or wrong: scan a fresh one"),
    "limit_once": (403, "RULE_LIMIT", "The payer may not pay this much at a time"),
    "limit_reached": (403, "RULE_LIMIT", "The payer has reached a limit"),
    "order_not_by_code": (400, "INVALID_REQUEST", "Only a payment by pay code can be reversed: close or refund it"),
    "reverse_too_late": (400, "INVALID_REQUEST", "The order is too old to be reversed: refund it"),
    "campaign_unknown": (404, "RESOURCE_NOT_EXISTS", "There is no such campaign"),
    "campaign_mismatch": (400, "INVALID_REQUEST", "This out_campaign_no was used for a campaign with other content"),
    "refund_unknown": (404, "RESOURCE_NOT_EXISTS", "There is no such refund"),
    "refund_mismatch": (400, "INVALID_REQUEST", "This out_refund_no was used for a refund with other content"),
    "order_not_paid": (400, "INVALID_REQUEST", "The order has not been paid"),
    "refund_too_large": (400, "INVALID_REQUEST", "The refund is larger than what is left of the payment"),
    "too_many_refunds": (400, "INVALID_REQUEST", "The order has reached its number of refunds"),
    "refund_too_late": (400, "INVALID_REQUEST", "The order is too old to be refunded"),
    "merchant_not_enough": (403, "NOT_ENOUGH", "The merchant's balance does not cover the refund"),
    "payout_unknown": (404, "NOT_FOUND", "There is no such transfer bill"),
    "payout_mismatch": (400, "INVALID_REQUEST", "This out_bill_no was used for a transfer bill with other content"),
    "payout_not_open": (400, "INVALID_REQUEST", "The transfer bill is not waiting for its user any more"),
    "payout_not_enough": (403, "NOT_ENOUGH", "The merchant's balance does not cover the transfer"),
    "dispute_unknown": (404, "RESOURCE_NOT_EXISTS", "There is no such complaint"),
    "dispute_not_open": (400, "INVALID_REQUEST", "The complaint is in a state in which this is not possible"),
    "day_file_url_unknown": (404, "RESOURCE_NOT_EXISTS", "There is no address for day files"),
    "bill_missing": (400, "NO_STATEMENT_EXIST", "There is no bill: nothing happened on this day"),
    "bill_not_yet": (400, "STATEMENT_CREATING", "The bill is made an hour after its day has ended: ask again then"),
    "bill_link_invalid": (403, "NO_AUTH", "The address of the file has run out: ask for the bill again"),
    "complaint_url_unknown": (404, "RESOURCE_NOT_EXISTS", "There is no address for complaints"),
    "complaint_url_exists": (400, "INVALID_REQUEST", "There is another address: update it"),
    "insufficient_funds": (403, "NOT_ENOUGH", "The balance is not enough"),
    "merchant_unknown": (400, "MCH_NOT_EXISTS", "There is no such merchant"),
    "ledger_busy": (429, "FREQUENCY_LIMITED", "Too many requests: try again later with the same number"),
    "outcome_unknown": (500, "SYSTEM_ERROR", "No answer in time: query, or try again with the same number"),
    "account_refused": (403, "ACCOUNT_ERROR", "The account cannot take part in this payment"),
}
# The draft's names for fields, where they differ from the wire.
POINTERS = {
    "total": "/amount/total",
    "currency": "/amount/currency",
    "payer_openid": "/payer/openid",
    "amount_minor": "/transfer_amount",
    "scene_id": "/transfer_scene_id",
    "remark": "/transfer_remark",
    "perception": "/user_recv_perception",
    "reports": "/transfer_scene_report_infos",
}


@dataclass(eq=False)
class ApiProblem(Exception):
    """What the answer will say. detail: the platform's {field, value, issue, location}, or None."""

    status: int
    code: str
    message: str
    detail: dict[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = {"code": self.code, "message": self.message}
        return document | {"detail": self.detail} if self.detail is not None else document


def param_error(field: str, issue: str, *, value: Any = None, location: str = "body") -> ApiProblem:
    """field: a JSON pointer into the body, or a plain name elsewhere. location: body, query, url or header."""
    shown = "" if value is None else value if isinstance(value, int | bool) else str(value)[:64]
    detail = {"field": field, "value": shown, "issue": issue, "location": location}
    return ApiProblem(400, "PARAM_ERROR", f"Invalid parameter {field}: {issue}", detail)


def from_refusal(refusal: Refusal) -> ApiProblem | None:
    """None when the refusal has no place on this API: then it is a fault of ours."""
    facts = asdict(refusal)
    if refusal.code in ("complaint_url_invalid", "day_file_url_invalid"):
        return param_error("/url", str(facts["issue"]))
    if refusal.code.endswith("_draft_invalid") and "field" in facts:
        return param_error(_pointer(str(facts["field"])), str(facts["issue"]))
    if refusal.code == "payer_unknown":
        return param_error("/payer/openid", "the openid is not a person of this appid", value=facts["openid"])
    if refusal.code == "payee_unknown":
        return param_error("/openid", "the openid is not a person of this appid", value=facts["openid"])
    if found := REFUSALS.get(refusal.code):
        return ApiProblem(*found)
    return None


def _pointer(field: str) -> str:
    """A draft's field as a JSON pointer; a part of a combined payment ("sub_orders.0.total") speaks of its own."""
    if field.startswith("sub_orders."):
        _, index, name = field.split(".")
        names = {"total": "amount/total_amount", "currency": "amount/currency"}
        return f"/sub_orders/{index}/{names.get(name, name)}"
    return POINTERS.get(field, "/" + field.replace(".", "/"))


def from_validation(error: ValidationError) -> ApiProblem:
    """The first field that is wrong."""
    first = error.errors(include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return param_error("", "the body is not JSON")
    pointer = "/" + "/".join(str(part) for part in first["loc"]) if first["loc"] else ""
    shown = first["input"] if isinstance(first["input"], str | int) else None
    return param_error(pointer, first["msg"], value=shown)


def not_found() -> ApiProblem:
    return ApiProblem(404, "RESOURCE_NOT_EXISTS", "There is no such address")


def method_not_allowed() -> ApiProblem:
    return ApiProblem(405, "METHOD_NOT_ALLOWED", "This address does not take this method")


def system_error() -> ApiProblem:
    return ApiProblem(500, "SYSTEM_ERROR", "The system failed: try again later with the same number")


def sign_error(field: str, issue: str, message: str) -> ApiProblem:
    return ApiProblem(401, "SIGN_ERROR", message, {"field": field, "issue": issue, "location": "authorization"})
