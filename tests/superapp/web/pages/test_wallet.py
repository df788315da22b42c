"""A person's wallet from outside: balance, history, receipts, PIN, and nobody else's."""

import pytest

from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.payments.confirm import confirm_order


@pytest.fixture
async def stall(both_sites: Site) -> Stall:
    return await open_stall(both_sites)


async def paid_seq(stall: Stall) -> int:
    order = await stall.order()
    paid = await confirm_order(stall.site.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    assert paid.entry_seq
    return paid.entry_seq


async def test_it_shows_the_balance_and_every_movement(stall: Stall) -> None:
    await paid_seq(stall)
    page = await (await stall.site.signed_in(stall.payer)).get("/wallet")

    assert page.status_code == 200
    assert "¥112.00" in page.text
    assert "Two paper lanterns" in page.text
    assert "−¥88.00" in page.text
    assert "+¥200.00" in page.text


async def test_an_empty_wallet_says_what_will_be_here(site: Site) -> None:
    page = await (await site.signed_in(await site.person("Ben"))).get("/wallet")
    assert "No movements yet" in page.text
    assert "¥0.00" in page.text


async def test_a_receipt_names_the_order_and_the_transaction(stall: Stall) -> None:
    seq = await paid_seq(stall)
    page = await (await stall.site.signed_in(stall.payer)).get(f"/wallet/receipts/{seq}")

    assert "NUMBER000001" in page.text
    assert "Lantern Lane" in page.text
    assert f"/p/{stall.appid}" in page.text


async def test_somebody_elses_receipt_is_not_there(stall: Stall) -> None:
    seq = await paid_seq(stall)
    ben = await stall.site.signed_in(await stall.site.person("Ben"))
    for address in (f"/wallet/receipts/{seq}", "/wallet/receipts/0", f"/wallet/receipts/{2**63}"):
        answer = await ben.get(address)
        assert answer.status_code == 404, address
        assert "Lantern" not in answer.text


async def test_demo_money_comes_once_per_press(stall: Stall) -> None:
    client = await stall.site.signed_in(stall.payer)
    for _ in range(2):
        done = await client.post("/wallet/top-up", data={"amount": "50", "reference": "press-0001"})
        assert done.status_code == 303
    assert "¥250.00" in (await client.get("/wallet")).text


@pytest.mark.parametrize("amount", ["-5", "0", "1e3", "5.001", "", "99999999999999999"])
async def test_an_amount_that_is_none_is_refused(stall: Stall, amount: str) -> None:
    client = await stall.site.signed_in(stall.payer)
    answer = await client.post("/wallet/top-up", data={"amount": amount, "reference": "press-0001"})
    assert answer.status_code == 400
    assert "¥200.00" in (await client.get("/wallet")).text


async def test_the_pin_page_changes_the_pin_and_names_what_was_wrong(stall: Stall) -> None:
    client = await stall.site.signed_in(stall.payer)

    unlike = await client.post("/wallet/pin", data={"old": PIN, "pin": "591824", "again": "591825"})
    wrong = await client.post("/wallet/pin", data={"old": "000001", "pin": "591824", "again": "591824"})
    done = await client.post("/wallet/pin", data={"old": PIN, "pin": "591824", "again": "591824"})

    assert (unlike.status_code, "not the same" in unlike.text) == (400, True)
    assert (wrong.status_code, "Wrong PIN" in wrong.text) == (400, True)
    assert (done.status_code, done.headers["location"]) == (303, "/wallet?done=pin")


async def test_older_movements_are_one_press_away(stall: Stall) -> None:
    client = await stall.site.signed_in(stall.payer)
    for number in range(31):
        await client.post("/wallet/top-up", data={"amount": "1", "reference": f"press-{number:04}"})
    first = await client.get("/wallet/history")
    assert first.text.count('class="row movement"') == 30
    older = first.text.split('href="/wallet/history?before=')[1].split('"')[0]
    assert (await client.get(f"/wallet/history?before={older}")).text.count('class="row movement"') == 2
    assert (await client.get("/wallet")).text.count('class="row movement"') == 8
