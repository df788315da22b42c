"""Refunds over the merchant API: create and query. Each parses, calls `payments.refunds` and answers with the
merchant's document."""

from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import RefundForm
from wallet.merchants.documents import refund
from wallet.payments import refunds


async def create(call: Call) -> Answer:
    """POST /v3/refund/domestic/refunds"""
    form = call.form(RefundForm)
    made = await refunds.create_refund(
        call.house,
        refunds.RefundDraft(
            mchid=call.mchid,
            out_refund_no=form.out_refund_no,
            amount_minor=form.amount.refund,
            total_minor=form.amount.total,
            currency=form.amount.currency,
            transaction_id=form.transaction_id or None,
            out_trade_no=form.out_trade_no or None,
            reason=form.reason,
            notify_url=form.notify_url,
        ),
    )
    return Answer(refund(made))


async def query(call: Call) -> Answer:
    """GET /v3/refund/domestic/refunds/{out_refund_no}"""
    return Answer(refund(await refunds.get_refund(call.house, call.mchid, call.path["out_refund_no"])))
