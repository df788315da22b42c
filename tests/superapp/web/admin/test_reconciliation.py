"""A day is matched over HTTP with a merchant's file; what differs is listed and resolved."""

from tests.superapp.conftest import Site
from tests.superapp.money import PIN, open_stall
from wallet.audit.daily import reconcile_days
from wallet.merchants.day_files import set_url
from wallet.payments.confirm import confirm_order
from wallet.ports import HttpReply


async def test_a_file_is_matched_and_what_differs_is_resolved(site: Site) -> None:
    stall = await open_stall(site)
    order = await stall.order()
    await confirm_order(site.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    olga = await site.signed_in(await site.person("Olga", roles=frozenset({"operator"})))
    day = {"mchid": stall.merchant.mchid, "day": f"{site.clock.now():%Y-%m-%d}"}
    wrong = {"file": ("day.csv", b"kind,number,amount\npayment,NUMBER000001,80.00\n", "text/csv")}

    page = (await olga.post("/admin/reconciliation", data=day, files=wrong)).text
    assert "0 numbers are the same everywhere; 1 differences are open." in page
    assert "Amounts differ" in page
    number = page.partition("/admin/reconciliation/dif_")[2].partition('"')[0]
    told = await olga.post(f"/admin/reconciliation/dif_{number}", data={"how": "They sent a new file"})
    assert told.status_code == 303
    assert "They sent a new file" in (await olga.get("/admin/reconciliation")).text
    assert (await olga.post("/admin/reconciliation", data=day | {"mchid": "none"})).status_code == 404
    assert (await olga.post("/admin/reconciliation", data=day | {"day": "soon"})).status_code == 400
    broken = {"file": ("day.csv", b"no columns", "text/csv")}
    assert (await olga.post("/admin/reconciliation", data=day, files=broken)).status_code == 400


async def test_the_page_says_what_was_matched_by_itself_and_what_is_missing(site: Site) -> None:
    stall = await open_stall(site)
    wallet, mchid = site.house.wallet, stall.merchant.mchid
    ada = await site.signed_in(await site.person("Ada", roles=frozenset({"auditor"})))
    assert "No day yet" in (await ada.get("/admin/reconciliation")).text
    order = await stall.order()
    await confirm_order(wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    await set_url(wallet, mchid, "https://shop.example/days")
    site.http.answer = lambda _sent: HttpReply(503)
    site.clock.travel(days=1)

    assert await reconcile_days(wallet) == 1

    page = (await ada.get("/admin/reconciliation")).text
    assert "Files that have not come" in page
    assert "Answered with 503" in page
    assert "Nothing differs" in page
    site.http.answer = lambda _sent: HttpReply(200, {}, b"kind,number,amount\n")
    site.clock.travel(minutes=15)
    await reconcile_days(wallet)
    page = (await ada.get("/admin/reconciliation")).text
    assert "Files that have not come" not in page
    assert "Missing in the file" in page
