"""The cashier from outside: what the sheet says, what a PIN does, and who may use a link."""

import httpx2
import pytest

from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.statements import balance_of


@pytest.fixture
async def stall(both_sites: Site) -> Stall:
    return await open_stall(both_sites)


async def script_of(stall: Stall) -> httpx2.AsyncClient:
    """The payer's browser as the cashier's script uses it."""
    client = await stall.site.signed_in(stall.payer)
    client.headers["accept"] = "application/json"
    return client


async def test_the_sheet_says_who_is_paid_and_how_much_as_the_order_does(stall: Stall) -> None:
    client, token = await script_of(stall), await stall.link(await stall.order())

    sheet = (await client.get(f"/cashier/{token}")).json()

    assert sheet["payee"] == "Lantern Lane"
    assert sheet["merchant"] == "Lantern Lane Ltd"
    assert sheet["amount"] == "¥88.00"
    assert sheet["available"] == "¥200.00"
    assert (sheet["affordable"], sheet["has_pin"], sheet["state"]) == (True, True, "open")


async def test_the_right_pin_pays_once_however_often_it_is_sent(stall: Stall) -> None:
    client, token = await script_of(stall), await stall.link(await stall.order())

    first = await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})
    again = await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (await balance_of(stall.site.house.wallet, stall.payer.id, "CNY")).available.amount_minor == 11_200
    assert (await client.get(f"/cashier/{token}")).json()["state"] == "paid"


async def test_a_wrong_pin_says_how_many_tries_are_left_and_moves_nothing(stall: Stall) -> None:
    client, token = await script_of(stall), await stall.link(await stall.order())

    answer = await client.post(f"/cashier/{token}/confirm", json={"pin": "482914"})

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "pin_wrong"
    assert "4 tries left" in answer.json()["error"]["next"]
    assert (await balance_of(stall.site.house.wallet, stall.payer.id, "CNY")).available.amount_minor == 20_000


async def test_too_little_money_is_said_and_the_order_stays_open(stall: Stall) -> None:
    client, token = await script_of(stall), await stall.link(await stall.order(20_001))

    assert (await client.get(f"/cashier/{token}")).json()["affordable"] is False
    answer = await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})

    assert (answer.status_code, answer.json()["error"]["code"]) == (402, "insufficient_funds")
    assert (await client.get(f"/cashier/{token}")).json()["state"] == "open"


@pytest.mark.parametrize("body", [{}, {"pin": 482913}, {"pin": PIN, "amount": 1}, {"pin": ["482913"]}])
async def test_a_malformed_confirmation_is_refused(stall: Stall, body: object) -> None:
    client, token = await script_of(stall), await stall.link(await stall.order())
    assert (await client.post(f"/cashier/{token}/confirm", json=body)).status_code == 400


async def test_another_persons_link_is_no_link(stall: Stall) -> None:
    ben = await stall.site.person("Ben")
    client, token = await stall.site.signed_in(ben), await stall.link(await stall.order())

    for answer in (
        await client.get(f"/cashier/{token}", headers={"accept": "application/json"}),
        await client.post(f"/cashier/{token}/confirm", json={"pin": PIN}),
    ):
        assert answer.status_code in {404, 410}
        assert "Lantern" not in answer.text


async def test_a_link_ends(stall: Stall) -> None:
    client, token = await script_of(stall), await stall.link(await stall.order())
    stall.site.clock.travel(minutes=31)
    answer = await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})
    assert answer.status_code in {404, 410}


async def test_nobody_pays_without_signing_in_or_from_a_foreign_page(stall: Stall) -> None:
    token = await stall.link(await stall.order())
    stranger = stall.site.browser()
    assert (await stranger.post(f"/cashier/{token}/confirm", json={"pin": PIN})).status_code in {401, 403}

    client = await script_of(stall)
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert (await client.post(f"/cashier/{token}/confirm", json={"pin": PIN}, headers=foreign)).status_code == 403


async def test_a_first_pin_can_be_chosen_at_the_cashier(both_sites: Site) -> None:
    stall = await open_stall(both_sites, pin=False)
    client, token = await script_of(stall), await stall.link(await stall.order())
    assert (await client.get(f"/cashier/{token}")).json()["has_pin"] is False

    weak = await client.post("/wallet/first-pin", json={"pin": "123456"})
    good = await client.post("/wallet/first-pin", json={"pin": PIN})
    again = await client.post("/wallet/first-pin", json={"pin": "591824"})

    assert (weak.status_code, weak.json()["error"]["code"]) == (400, "pin_unfit")
    assert good.status_code == 200
    assert (again.status_code, again.json()["error"]["code"]) == (409, "pin_already_set")
    assert (await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})).status_code == 200
