"""Payments by pay code over the merchant API: a till sends the 18 digits it has scanned, and may take it back. Each
parses, calls `payments.code_payments` and answers with the merchant's document."""

from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import CodePayForm, ReverseForm
from wallet.merchants.documents import code_transaction
from wallet.merchants.signing import encode_json
from wallet.payments import code_payments
from wallet.payments.orders import OrderDraft
from wallet.payments.pay_code_rows import CodePaymentState


async def pay(call: Call) -> Answer:
    """POST /v3/pay/transactions/codepay -> 200 with the paid transaction, or 202 USERPAYING"""
    form = call.form(CodePayForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    draft = OrderDraft(
        mchid=form.mchid,
        appid=form.appid,
        out_trade_no=form.out_trade_no,
        description=form.description,
        total_minor=form.amount.total,
        currency=form.amount.currency,
        payer_openid="",
        notify_url="",
        attach=form.attach,
        goods_tag=form.goods_tag,
        detail=encode_json(form.detail).decode() if form.detail else None,
        expires_at=form.time_expire,
    )
    is_shared = form.settle_info.get("profit_sharing") is True
    order = await code_payments.pay_by_code(call.house, draft, form.payer.auth_code, is_shared=is_shared)
    payment = await code_payments.find_payment(call.house, order.id)
    return Answer(code_transaction(order, CodePaymentState(payment.state) if payment else CodePaymentState.FREE))


async def reverse(call: Call) -> Answer:
    """POST /v3/pay/transactions/out-trade-no/{out_trade_no}/reverse -> 204"""
    form = call.form(ReverseForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    await code_payments.reverse(call.house, call.mchid, call.path["out_trade_no"])
    return Answer(None, 204)
