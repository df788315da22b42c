"""What a merchant is told of a payout, a refund and a payment by code, word for word where the platform has its own.
Pure."""

from dataclasses import replace

import pytest

from tests.support import TravelClock
from wallet.merchants.documents import code_transaction, payout, refund
from wallet.payments.order_rows import OrderRow
from wallet.payments.order_rows import view_of as order_view
from wallet.payments.pay_code_rows import CodePaymentState
from wallet.payments.payout_rows import PayoutRow, PayoutState, view_of
from wallet.payments.refund_rows import Refund, RefundState

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


@pytest.mark.parametrize(
    ("state", "order_state", "told"),
    [
        (CodePaymentState.ASKED, "NOTPAY", "USERPAYING"),
        (CodePaymentState.ASKED, "PAYING", "USERPAYING"),
        (CodePaymentState.DECLINED, "NOTPAY", "PAYERROR"),
        (CodePaymentState.DECLINED, "CLOSED", "PAYERROR"),
        (CodePaymentState.DECLINED, "SUCCESS", "SUCCESS"),
        (CodePaymentState.REVERSED, "CLOSED", "REVOKED"),
        (CodePaymentState.REVERSED, "REFUND", "REVOKED"),
        (CodePaymentState.FREE, "SUCCESS", "SUCCESS"),
    ],
)
def test_a_payment_by_code_says_where_it_stands(state: CodePaymentState, order_state: str, told: str) -> None:
    now = TravelClock().now()
    row = OrderRow(
        id="ord_1", mchid="1900000109", appid="wx0", out_trade_no="till-0001", content_digest="0" * 64,
        description="Tea", total_minor=888, currency="CNY", payer_openid="openid", notify_url="", state=order_state,
        created_at=now, expires_at=now, prepay_id="p", prepay_at=now,
    )  # fmt: skip
    assert code_transaction(order_view(row), state)["trade_state"] == told


@pytest.mark.parametrize("state", list(RefundState))
def test_only_a_refund_that_is_done_says_when(state: RefundState) -> None:
    now = TravelClock().now() if state is RefundState.SUCCESS else None
    one = Refund(
        id="rfd_1", refund_id="5000", mchid="1900000109", out_refund_no="back-1", order_id="ord_1",
        transaction_id="4200", out_trade_no="shop-0001", payer_person_id="per_ann", amount_minor=300, total_minor=888,
        currency="CNY", reason="", notify_url="", state=state, created_at=TravelClock().now(), refunded_at=now,
        entry_seq=None,
    )  # fmt: skip
    assert ("success_time" in refund(one)) == (state is RefundState.SUCCESS)
