"""What an order may say: the limits of each field, and the digest that tells a repeated draft from a changed one.
Called by `orders.create_order` before anything is stored; pure. Source: docs of `/v3/pay/transactions/jsapi`."""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from wallet.money import AMOUNT_MINOR_MAX
from wallet.payments.order_rows import OrderDraft, OrderDraftInvalid

OUT_TRADE_NO = re.compile(r"[0-9A-Za-z_\-|*]{6,32}", re.ASCII)
LIFE_MIN = timedelta(minutes=1)
LIFE_MAX = timedelta(days=90)
DETAIL_LETTERS_MAX = 6000
LETTERS_MAX = {
    "mchid": 32,
    "appid": 32,
    "description": 127,
    "attach": 128,
    "goods_tag": 32,
    "payer_openid": 128,
    "notify_url": 255,
}
NEEDED = ("mchid", "appid", "description", "payer_openid", "notify_url")


def require_valid(
    draft: OrderDraft, now: datetime, *, demo: bool, currencies: tuple[str, ...], needed: tuple[str, ...] = NEEDED
) -> None:
    """demo: notices may go to plain http, because a shop on this machine has no certificate. currencies: those of this
    wallet. needed: fields that must not be empty.

    Raises OrderDraftInvalid for the first field that is wrong."""
    if not OUT_TRADE_NO.fullmatch(draft.out_trade_no):
        raise OrderDraftInvalid("out_trade_no", "6 to 32 letters, digits or _-|*")
    for field, letters_max in LETTERS_MAX.items():
        text: str = getattr(draft, field)
        if len(text) > letters_max or "\0" in text:
            raise OrderDraftInvalid(field, f"at most {letters_max} letters")
    for field in needed:
        if not getattr(draft, field).strip():
            raise OrderDraftInvalid(field, "must not be empty")
    if not 1 <= draft.total_minor <= AMOUNT_MINOR_MAX:
        raise OrderDraftInvalid("total", f"whole minor units from 1 to {AMOUNT_MINOR_MAX}")
    if draft.currency not in currencies:
        raise OrderDraftInvalid("currency", f"one of {', '.join(currencies)}")
    if draft.expires_at is not None and not LIFE_MIN <= draft.expires_at - now <= LIFE_MAX:
        raise OrderDraftInvalid("time_expire", "from 1 minute to 90 days ahead")
    if draft.detail is not None and len(draft.detail) > DETAIL_LETTERS_MAX:
        raise OrderDraftInvalid("detail", f"at most {DETAIL_LETTERS_MAX} letters")
    if draft.notify_url:
        require_notify_url(draft.notify_url, demo=demo)


def require_notify_url(url: str, *, demo: bool) -> None:
    """An https address without query, as the platform demands; see `require_valid` for `demo`."""
    parts = urlsplit(url)
    if parts.scheme not in ({"https", "http"} if demo else {"https"}) or not parts.hostname:
        raise OrderDraftInvalid("notify_url", "must be an https address")
    if parts.query or parts.fragment:
        raise OrderDraftInvalid("notify_url", "must not carry a query")


def digest_of(draft: OrderDraft) -> str:
    """64 hex digits over every field; field order and absent expiry are part of it."""
    facts = asdict(draft) | {"expires_at": draft.expires_at.isoformat() if draft.expires_at else None}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
