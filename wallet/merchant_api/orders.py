"""Orders over the merchant API: create for a mini-program, query by both numbers, close. Each parses, calls
`payments.orders` and answers with the merchant's document."""

from typing import Any

from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import CloseForm, OrderForm
from wallet.merchants.documents import code_transaction, transaction
from wallet.merchants.signing import encode_json
from wallet.payments import orders
from wallet.payments.code_payments import find_payment
from wallet.payments.pay_code_rows import CodePaymentState
from wallet.payments.settlements import ask_for_sharing


async def create(call: Call) -> Answer:
    """POST /v3/pay/transactions/jsapi -> {"prepay_id": "wx…"}"""
    form = call.form(OrderForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    order = await orders.create_order(
        call.house,
        orders.OrderDraft(
            mchid=form.mchid,
            appid=form.appid,
            out_trade_no=form.out_trade_no,
            description=form.description,
            total_minor=form.amount.total,
            currency=form.amount.currency,
            payer_openid=form.payer.openid,
            notify_url=form.notify_url,
            attach=form.attach,
            goods_tag=form.goods_tag,
            detail=encode_json(form.detail).decode() if form.detail else None,
            expires_at=form.time_expire,
        ),
    )
    if form.settle_info.get("profit_sharing") is True:
        await ask_for_sharing(call.house, order.id)
    return Answer({"prepay_id": order.prepay_id})


async def query_by_transaction_id(call: Call) -> Answer:
    """GET /v3/pay/transactions/id/{transaction_id}?mchid="""
    call.require_own_mchid(call.query.get("mchid"), field="mchid", location="query")
    order = await orders.get_order_by_transaction_id(call.house, call.mchid, call.path["transaction_id"])
    return Answer(await document_of(call, order))


async def query_by_out_trade_no(call: Call) -> Answer:
    """GET /v3/pay/transactions/out-trade-no/{out_trade_no}?mchid="""
    call.require_own_mchid(call.query.get("mchid"), field="mchid", location="query")
    order = await orders.get_order_by_out_trade_no(call.house, call.mchid, call.path["out_trade_no"])
    return Answer(await document_of(call, order))


async def close(call: Call) -> Answer:
    """POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close -> 204"""
    form = call.form(CloseForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    await orders.close_order(call.house, call.mchid, call.path["out_trade_no"])
    return Answer(None, 204)


async def document_of(call: Call, order: orders.Order) -> dict[str, Any]:
    """As it stands, whether a program or a pay code pays it."""
    payment = await find_payment(call.house, order.id)
    if payment is None:
        return transaction(order)
    # Looking may have ended a question nobody answered, and closed its order.
    return code_transaction(await orders.get_order(call.house, order.id), CodePaymentState(payment.state))
