"""Combined payments over the merchant API: create for a mini-program, query, close; and, in words of our own, who may
combine for whom. Each parses, calls `payments.combined` and answers with the merchant's document."""

from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import CombineCloseForm, CombineForm, PartnerForm
from wallet.merchant_api.problems import param_error
from wallet.merchants.documents import combined as document
from wallet.merchants.registry import find_merchant
from wallet.payments import combined


async def create(call: Call) -> Answer:
    """POST /v3/combine-transactions/jsapi -> {"prepay_id": "wx…"}"""
    form = call.form(CombineForm)
    call.require_own_mchid(form.combine_mchid, field="/combine_mchid", location="body")
    made = await combined.create_combined(
        call.house,
        combined.CombinedDraft(
            mchid=form.combine_mchid,
            appid=form.combine_appid,
            out_trade_no=form.combine_out_trade_no,
            payer_openid=form.combine_payer_info.openid,
            notify_url=form.notify_url,
            expires_at=form.time_expire,
            parts=tuple(
                combined.PartDraft(
                    mchid=part.mchid,
                    out_trade_no=part.out_trade_no,
                    description=part.description,
                    total_minor=part.amount.total_amount,
                    currency=part.amount.currency,
                    attach=part.attach,
                    goods_tag=part.goods_tag,
                    detail=part.detail or None,
                )
                for part in form.sub_orders
            ),
        ),
    )
    return Answer({"prepay_id": made.prepay_id})


async def query(call: Call) -> Answer:
    """GET /v3/combine-transactions/out-trade-no/{combine_out_trade_no}"""
    number = call.path["combine_out_trade_no"]
    return Answer(document(await combined.get_combined_by_out_trade_no(call.house, call.mchid, number)))


async def close(call: Call) -> Answer:
    """POST /v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close -> 204"""
    form = call.form(CombineCloseForm)
    parts = {(part.mchid, part.out_trade_no) for part in form.sub_orders}
    await combined.close_combined(call.house, call.mchid, call.path["combine_out_trade_no"], parts)
    return Answer(None, 204)


async def agree(call: Call) -> Answer:
    """POST /v3/combine-partners -> 204; harmless when repeated"""
    form = await _partner(call)
    await combined.agree_to_combine(call.house, form.mchid, form.combine_mchid)
    return Answer(None, 204)


async def stop(call: Call) -> Answer:
    """POST /v3/combine-partners/stop -> 204; harmless when repeated"""
    form = await _partner(call)
    await combined.stop_combining(call.house, form.mchid, form.combine_mchid)
    return Answer(None, 204)


async def _partner(call: Call) -> PartnerForm:
    """Raises ApiProblem."""
    form = call.form(PartnerForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    if await find_merchant(call.house, form.combine_mchid) is None:
        raise param_error("/combine_mchid", "is no merchant", value=form.combine_mchid)
    return form
