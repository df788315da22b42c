"""What a payout may say: the limits of each field, and the digest that tells a repeated draft from a changed one.
Called by `payouts.create_payout` before anything is stored; pure. Source: docs of `/v3/fund-app/mch-transfer`."""

import hashlib
import json
import re
from dataclasses import asdict

from wallet.money import AMOUNT_MINOR_MAX
from wallet.payments.order_drafts import require_notify_url
from wallet.payments.order_rows import OrderDraftInvalid
from wallet.payments.payout_rows import PayoutDraft, PayoutDraftInvalid

OUT_BILL_NO = re.compile(r"[0-9A-Za-z]{1,32}", re.ASCII)
AMOUNT_MINOR_MIN = 10
NAME_NEEDED_FROM_MINOR = 200_000  # the platform asks for the payee's name from here on
REPORTS_MAX = 10
LETTERS_MAX = {
    "appid": 32,
    "scene_id": 36,
    "openid": 64,
    "remark": 32,
    "user_name": 64,
    "perception": 64,
    "notify_url": 255,
}
NEEDED = ("appid", "scene_id", "openid", "remark")


def require_valid(draft: PayoutDraft, *, demo: bool) -> None:
    """demo: notices may go to plain http. Raises PayoutDraftInvalid for the first field that is wrong."""
    if not OUT_BILL_NO.fullmatch(draft.out_bill_no):
        raise PayoutDraftInvalid("out_bill_no", "1 to 32 letters or digits")
    for field, letters_max in LETTERS_MAX.items():
        text: str = getattr(draft, field)
        if len(text) > letters_max or "\0" in text:
            raise PayoutDraftInvalid(field, f"at most {letters_max} letters")
    for field in NEEDED:
        if not getattr(draft, field).strip():
            raise PayoutDraftInvalid(field, "must not be empty")
    if not AMOUNT_MINOR_MIN <= draft.amount_minor <= AMOUNT_MINOR_MAX:
        raise PayoutDraftInvalid("amount_minor", f"whole minor units from {AMOUNT_MINOR_MIN} to {AMOUNT_MINOR_MAX}")
    if draft.amount_minor >= NAME_NEEDED_FROM_MINOR and not draft.user_name.strip():
        raise PayoutDraftInvalid("user_name", f"needed from an amount of {NAME_NEEDED_FROM_MINOR} on")
    if len(draft.reports) > REPORTS_MAX:
        raise PayoutDraftInvalid("reports", f"at most {REPORTS_MAX}")
    if draft.notify_url:
        try:
            require_notify_url(draft.notify_url, demo=demo)
        except OrderDraftInvalid as wrong:
            raise PayoutDraftInvalid(wrong.field, wrong.issue) from wrong


def digest_of(draft: PayoutDraft) -> str:
    """64 hex digits over every field."""
    return hashlib.sha256(json.dumps(asdict(draft), sort_keys=True).encode()).hexdigest()
