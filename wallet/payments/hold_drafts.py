"""What a hold may say: the limits of each field, and the digest that tells a repeated draft from a changed one. Called
by `holds.create_hold` before anything is stored; pure."""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import datetime, timedelta

from wallet.money import AMOUNT_MINOR_MAX
from wallet.payments.hold_rows import HoldDraft, HoldDraftInvalid
from wallet.payments.order_drafts import require_notify_url
from wallet.payments.order_rows import OrderDraftInvalid

OUT_HOLD_NO = re.compile(r"[0-9A-Za-z_\-|*]{6,27}", re.ASCII)
LIFE_MIN = timedelta(minutes=1)
LIFE_MAX = timedelta(days=30)
LETTERS_MAX = {
    "appid": 32,
    "description": 127,
    "attach": 128,
    "payer_openid": 128,
    "notify_url": 255,
}
NEEDED = ("appid", "description", "payer_openid", "notify_url")


def require_valid(draft: HoldDraft, now: datetime, *, demo: bool, currencies: tuple[str, ...]) -> None:
    """demo: notices may go to plain http. currencies: those of this wallet. Raises HoldDraftInvalid for the first field
    that is wrong."""
    if not OUT_HOLD_NO.fullmatch(draft.out_hold_no):
        raise HoldDraftInvalid("out_hold_no", "6 to 27 letters, digits or _-|*")
    for field, letters_max in LETTERS_MAX.items():
        text: str = getattr(draft, field)
        if len(text) > letters_max or "\0" in text:
            raise HoldDraftInvalid(field, f"at most {letters_max} letters")
    for field in NEEDED:
        if not getattr(draft, field).strip():
            raise HoldDraftInvalid(field, "must not be empty")
    if not 1 <= draft.amount_minor <= AMOUNT_MINOR_MAX:
        raise HoldDraftInvalid("amount.total", f"whole minor units from 1 to {AMOUNT_MINOR_MAX}")
    if draft.currency not in currencies:
        raise HoldDraftInvalid("amount.currency", f"one of {', '.join(currencies)}")
    if draft.expires_at is not None and not LIFE_MIN <= draft.expires_at - now <= LIFE_MAX:
        raise HoldDraftInvalid("expires_at", "from 1 minute to 30 days ahead")
    try:
        require_notify_url(draft.notify_url, demo=demo)
    except OrderDraftInvalid as wrong:
        raise HoldDraftInvalid(wrong.field, wrong.issue) from wrong


def digest_of(draft: HoldDraft) -> str:
    """64 hex digits over every field."""
    facts = asdict(draft) | {"expires_at": draft.expires_at.isoformat() if draft.expires_at else None}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
