"""What a merchant is told of a payout, word for word where the platform has its own. Pure."""

from dataclasses import replace

import pytest

from tests.support import TravelClock
from wallet.merchants.documents import payout
from wallet.payments.payout_rows import PayoutRow, PayoutState, view_of

ROW = PayoutRow(
    id="pay_1",
    mchid="1900000109",
    appid="wx0123456789abcdef",
    out_bill_no="bill0001",
    content_digest="0" * 64,
    scene_id="1000",
    openid="openid-of-ann",
    person_id="per_ann",
    amount_minor=300,
    currency="CNY",
    remark="A prize",
    perception="",
    notify_url="",
    transfer_bill_no="1330000071100999991182020050700019480001",
    package_info="p" * 32,
    hold_hex="0" * 32,
    state=PayoutState.WAIT_USER_CONFIRM,
    created_at=TravelClock().now(),
    expires_at=TravelClock().now(),
)


@pytest.mark.parametrize("state", list(PayoutState))
def test_only_a_payout_that_nobody_took_says_why(state: PayoutState) -> None:
    told = payout(replace(view_of(ROW), state=state))
    assert told["state"] == state.value
    assert told.get("fail_reason") == ("OVERDUE_CLOSE" if state is PayoutState.FAIL else None)
    assert (told["transfer_amount"], told["transfer_remark"]) == (300, "A prize")
