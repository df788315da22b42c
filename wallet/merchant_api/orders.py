"""Orders over the merchant API: create for a mini-program, query by both numbers, close. Each parses, calls
`payments.orders` and answers with the merchant's document."""

from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import CloseForm, OrderForm
from wallet.merchants.documents import transaction
from wallet.merchants.signing import encode_json
from wallet.payments import orders


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
    return Answer({"prepay_id": order.prepay_id})


async def query_by_transaction_id(call: Call) -> Answer:
    """GET /v3/pay/transactions/id/{transaction_id}?mchid="""
    call.require_own_mchid(call.query.get("mchid"), field="mchid", location="query")
    return Answer(
        transaction(await orders.get_order_by_transaction_id(call.house, call.mchid, call.path["transaction_id"]))
    )


async def query_by_out_trade_no(call: Call) -> Answer:
    """GET /v3/pay/transactions/out-trade-no/{out_trade_no}?mchid="""
    call.require_own_mchid(call.query.get("mchid"), field="mchid", location="query")
    return Answer(
        transaction(await orders.get_order_by_out_trade_no(call.house, call.mchid, call.path["out_trade_no"]))
    )


async def close(call: Call) -> Answer:
    """POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close -> 204"""
    form = call.form(CloseForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    await orders.close_order(call.house, call.mchid, call.path["out_trade_no"])
    return Answer(None, 204)
