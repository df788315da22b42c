"""What a merchant reads about a complaint: the fields and words of the platform's `complaints-v2`. The merchant API
answers with these. Pure.

Source: the public clients' models of `/v3/merchant-service/complaints-v2` (docs/developers/pay.md)."""

from typing import Any

from wallet.merchants.documents import china_time
from wallet.payments.disputes import Dispute, DisputeEvent, DisputeState

CREATE_COMPLAINT = "CREATE_COMPLAINT"
# what happened -> the notice's action_type
ACTIONS = {
    "opened": CREATE_COMPLAINT,
    "answered": "MERCHANT_RESPONSE",
    "approved": "MERCHANT_APPROVE_REFUND",
    "rejected": "MERCHANT_REJECT_REFUND",
    "completed": "MERCHANT_CONFIRM_COMPLETE",
    "refunded": "SELLER_REFUND",
    "accepted": "USER_CONFIRM",
    "withdrawn": "USER_REVOKE",
    "escalated": "USER_APPLY_PLATFORM_SERVICE",
    "lapsed": "USER_CONFIRM",
    "ordered": "RESPONSE_BY_PLATFORM",
    "refused": "RESPONSE_BY_PLATFORM",
}
# what happened -> operate_type of the negotiation history. The platform's own spelling of two of them.
OPERATIONS = {
    "opened": "USER_CREATE_COMPLAINT",
    "answered": "MERCHANT_RESPONSE",
    "approved": "MERCHANT_APPROVE_REFUND",
    "rejected": "MERCHANT_REFUSE_RERUND",
    "completed": "MERCHANT_CONFIRM_COMPLETE",
    "refunded": "COMPLAINT_PARTIAL_REFUNDED_SYSTEM_MESSAGE",
    "accepted": "USER_COMFIRM_COMPLAINT",
    "withdrawn": "USER_REVOKE_COMPLAINT",
    "escalated": "USER_APPLY_PLATFORM_HELP",
    "lapsed": "USER_COMFIRM_COMPLAINT",
    "ordered": "PLATFORM_RESPONSE",
    "refused": "PLATFORM_RESPONSE",
}
FULL_REFUND = "COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE"
OPERATORS = {"person": "投诉人", "merchant": "商户", "operator": "平台", "clock": "系统"}
PROBLEMS = {"not_received": "SERVICE_NOT_WORK", "wrong_amount": "REFUND", "not_as_described": "REFUND"}
# The person's words for it, as the merchant reads them.
DESCRIPTIONS = {
    "not_received": "Not received",
    "not_as_described": "Not as described",
    "wrong_amount": "Wrong amount",
    "not_mine": "I did not make this payment",
    "other": "Something else",
}


def complaint_state(one: Dispute) -> str:
    """PENDING, PROCESSING or PROCESSED."""
    if one.state is DisputeState.OPEN:
        return "PENDING"
    done = one.state is DisputeState.CLOSED or (one.state is DisputeState.ANSWERED and one.is_completed)
    return "PROCESSED" if done else "PROCESSING"


def complaint(one: Dispute) -> dict[str, Any]:
    """A complaint as a list shows it. The person has no phone number here, so there is none."""
    last = one.events[-1].actor if one.events else "person"
    return {
        "complaint_id": one.complaint_id,
        "complaint_time": china_time(one.opened_at),
        "complaint_detail": one.words,
        "complaint_state": complaint_state(one),
        "complainted_mchid": one.mchid,
        "payer_openid": one.payer_openid,
        "complaint_order_info": [
            {"transaction_id": one.transaction_id, "out_trade_no": one.out_trade_no, "amount": one.total_minor}
        ],
        "complaint_full_refunded": one.outcome == "refunded" and one.refunded_minor >= one.amount_minor,
        "incoming_user_response": last == "person" and one.state is not DisputeState.CLOSED,
        "user_complaint_times": one.times,
        "complaint_media_list": [],
        "problem_description": DESCRIPTIONS[one.reason],
        "problem_type": PROBLEMS.get(one.reason, "OTHERS"),
        "apply_refund_amount": one.amount_minor,
        "in_platform_service": one.state in (DisputeState.ESCALATED, DisputeState.ORDERED),
    }


def history(one: Dispute, limit: int, offset: int) -> dict[str, Any]:
    """The negotiation, the newest first."""
    shown = one.events[::-1][offset : offset + limit]
    return {
        "data": [_step(one, event) for event in shown],
        "limit": limit,
        "offset": offset,
        "total_count": len(one.events),
    }


def _step(one: Dispute, event: DisputeEvent) -> dict[str, Any]:
    is_last_refund = event.what == "refunded" and one.outcome == "refunded" and event == one.events[-1]
    return {
        "log_id": f"{one.complaint_id}{event.number:03d}",
        "operator": OPERATORS[event.actor],
        "operate_time": china_time(event.at),
        "operate_type": FULL_REFUND if is_last_refund else OPERATIONS[event.what],
        "operate_details": event.words or (str(event.amount_minor) if event.amount_minor else ""),
        "image_list": [],
    }
