"""What a combined payment may say: every part keeps an order's limits, and together they stay one payment. Called by
`combined.create_combined` before anything is stored; pure. Source: docs of `/v3/combine-transactions/jsapi`."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from wallet.money import AMOUNT_MINOR_MAX
from wallet.payments.combine_rows import CombinedDraft, PartDraft
from wallet.payments.order_drafts import OUT_TRADE_NO, require_valid
from wallet.payments.order_rows import OrderDraft, OrderDraftInvalid

PARTS_MAX = 50


def require_valid_combined(draft: CombinedDraft, now: datetime, *, demo: bool, currencies: tuple[str, ...]) -> None:
    """demo, currencies: see `order_drafts.require_valid`. Raises OrderDraftInvalid for the first field that is wrong; a
    part's field is named "sub_orders.<index>.<field>"."""
    if not OUT_TRADE_NO.fullmatch(draft.out_trade_no):
        raise OrderDraftInvalid("combine_out_trade_no", "6 to 32 letters, digits or _-|*")
    if not 1 <= len(draft.parts) <= PARTS_MAX:
        raise OrderDraftInvalid("sub_orders", f"from 1 to {PARTS_MAX}")
    for index, part in enumerate(draft.parts):
        try:
            require_valid(order_draft(draft, part), now, demo=demo, currencies=currencies)
        except OrderDraftInvalid as wrong:
            whole = {"payer_openid": "combine_payer_info.openid", "appid": "combine_appid"}
            shared = ("notify_url", "time_expire")
            field = (
                wrong.field if wrong.field in shared else whole.get(wrong.field, f"sub_orders.{index}.{wrong.field}")
            )
            raise OrderDraftInvalid(field, wrong.issue) from wrong
    if len({(part.mchid, part.out_trade_no) for part in draft.parts}) < len(draft.parts):
        raise OrderDraftInvalid("sub_orders", "the same order twice")
    if len({part.currency for part in draft.parts}) > 1:
        raise OrderDraftInvalid("sub_orders", "one currency for all")
    if sum(part.total_minor for part in draft.parts) > AMOUNT_MINOR_MAX:
        raise OrderDraftInvalid("sub_orders", f"together at most {AMOUNT_MINOR_MAX}")


def order_draft(draft: CombinedDraft, part: PartDraft) -> OrderDraft:
    """The part as an order of its merchant."""
    return OrderDraft(
        mchid=part.mchid,
        appid=draft.appid,
        out_trade_no=part.out_trade_no,
        description=part.description,
        total_minor=part.total_minor,
        currency=part.currency,
        payer_openid=draft.payer_openid,
        notify_url=draft.notify_url,
        attach=part.attach,
        goods_tag=part.goods_tag,
        detail=part.detail,
        expires_at=draft.expires_at,
    )


def digest_of_combined(draft: CombinedDraft) -> str:
    """64 hex digits over every field of the whole and of its parts, in order."""
    facts = asdict(draft) | {"expires_at": draft.expires_at.isoformat() if draft.expires_at else None}
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
