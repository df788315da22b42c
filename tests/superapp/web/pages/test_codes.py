"""Pay codes and collect codes over their addresses: turned on, shown, asked, paid; signed, tampered with, received."""

from superapp.accounts.people import Person
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, open_stall
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.code_payments import pay_by_code
from wallet.payments.order_rows import OrderDraft
from wallet.payments.pay_code_rows import PayerAsked
from wallet.payments.standing import set_pin_free


async def rich(site: Site, name: str) -> Person:
    person = await site.person(name)
    await top_ups.top_up_demo(site.house.wallet, person.id, Money(10_000), reference="test-money")
    await pins.set_pin(site.house.wallet, person.id, PIN)
    return person


async def test_a_pay_code_from_turning_on_to_paid(site: Site) -> None:
    stall = await open_stall(site)
    client = await site.signed_in(stall.payer)
    json = {"accept": "application/json"}
    assert (await client.get("/wallet/pay-code/now", headers=json)).json()["error"]["code"] == "pay_code_off"
    wrong = await client.post("/wallet/pay-code/on", data={"pin": "000111"})
    assert wrong.status_code == 400
    on = await client.post("/wallet/pay-code/on", data={"pin": PIN})
    assert (on.status_code, on.headers["location"]) == (303, "/wallet/pay-code")

    await set_pin_free(site.house.wallet, stall.payer.id, Money(5_000), PIN)
    assert "Without a PIN up to" in (await client.get("/wallet/pay-code")).text

    def till(number: str, total: int) -> OrderDraft:
        return OrderDraft(stall.merchant.mchid, stall.appid, number, "Lanterns", total, "CNY", "", "")

    shown = (await client.get("/wallet/pay-code/now")).json()
    assert len(shown["codes"]) == 5
    assert (shown["question"], shown["paid"]) == (None, None)
    await pay_by_code(site.house.wallet, till("till-0001", 4_000), shown["codes"][0]["code"])
    told = (await client.get("/wallet/pay-code/now")).json()
    assert told["paid"]["payee"] == "Lantern Lane"
    assert told["codes"][0]["code"] != shown["codes"][0]["code"]

    try:
        await pay_by_code(site.house.wallet, till("till-0002", 5_001), told["codes"][0]["code"])
    except PayerAsked as asked:
        order = asked.order
    else:
        raise AssertionError("she was not asked")
    question = (await client.get("/wallet/pay-code/now")).json()["question"]
    assert question["order"] == order
    stranger = await site.signed_in(await rich(site, "Ben"))
    address = f"/wallet/pay-code/questions/{order}"
    assert (await stranger.post(f"{address}/pay", json={"pin": PIN}, headers=json)).status_code == 409
    paid = await client.post(f"{address}/pay", json={"pin": PIN}, headers=json)
    assert (paid.status_code, paid.json()["paid"]["order"]) == (200, order)
    assert (await client.post(f"{address}/refuse", json={}, headers=json)).status_code in (200, 409)
    await client.post("/wallet/pay-code/off")
    assert "Turn on the pay code" in (await client.get("/wallet/pay-code")).text


async def test_a_collect_code_pays_its_person_and_refuses_what_was_changed(site: Site) -> None:
    ann, ben = await rich(site, "Ann"), await rich(site, "Ben")
    hers, his = await site.signed_in(ann), await site.signed_in(ben)
    page = (await hers.get("/wallet/collect?amount=12.5&note=tea")).text
    path = "/collect/" + page.partition("/collect/")[2].partition("</span>")[0].replace("&amp;", "&")
    assert "amount=12.50&note=tea&sign=" in path

    sheet = (await his.get(path)).text
    form = {"request_id": "request-1", "pin": PIN, "amount": "1", "note": "other"}
    sent = await his.post(path, data=form)
    again = await his.post(path, data=form)
    wrong = await his.post(path, data=form | {"request_id": "request-2", "pin": "000111"})

    assert "to Ann" in sheet
    assert sent.status_code == 303
    assert again.headers["location"] == sent.headers["location"]
    assert wrong.status_code == 403
    assert "12.50" in (await his.get(sent.headers["location"])).text
    assert "12.50" in (await hers.get("/wallet/collect")).text.partition("Received today")[2]
    for changed in (
        path.replace("12.50", "2.50"),
        path.replace("tea", "t"),
        path.replace(ann.id, ben.id),
        path[:-1],
        f"/collect/{ann.id}",
    ):
        reply = await his.get(changed, headers={"accept": "application/json"})
        assert (reply.status_code, reply.json()["error"]["code"]) == (403, "collect_code_invalid")
    own = await hers.get(path, headers={"accept": "application/json"})
    assert own.json()["error"]["code"] == "collect_from_self"
    assert (await hers.get("/wallet/collect?amount=abc")).status_code == 400
    assert (await hers.get("/wallet/collect/print")).status_code == 200
    static = (await hers.get("/wallet/collect")).text
    path = "/collect/" + static.partition("/collect/")[2].partition("</span>")[0].replace("&amp;", "&")
    free = await his.post(path, data=form | {"request_id": "request-3"})
    assert free.status_code == 303
