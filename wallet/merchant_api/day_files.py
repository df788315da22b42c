"""/v3/reconciliation/day-file-url: where a merchant is asked for its list of each day, so that the day is matched
three ways. Of our own making; the platform that the other paths follow has nothing like it. See
docs/developers/pay.md."""

from wallet.audit.daily import ask_again
from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import DayFileUrlForm
from wallet.merchants import day_files


async def set_url(call: Call) -> Answer:
    """PUT: the first address, another one, or the same again from a server that was away: what it missed is asked for
    at once."""
    url = call.form(DayFileUrlForm).url
    await day_files.set_url(call.house, call.mchid, url)
    await ask_again(call.house, call.mchid)
    return Answer({"mchid": call.mchid, "url": url})


async def query_url(call: Call) -> Answer:
    return Answer({"mchid": call.mchid, "url": await day_files.get_url(call.house, call.mchid)})


async def delete_url(call: Call) -> Answer:
    """From then on the merchant is not asked, and orders and ledger are matched."""
    await day_files.delete_url(call.house, call.mchid)
    return Answer(None, 204)
