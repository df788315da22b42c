"""Holds over the merchant API, in words of our own: ask, query, capture, release. Signed as every other call. Each
parses, calls `payments.holds` and answers with the merchant's document."""

from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import CaptureForm, HoldForm, ReleaseForm
from wallet.merchant_api.problems import param_error
from wallet.merchants.documents import hold as document
from wallet.payments import holds


async def create(call: Call) -> Answer:
    """POST /v3/holds -> the hold with its prepay_id; the same request again is the same hold"""
    form = call.form(HoldForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    made = await holds.create_hold(
        call.house,
        holds.HoldDraft(
            mchid=form.mchid,
            appid=form.appid,
            out_hold_no=form.out_hold_no,
            description=form.description,
            amount_minor=form.amount.total,
            currency=form.amount.currency,
            payer_openid=form.payer.openid,
            notify_url=form.notify_url,
            attach=form.attach,
            expires_at=form.expires_at,
        ),
    )
    return Answer(document(made))


async def query(call: Call) -> Answer:
    """GET /v3/holds/out-hold-no/{out_hold_no}?mchid="""
    call.require_own_mchid(call.query.get("mchid"), field="mchid", location="query")
    return Answer(document(await holds.get_hold(call.house, call.mchid, call.path["out_hold_no"])))


async def capture(call: Call) -> Answer:
    """POST /v3/holds/out-hold-no/{out_hold_no}/capture -> the hold, with the payment's transaction_id"""
    form, number = call.form(CaptureForm), call.path["out_hold_no"]
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    held = await holds.get_hold(call.house, call.mchid, number)
    if form.amount.currency != held.currency:
        raise param_error("/amount/currency", "is not the hold's currency", value=form.amount.currency)
    done = await holds.capture_hold(call.house, call.mchid, number, amount_minor=form.amount.total)
    return Answer(document(done))


async def release(call: Call) -> Answer:
    """POST /v3/holds/out-hold-no/{out_hold_no}/release -> the hold"""
    form = call.form(ReleaseForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    return Answer(document(await holds.release_hold(call.house, call.mchid, call.path["out_hold_no"])))
