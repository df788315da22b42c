"""Complaints over the merchant API: list, detail, history, answer, complete, the word about a refund, and the
address for notices. Each parses, calls `payments.disputes` or `merchants.complaints` and answers with the document."""

from datetime import date, datetime, timedelta

from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import (
    ComplaintCompleteForm,
    ComplaintRefundForm,
    ComplaintResponseForm,
    ComplaintUrlForm,
)
from wallet.merchant_api.problems import param_error
from wallet.merchants import complaint_documents, complaints
from wallet.merchants.documents import CHINA
from wallet.payments import disputes

SPAN_DAYS_MAX = 30
LIMIT_DEFAULT, LIMIT_MAX = 10, 50
HISTORY_DEFAULT, HISTORY_MAX = 100, 300
OFFSET_MAX = 100_000


async def query_list(call: Call) -> Answer:
    """GET /v3/merchant-service/complaints-v2?begin_date&end_date[&limit&offset&complainted_mchid]"""
    _own(call, call.query.get("complainted_mchid"), location="query")
    begin, end = _day(call, "begin_date"), _day(call, "end_date")
    if not timedelta(0) <= end - begin <= timedelta(days=SPAN_DAYS_MAX):
        raise param_error("end_date", f"from begin_date to {SPAN_DAYS_MAX} days after it", location="query")
    limit, offset = _number(call, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX), _number(call, "offset", 0, 0, OFFSET_MAX)
    found, total = await disputes.disputes_of_merchant(
        call.house,
        call.mchid,
        since=_midnight(begin),
        until=_midnight(end + timedelta(days=1)),
        limit=limit,
        offset=offset,
    )
    data = [complaint_documents.complaint(one) for one in found]
    return Answer({"data": data, "limit": limit, "offset": offset, "total_count": total})


async def query(call: Call) -> Answer:
    """GET /v3/merchant-service/complaints-v2/{complaint_id}"""
    return Answer(complaint_documents.complaint(await _get(call)))


async def query_history(call: Call) -> Answer:
    """GET /v3/merchant-service/complaints-v2/{complaint_id}/negotiation-historys[?limit&offset]"""
    limit, offset = _number(call, "limit", HISTORY_DEFAULT, 1, HISTORY_MAX), _number(call, "offset", 0, 0, OFFSET_MAX)
    return Answer(complaint_documents.history(await _get(call), limit, offset))


async def respond(call: Call) -> Answer:
    """POST /v3/merchant-service/complaints-v2/{complaint_id}/response"""
    form = call.form(ComplaintResponseForm)
    _own(call, form.complainted_mchid)
    if form.response_images:
        raise param_error("/response_images", "pictures are not taken here")
    await disputes.answer(call.house, call.mchid, call.path["complaint_id"], form.response_content)
    return await _told(call)


async def complete(call: Call) -> Answer:
    """POST /v3/merchant-service/complaints-v2/{complaint_id}/complete"""
    _own(call, call.form(ComplaintCompleteForm).complainted_mchid)
    await disputes.complete(call.house, call.mchid, call.path["complaint_id"])
    return await _told(call)


async def update_refund(call: Call) -> Answer:
    """POST /v3/merchant-service/complaints-v2/{complaint_id}/update-refund-progress"""
    form = call.form(ComplaintRefundForm)
    if form.reject_media_list:
        raise param_error("/reject_media_list", "pictures are not taken here")
    match form.action:
        case "APPROVE":
            what, words = "approved", form.remark or _promise(form.launch_refund_day)
        case "REJECT":
            what, words = "rejected", form.reject_reason or form.remark
        case _:
            raise param_error("/action", "APPROVE or REJECT", value=form.action)
    if not words:
        raise param_error("/reject_reason", "must not be empty")
    await disputes.answer(call.house, call.mchid, call.path["complaint_id"], words, what=what)
    return await _told(call)


async def create_url(call: Call) -> Answer:
    """POST /v3/merchant-service/complaint-notifications"""
    url = call.form(ComplaintUrlForm).url
    await complaints.create_url(call.house, call.mchid, url)
    return Answer({"mchid": call.mchid, "url": url})


async def change_url(call: Call) -> Answer:
    """PUT /v3/merchant-service/complaint-notifications"""
    url = call.form(ComplaintUrlForm).url
    await complaints.change_url(call.house, call.mchid, url)
    return Answer({"mchid": call.mchid, "url": url})


async def query_url(call: Call) -> Answer:
    """GET /v3/merchant-service/complaint-notifications"""
    return Answer({"mchid": call.mchid, "url": await complaints.get_url(call.house, call.mchid)})


async def delete_url(call: Call) -> Answer:
    """DELETE /v3/merchant-service/complaint-notifications"""
    await complaints.delete_url(call.house, call.mchid)
    return Answer(None, 204)


async def _get(call: Call) -> disputes.Dispute:
    return await disputes.get_dispute_of_merchant(call.house, call.mchid, call.path["complaint_id"])


async def _told(call: Call) -> Answer:
    await complaints.announce_disputes(call.house)
    return Answer(None, 204)


def _promise(days: int | None) -> str:
    return "Refund approved" if days is None else f"Refund approved, within {days} working days"


def _own(call: Call, mchid: str | None, *, location: str = "body") -> None:
    """Named or not, a merchant speaks for itself only. Raises ApiProblem."""
    if mchid:
        field = "complainted_mchid" if location == "query" else "/complainted_mchid"
        call.require_own_mchid(mchid, field=field, location=location)


def _day(call: Call, name: str) -> date:
    text = call.query.get(name, "")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise param_error(name, "a date such as 2026-11-28", value=text, location="query") from error


def _midnight(day: date) -> datetime:
    """The platform's days are China's."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)


def _number(call: Call, name: str, default: int, least: int, most: int) -> int:
    text = call.query.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and least <= int(text) <= most):
        raise param_error(name, f"a whole number from {least} to {most}", value=text, location="query")
    return int(text)
