"""What a draft may say: the first field that is wrong is named, and what lies exactly on a limit is right. Pure:
nothing is stored before these checks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support import TravelClock
from tests.wallet.people import ANN, APPID, BEN, MCHID
from wallet.errors import WalletError
from wallet.money import AMOUNT_MINOR_MAX
from wallet.payments import combine_drafts, hold_drafts, payout_drafts, split_drafts
from wallet.payments.combine_rows import CombinedDraft, PartDraft
from wallet.payments.hold_rows import HoldDraft
from wallet.payments.payout_rows import PayoutDraft
from wallet.payments.split_rows import SplitDraft, SplitItem

NOW = TravelClock().now()
URL = "https://shop.example/notify"
HOLD = HoldDraft(MCHID, APPID, "ride-0001", "A ride", 900, "CNY", "openid-of-ann", URL)
PAYOUT = PayoutDraft(MCHID, APPID, "bill0001", "1000", "openid-of-ann", 300, "A prize", notify_url=URL)
PART = PartDraft(MCHID, "shop-0001", "Oolong", 888, "CNY")
COMBINED = CombinedDraft(MCHID, APPID, "basket-0001", "openid-of-ann", URL, (PART, replace(PART, mchid="1900000222")))
SPLIT = SplitDraft(ANN, "request-1", "equal", 999, (ANN, BEN))
ITEMS = replace(SPLIT, way="items", items=(SplitItem("tea", 333, (ANN,)), SplitItem("cake", 666, (ANN, BEN))))
CHECKS: dict[type, Callable[[Any], object]] = {
    HoldDraft: lambda one: hold_drafts.require_valid(one, NOW, demo=False, currencies=("CNY",)),
    PayoutDraft: lambda one: payout_drafts.require_valid(one, demo=False),
    CombinedDraft: lambda one: combine_drafts.require_valid_combined(one, NOW, demo=False, currencies=("CNY", "USD")),
    SplitDraft: split_drafts.shares_of,
}


def part(**changes: object) -> dict[str, object]:
    return {"parts": (replace(PART, **changes), COMBINED.parts[1])}  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("draft", "change"),
    [
        (HOLD, {"out_hold_no": "x" * 27, "description": "d" * 127, "amount_minor": AMOUNT_MINOR_MAX}),
        (HOLD, {"out_hold_no": "x" * 6, "amount_minor": 1, "expires_at": NOW + timedelta(minutes=1)}),
        (HOLD, {"expires_at": NOW + timedelta(days=30)}),
        (PAYOUT, {"amount_minor": 10, "notify_url": "", "remark": "r" * 32}),
        (PAYOUT, {"amount_minor": 199_999, "reports": (("a", "b"),) * 10}),
        (PAYOUT, {"amount_minor": 200_000, "user_name": "Ann"}),
        (COMBINED, {"parts": tuple(replace(PART, out_trade_no=f"shop-{n:04}") for n in range(50))}),
        (COMBINED, part(total_minor=AMOUNT_MINOR_MAX - 888)),
        (SPLIT, {"total_minor": 2}),
        (SPLIT, {"way": "shares", "weights": (1, 99)}),
        (SPLIT, {"people": (BEN,)}),
        (ITEMS, {}),
    ],
)
def test_what_lies_on_a_limit_is_right(draft: object, change: dict[str, object]) -> None:
    CHECKS[type(draft)](replace(draft, **change))  # pyright: ignore[reportArgumentType, reportCallIssue]


@pytest.mark.parametrize(
    ("draft", "change", "field"),
    [
        (HOLD, {"out_hold_no": "x" * 5}, "out_hold_no"),
        (HOLD, {"out_hold_no": "x" * 28}, "out_hold_no"),
        (HOLD, {"description": "d" * 128}, "description"),
        (HOLD, {"attach": "a\0"}, "attach"),
        (HOLD, {"payer_openid": " "}, "payer_openid"),
        (HOLD, {"amount_minor": 0}, "amount.total"),
        (HOLD, {"amount_minor": AMOUNT_MINOR_MAX + 1}, "amount.total"),
        (HOLD, {"currency": "XXX"}, "amount.currency"),
        (HOLD, {"expires_at": NOW + timedelta(seconds=59)}, "expires_at"),
        (HOLD, {"expires_at": NOW + timedelta(days=30, seconds=1)}, "expires_at"),
        (HOLD, {"notify_url": "http://shop.example/notify"}, "notify_url"),
        (PAYOUT, {"out_bill_no": "bill-0001"}, "out_bill_no"),
        (PAYOUT, {"remark": "r" * 33}, "remark"),
        (PAYOUT, {"scene_id": ""}, "scene_id"),
        (PAYOUT, {"amount_minor": 9}, "amount_minor"),
        (PAYOUT, {"amount_minor": AMOUNT_MINOR_MAX + 1, "user_name": "Ann"}, "amount_minor"),
        (PAYOUT, {"amount_minor": 200_000}, "user_name"),
        (PAYOUT, {"reports": (("a", "b"),) * 11}, "reports"),
        (PAYOUT, {"notify_url": URL + "?key=1"}, "notify_url"),
        (COMBINED, {"out_trade_no": "short"}, "combine_out_trade_no"),
        (COMBINED, {"parts": ()}, "sub_orders"),
        (COMBINED, {"parts": tuple(replace(PART, out_trade_no=f"shop-{n:04}") for n in range(51))}, "sub_orders"),
        (COMBINED, {"parts": (PART, PART)}, "sub_orders"),
        (COMBINED, part(currency="USD"), "sub_orders"),
        (COMBINED, part(total_minor=AMOUNT_MINOR_MAX - 887), "sub_orders"),
        (COMBINED, part(description=""), "sub_orders.0.description"),
        (COMBINED, {"payer_openid": ""}, "combine_payer_info.openid"),
        (COMBINED, {"appid": ""}, "combine_appid"),
        (COMBINED, {"notify_url": "ftp://shop.example"}, "notify_url"),
        (SPLIT, {"total_minor": 0}, "amount"),
        (SPLIT, {"total_minor": AMOUNT_MINOR_MAX + 1}, "amount"),
        (SPLIT, {"total_minor": 1}, "people"),  # one of the two would owe nothing
        (SPLIT, {"currency": "XXX"}, "currency"),
        (SPLIT, {"way": "luck"}, "way"),
        (SPLIT, {"request_id": "short"}, "request_id"),
        (SPLIT, {"note": "n\0"}, "note"),
        (SPLIT, {"place": "p" * 500}, "place"),
        (SPLIT, {"people": ()}, "people"),
        (SPLIT, {"people": (ANN,)}, "people"),
        (SPLIT, {"people": (BEN, BEN)}, "people"),
        (SPLIT, {"people": tuple(f"per_{n}" for n in range(51))}, "people"),
        (SPLIT, {"way": "shares", "weights": (1,)}, "shares"),
        (SPLIT, {"way": "shares", "weights": (1, 0)}, "shares"),
        (SPLIT, {"way": "shares", "weights": (1, 100)}, "shares"),
        (ITEMS, {"items": ()}, "items"),
        (ITEMS, {"items": (SplitItem("tea", 0, (ANN,)), *ITEMS.items)}, "items"),
        (ITEMS, {"items": (replace(ITEMS.items[0], name="n" * 41), ITEMS.items[1])}, "items"),
        (ITEMS, {"items": (replace(ITEMS.items[0], people=()), ITEMS.items[1])}, "items"),
        (ITEMS, {"items": (replace(ITEMS.items[0], people=("per_eve",)), ITEMS.items[1])}, "items"),
        (ITEMS, {"items": (replace(ITEMS.items[0], people=(ANN, ANN)), ITEMS.items[1])}, "items"),
        (ITEMS, {"total_minor": 1000}, "items"),
    ],
)
def test_the_first_wrong_field_is_named(draft: object, change: dict[str, object], field: str) -> None:
    with pytest.raises(WalletError) as refused:
        CHECKS[type(draft)](replace(draft, **change))  # pyright: ignore[reportArgumentType, reportCallIssue]
    assert getattr(refused.value, "field", None) == field
