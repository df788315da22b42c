"""Transfers to a person over the merchant API: create, query by both numbers, cancel. Each parses, calls
`payments.payouts` and answers with the merchant's document."""

import asyncio

from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import PayoutForm
from wallet.merchant_api.problems import param_error
from wallet.merchants import documents
from wallet.merchants.sensitive import Unreadable, open_sensitive
from wallet.payments import payouts


async def create(call: Call) -> Answer:
    """POST /v3/fund-app/mch-transfer/transfer-bills"""
    form = call.form(PayoutForm)
    made = await payouts.create_payout(
        call.house,
        payouts.PayoutDraft(
            mchid=call.mchid,
            appid=form.appid,
            out_bill_no=form.out_bill_no,
            scene_id=form.transfer_scene_id,
            openid=form.openid,
            amount_minor=form.transfer_amount,
            remark=form.transfer_remark,
            user_name=await _user_name(call, form.user_name),
            perception=form.user_recv_perception,
            reports=tuple((one.info_type, one.info_content) for one in form.transfer_scene_report_infos),
            notify_url=form.notify_url,
        ),
    )
    return Answer(documents.new_payout(made))


async def query_by_out_bill_no(call: Call) -> Answer:
    """GET /v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}"""
    return Answer(documents.payout(await payouts.get_payout(call.house, call.mchid, call.path["out_bill_no"])))


async def query_by_transfer_bill_no(call: Call) -> Answer:
    """GET /v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}"""
    found = await payouts.get_payout_by_transfer_bill_no(call.house, call.mchid, call.path["transfer_bill_no"])
    return Answer(documents.payout(found))


async def cancel(call: Call) -> Answer:
    """POST /v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel; its body may be empty"""
    done = await payouts.cancel_payout(call.house, call.mchid, call.path["out_bill_no"])
    return Answer(documents.cancelled_payout(done))


async def _user_name(call: Call, sealed: str) -> str:
    """Off the event loop: RSA takes a millisecond or two. Raises ApiProblem."""
    if not sealed:
        return ""
    try:
        return await asyncio.to_thread(open_sensitive, call.house.settings, sealed)
    except Unreadable as error:
        raise param_error("/user_name", "is not encrypted with the platform's key") from error
