"""A day is matched over HTTP with a merchant's file; what differs is listed and resolved."""

from tests.superapp.conftest import Site
from tests.superapp.money import PIN, open_stall
from wallet.payments.confirm import confirm_order


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
