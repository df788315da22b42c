"""Refusals in the platform's words: what `fail` of a wx.* call receives. Programs read errMsg, so the texts are the
platform's where it has one. Called by calls.py."""

import re

from wallet.errors import Refusal

INTERNAL, TIMEOUT, NOT_SUPPORTED, NO_PERMISSION, NO_CONSENT, BAD_ARGUMENT = 4, 5, 6, 101, 103, 1001
URL_NOT_LISTED, NETWORK, TEMPLATE_UNKNOWN = 600002, 600001, 20001

# code -> (errno, text). Facts of a refusal never go in: they may name what the program must not know.
TEXTS: dict[str, tuple[int, str]] = {
    "program_session_ended": (NO_PERMISSION, "session ended"),
    "too_often": (INTERNAL, "api call frequency limit exceeded"),
    "too_many_at_once": (INTERNAL, "exceed max concurrent limit"),
    "url_not_listed": (URL_NOT_LISTED, "url not in domain list"),
    "storage_full": (INTERNAL, "exceed storage max size 10Mb"),
    "order_unknown": (BAD_ARGUMENT, "prepay_id is invalid"),
    "order_invalid": (BAD_ARGUMENT, "prepay_id is invalid"),
    "not_this_payer": (NO_PERMISSION, "the order belongs to another program or payer"),
    "payout_unknown": (BAD_ARGUMENT, "package is invalid"),
    "payout_not_open": (BAD_ARGUMENT, "the transfer is not waiting for confirmation"),
    "campaign_unknown": (BAD_ARGUMENT, "token is invalid"),
    "envelope_empty": (INTERNAL, "all shares have gone"),
    "envelope_over": (INTERNAL, "the envelope has run out"),
    "wallet_full": (INTERNAL, "the wallet is full"),
    "consent_missing": (NO_CONSENT, "auth deny"),
    "phone_unverified": (NO_PERMISSION, "no verified phone number"),
    "program_unknown": (BAD_ARGUMENT, "invalid appid"),
    "template_unknown": (TEMPLATE_UNKNOWN, "No template data return, verify the template id exist"),
    "program_does_not_answer": (NO_PERMISSION, "the program has no customer service"),
    "not_found": (BAD_ARGUMENT, "not found"),
    "nobody_answers": (BAD_ARGUMENT, "not found"),
    "call_up_invalid": (BAD_ARGUMENT, "payment signature verification failed"),
}


def refused(api: str, errno: int, text: str, *, code: str = "") -> dict[str, object]:
    """The body of a refused call."""
    name = api if re.fullmatch(r"[A-Za-z]{1,40}", api) else "unknown"
    told: dict[str, object] = {"errno": errno, "errMsg": f"{name}:fail {text}"}
    return {"refused": told | ({"code": code} if code else {})}


def refused_by(api: str, refusal: Refusal) -> dict[str, object]:
    """A refusal of a flow. One without words of its own is an internal error to the program."""
    if refusal.code == "request_failed":
        reason = getattr(refusal, "reason", "")
        return refused(api, TIMEOUT if reason == "timeout" else NETWORK, reason)
    if refusal.code == "storage_full" and getattr(refusal, "limit", "") == "key":
        return refused(api, INTERNAL, "entry size limit reached")
    if refusal.code == "detail_invalid":
        # Words for the person, shown by the host's own form.
        return refused(api, BAD_ARGUMENT, f"{getattr(refusal, 'field', '')}: {getattr(refusal, 'reason', '')}")
    errno, text = TEXTS.get(refusal.code, (INTERNAL, "internal error"))
    return refused(api, errno, text, code="session_ended" if refusal.code == "program_session_ended" else "")
