"""/v3/bill and /v3/billdownload: the files about a day that is over. Both questions answer with a digest and an
address; the file itself comes unsigned, because the digest was signed."""

from datetime import date

from wallet.bills import files
from wallet.bills.files import BillMissing, BillPart, WantedBill
from wallet.merchant_api.calls import Answer, Call, FileAnswer
from wallet.merchant_api.problems import param_error
from wallet.money import EXPONENTS

# The accounts that the platform has beside the one that there is here.
EMPTY_ACCOUNTS = ("OPERATION", "FEES")


async def trades(call: Call) -> Answer:
    """GET /v3/bill/tradebill?bill_date[&bill_type&tar_type&currency]"""
    part = _one_of(call, "bill_type", (BillPart.ALL, BillPart.SUCCESS, BillPart.REFUND))
    return await _announced(call, _wanted(call, BillPart(part)))


async def funds(call: Call) -> Answer:
    """GET /v3/bill/fundflowbill?bill_date[&account_type&tar_type&currency]"""
    account = _one_of(call, "account_type", (BillPart.BASIC, *EMPTY_ACCOUNTS))
    wanted = _wanted(call, BillPart.BASIC)
    if account in EMPTY_ACCOUNTS:
        raise BillMissing(wanted.day.isoformat())
    return await _announced(call, wanted)


async def download(call: Call) -> FileAnswer:
    """GET /v3/billdownload/file?token"""
    wanted = files.open_link(call.house, call.mchid, call.query.get("token", ""))
    kind = "application/gzip" if wanted.is_packed else "text/plain; charset=utf-8"
    return FileAnswer(files.pieces(call.house, wanted), kind)


async def _announced(call: Call, wanted: WantedBill) -> Answer:
    found = await files.announce(call.house, wanted)
    address = f"{call.house.settings.public_base_url.rstrip('/')}/v3/billdownload/file?token={found.token}"
    return Answer({"hash_type": "SHA1", "hash_value": found.sha1_hex, "download_url": address})


def _wanted(call: Call, part: BillPart) -> WantedBill:
    if "sub_mchid" in call.query:
        call.require_own_mchid(call.query["sub_mchid"], field="sub_mchid", location="query")
    packing = _one_of(call, "tar_type", ("", "GZIP"))
    currency = _one_of(call, "currency", (call.house.settings.currency, *EXPONENTS))
    return WantedBill(call.mchid, part, _day(call), currency, packing == "GZIP")


def _day(call: Call) -> date:
    text = call.query.get("bill_date", "")
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise param_error("bill_date", "a day, such as 2026-11-23", value=text, location="query")
    return found


def _one_of(call: Call, name: str, known: tuple[str, ...]) -> str:
    """The first one when nothing is said."""
    text = call.query.get(name, known[0])
    if text not in known:
        raise param_error(name, f"one of {', '.join(filter(None, known))}", value=text, location="query")
    return text
