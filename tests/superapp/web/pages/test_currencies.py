"""Several currencies over the wallet's addresses: what is offered, sent, asked for and refused, and how it is shown."""

from typing import Any

import httpx2
import pytest

from superapp.accounts.people import Person
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from wallet.money import Money
from wallet.payments import pins, top_ups

PIN = "482913"


@pytest.fixture
async def people(site: Site) -> tuple[Person, Person]:
    """Ann has yuan, yen and dinars; Ben has yuan."""
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    wallet = site.house.wallet
    wallet.settings.currencies = "EUR JPY KWD"
    for person, money in ((ann, Money(2_000)), (ann, Money(900, "JPY")), (ann, Money(2_500, "KWD")), (ben, Money(700))):
        await top_ups.top_up_demo(wallet, person.id, money, reference=f"some-{money.currency}")
    for person in (ann, ben):
        await pins.set_pin(wallet, person.id, PIN)
    return ann, ben


async def post(client: httpx2.AsyncClient, address: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    reply = await client.post(address, json=body, headers={"accept": "application/json"})
    return reply.status_code, reply.json()


async def test_yen_go_from_a_chat_into_a_wallet_that_had_none(site: Site, people: tuple[Person, Person]) -> None:
    ann, ben = people
    chat = await start_chat(site.house, ann, ben.id)
    hers, his = [await site.signed_in(one) for one in people]
    sheet = (await hers.get(f"/chats/{chat}/money")).json()["purses"]
    assert [(one["currency"], one["decimals"], one["is_offered"]) for one in sheet] == [
        ("CNY", 2, True),
        ("EUR", 2, False),
        ("JPY", 0, True),
        ("KWD", 3, True),
    ]
    offered = (await his.get(f"/chats/{chat}/money")).json()["purses"]
    assert [one["currency"] for one in offered if one["is_offered"]] == ["CNY"]

    wish = {"amount": "500", "currency": "JPY", "request_id": "request-1", "pin": PIN}
    status, told = await post(hers, f"/chats/{chat}/transfers", wish)
    assert status == 201
    await his.post(f"/transfers/{told['transfer']}/accept")
    his_wallet, her_wallet = (await his.get("/wallet")).text, (await hers.get("/wallet")).text
    assert all(one in his_wallet for one in ("¥7.00", "JP¥500"))
    assert all(one in her_wallet for one in ("¥20.00", "JP¥400", "KWD\xa02.500", "\N{MINUS SIGN}JP¥500"))

    again = wish | {"request_id": "request-2"}
    poor = await post(hers, f"/chats/{chat}/transfers", again)
    assert (poor[0], poor[1]["error"]["code"]) == (402, "insufficient_funds")
    assert poor[1]["error"]["next"] == "You have too little JPY. Top it up and try again."
    half = await post(hers, f"/chats/{chat}/transfers", again | {"amount": "1.5"})
    assert half[1]["error"]["code"] == "amount_invalid"
    away = await post(hers, f"/chats/{chat}/transfers", again | {"currency": "AED"})
    assert (away[0], away[1]["error"]["code"]) == (400, "currency_not_here")
    envelope = {"kind": "equal", "amount": "1.250", "shares": 1, "currency": "KWD", "request_id": "request-3"}
    assert (await post(hers, f"/chats/{chat}/envelopes", envelope | {"pin": PIN}))[0] == 201
    assert "KWD\xa01.250" in (await hers.get("/wallet")).text


async def test_histories_statements_and_limits_are_each_currencys_own(
    site: Site, people: tuple[Person, Person]
) -> None:
    hers, his = [await site.signed_in(one) for one in people]
    both = (await hers.get("/wallet/history")).text
    assert '<a href="/wallet/history" aria-current="page">' in both, "without a choice, all of them are shown"
    assert all(one in both for one in ("+JP¥900", "+KWD\xa02.500", "+¥20.00", 'href="/wallet/history?currency=KWD"'))
    yen = (await hers.get("/wallet/history?currency=JPY")).text
    assert "+JP¥900" in yen
    assert "+¥20.00" not in yen
    assert 'aria-label="Currency"' not in (await his.get("/wallet/history")).text
    assert "2.500,KWD" in (await hers.get("/wallet/statement.csv?currency=KWD")).text

    assert "JP¥4,000,000" in (await hers.get("/wallet/limits?currency=JPY")).text
    assert 'aria-label="Currency"' not in (await his.get("/wallet/limits")).text
    form = {"amount": "1.5", "currency": "KWD", "pin": PIN}
    saved = await hers.post("/wallet/limits/free", data=form)
    assert saved.headers["location"] == "/wallet/limits?done=free&currency=KWD"
    much = await hers.post("/wallet/limits/free", data=form | {"amount": "8.001"})
    assert "Choose at most KWD\xa08.000" in much.text
    assert 'value="1.500"' in (await hers.get("/wallet/limits?currency=KWD")).text
    assert 'value="0.00"' in (await hers.get("/wallet/limits")).text


async def test_a_collect_code_names_its_currency(site: Site, people: tuple[Person, Person]) -> None:
    hers, his = [await site.signed_in(one) for one in people]
    page = (await his.get("/wallet/collect?amount=300&currency=JPY")).text
    path = "/collect/" + page.partition("/collect/")[2].partition("</span>")[0].replace("&amp;", "&")
    assert "amount=300&currency=JPY" in path
    assert "JP¥300" in (await hers.get(path)).text
    form = {"request_id": "request-1", "pin": PIN}
    assert (await hers.post(path, data=form)).status_code == 303
    assert "JP¥300" in (await his.get("/wallet/collect")).text.partition("Received today")[2]
    changed = await hers.get(path.replace("JPY", "KWD"), headers={"accept": "application/json"})
    assert changed.json()["error"]["code"] == "collect_code_invalid"

    plain = (await his.get("/wallet/collect")).text
    path = "/collect/" + plain.partition("/collect/")[2].partition("</span>")[0].replace("&amp;", "&")
    assert "<option>KWD</option>" in (await hers.get(path)).text
    some = form | {"amount": "0.250", "currency": "KWD", "request_id": "request-2"}
    assert (await hers.post(path, data=some)).status_code == 303
    assert "KWD\xa00.250" in (await his.get("/wallet")).text


async def test_a_bill_in_yen_is_split_in_yen(site: Site, people: tuple[Person, Person]) -> None:
    ann, ben = people
    chat = await start_chat(site.house, ann, ben.id)
    hers, his = [await site.signed_in(one) for one in people]
    assert "JPY" in (await his.get(f"/chats/{chat}/split")).text
    bill = {"way": "equal", "amount": "801", "currency": "JPY", "people": [ann.id, ben.id], "request_id": "request-1"}
    _, told = await post(his, f"/chats/{chat}/splits", bill)
    assert "JP¥400" in (await hers.get(f"/splits/{told['split']}")).text
    assert (await hers.post(f"/splits/{told['split']}/pay", data={"pin": PIN})).status_code == 303
    assert "JP¥400" in (await his.get("/wallet")).text
