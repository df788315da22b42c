"""What people try with money and with forms: amounts that are none, fields that were not asked for, guesses from
many browsers. The families 68 and 69 of the security facts; the IDOR matrix (test_idor_matrix.py) asks who may use
which address."""

from typing import Any

import httpx2
import pytest

from superapp.accounts.people import get_people
from superapp.flows import start_chat
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.books import check_books
from wallet.statements import balance_of, newest_seq


@pytest.fixture
async def stall(site: Site) -> Stall:
    return await open_stall(site)


async def holds(stall: Stall) -> int:
    return (await balance_of(stall.site.house.wallet, stall.payer.id, "CNY")).total.amount_minor


async def browser(stall: Stall) -> httpx2.AsyncClient:
    """One more of the payer's, as the cashier's script uses it."""
    client = await stall.site.signed_in(stall.payer)
    client.headers["accept"] = "application/json"
    return client


async def test_an_amount_that_is_none_moves_nothing(stall: Stall) -> None:
    ben = await stall.site.person("Ben")
    await stall.site.befriend(stall.payer, ben)
    chat = await start_chat.start_chat(stall.site.house, stall.payer, ben.id)
    client = await stall.site.signed_in(stall.payer)
    before = await newest_seq(stall.site.house.wallet)
    amounts: list[Any] = [
        "-1",
        "0",
        "0.00",
        "0.001",
        "1e2",
        "1E2",
        "+1",
        "１",
        "1,00",
        "NaN",
        "Infinity",
        "0x10",
        "",
        " ",
    ]
    amounts += [str(2**53), str(2**63), "9" * 24, "9" * 25, "1.1.1", 1, 1.5, True, None, ["1"], {"amount_minor": 1}]

    for number, amount in enumerate(amounts):
        wish = {"amount": amount, "request_id": f"request-{number}", "pin": PIN}
        answer = await client.post(f"/chats/{chat}/transfers", json=wish)
        assert 400 <= answer.status_code < 500, (amount, answer.status_code)

    assert await newest_seq(stall.site.house.wallet) == before


async def test_a_field_that_was_not_asked_for_changes_nothing(stall: Stall) -> None:
    ben = await stall.site.person("Ben")
    await stall.site.befriend(stall.payer, ben)
    chat = await start_chat.start_chat(stall.site.house, stall.payer, ben.id)
    client = await stall.site.signed_in(stall.payer)
    wish = {"amount": "1", "request_id": "request-0001", "pin": PIN}
    for more in ({"sender_id": ben.id}, {"receiver_id": stall.payer.id}, {"currency": "USD"}, {"state": "received"}):
        assert (await client.post(f"/chats/{chat}/transfers", json=wish | more)).status_code == 400, more
    token = await stall.link(await stall.order())
    for more in ({"amount": 1}, {"currency": "JPY"}, {"payee": ben.id}, {"mchid": "1"}, {"person_id": ben.id}):
        assert (await client.post(f"/cashier/{token}/confirm", json={"pin": PIN} | more)).status_code == 400, more

    profile = {"name": "Ann Rivers", "role": "operator", "roles": "operator", "id": ben.id, "balance": "1000000"}
    await client.post("/me/profile", data=profile)

    async with stall.site.house.database.read() as session:
        known = await get_people(session, [stall.payer.id, ben.id])
    assert known[stall.payer.id].roles == stall.payer.roles
    assert known[ben.id].name == "Ben"
    assert (await client.get("/admin/transfers")).status_code == 403
    assert await holds(stall) == 20_000


async def test_guesses_from_many_browsers_are_counted_together(stall: Stall) -> None:
    token, answers = await stall.link(await stall.order()), list[tuple[int, str]]()
    for number in range(8):
        answer = await (await browser(stall)).post(f"/cashier/{token}/confirm", json={"pin": f"73914{number}"})
        answers.append((answer.status_code, answer.json()["error"]["code"]))

    assert [code for _, code in answers[:4]] == ["pin_wrong"] * 4
    assert {code for _, code in answers[5:]} == {"pin_locked"}
    right = await (await browser(stall)).post(f"/cashier/{token}/confirm", json={"pin": PIN})
    assert right.json()["error"]["code"] == "pin_locked"
    assert await holds(stall) == 20_000
    assert await check_books(stall.site.house.wallet) == []
