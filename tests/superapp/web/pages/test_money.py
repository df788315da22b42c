"""The addresses of money between people: what the sheet asks, what it is refused with, the pages behind the cards."""

from typing import Any

import httpx2
import pytest

from superapp.accounts.people import Person
from superapp.flows import manage_group
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from wallet.money import Money
from wallet.payments import pins, top_ups

PIN = "482913"


@pytest.fixture
async def people(site: Site) -> tuple[Person, Person]:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    await top_ups.top_up_demo(site.house.wallet, ann.id, Money(2_000), reference="test-money")
    await pins.set_pin(site.house.wallet, ann.id, PIN)
    return ann, ben


async def post(client: httpx2.AsyncClient, address: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    reply = await client.post(address, json=body, headers={"accept": "application/json"})
    return reply.status_code, reply.json()


async def test_a_transfer_from_sheet_to_receipt(site: Site, people: tuple[Person, Person]) -> None:
    ann, ben = people
    chat = await start_chat(site.house, ann, ben.id)
    hers, his = [await site.signed_in(one) for one in people]
    sheet = (await hers.get(f"/chats/{chat}/money")).json()
    assert (sheet["to"], sheet["has_pin"], sheet["is_group"]) == ("Ben", True, False)
    assert [(one["currency"], one["available_minor"]) for one in sheet["purses"]] == [("CNY", 2_000)]

    wish = {"amount": "12.50", "note": "tea", "delay": 0, "request_id": "request-1", "pin": PIN}
    status, told = await post(hers, f"/chats/{chat}/transfers", wish)
    again = await post(hers, f"/chats/{chat}/transfers", wish)
    poor = await post(hers, f"/chats/{chat}/transfers", wish | {"amount": "12.51", "request_id": "request-2"})
    other = await post(hers, f"/chats/{chat}/transfers", wish | {"amount": "1"})
    nothing = await post(hers, f"/chats/{chat}/transfers", wish | {"amount": "0", "request_id": "request-3"})

    assert (status, again) == (201, (201, told))
    assert (poor[0], poor[1]["error"]["code"]) == (402, "insufficient_funds")
    assert (other[0], other[1]["error"]["code"]) == (409, "transfer_mismatch")
    assert nothing[1]["error"]["message"] == "Check the amount"
    page = f"/transfers/{told['transfer']}"
    assert "Receive" in (await his.get(page)).text
    assert "Receive" not in (await hers.get(page)).text
    assert "From Ann" in (await his.get("/wallet")).text
    taken = await his.post(f"{page}/accept")
    assert (taken.status_code, taken.headers["location"]) == (303, f"{page}?done=received")
    assert (await post(his, f"{page}/return", {}))[1]["error"]["code"] == "transfer_not_open"
    line = (await his.get("/wallet")).text.partition("/wallet/receipts/")[2].partition('"')[0]
    assert page in (await his.get(f"/wallet/receipts/{line}")).text


async def test_a_group_gets_envelopes_only(site: Site, people: tuple[Person, Person]) -> None:
    ann, ben = people
    carla = await site.person("Carla Monti", language="it")
    await site.befriend(ann, carla)
    group = await manage_group.create(site.house, ann, "Ferry", [ben.id, carla.id])
    hers, his = [await site.signed_in(one) for one in people]
    assert (await hers.get(f"/chats/{group}/money")).json()["is_group"] is True
    transfer = {"amount": "1", "request_id": "request-1", "pin": PIN}
    assert (await post(hers, f"/chats/{group}/transfers", transfer))[0] == 404

    wish = transfer | {"kind": "lucky", "amount": "8.88", "shares": 2, "greeting": "", "cover": "jade"}
    wish["request_id"] = "request-2"
    _, told = await post(hers, f"/chats/{group}/envelopes", wish)
    page = f"/envelopes/{told['envelope']}"
    assert "secret as long as" in (await his.get(f"{page}/proof")).text
    assert "0 of 2 opened" in (await hers.get("/wallet")).text
    assert (await his.post(f"{page}/open")).headers["location"] == f"{page}?done=opened"
    status, got = await post(hers, f"{page}/open", {})
    assert (status, got["amount"][0]) == (200, "¥")

    shown = (await his.get(page)).text
    assert "2 of 2 opened, ¥8.88 of ¥8.88. All gone in 1 second." in " ".join(shown.split())
    assert "Luckiest" in shown
    proof = await his.get(f"{page}/proof.json")
    assert sum(proof.json()["amounts"]) == 888
    assert "person" not in proof.text
    shown = (await his.get(f"{page}/proof")).text
    assert "everything follows from it" in shown
    least = min(proof.json()["amounts"]) / 100
    assert f"Nobody got less than the smallest amount of money<small>¥{least:.2f}<" in shown
    shown = (await (await site.signed_in(carla)).get(f"{page}/proof")).text
    assert "Il seme è quello sigillato all’inizio<small>SHA-256" in shown


async def test_an_envelope_between_two_is_for_the_other_one(site: Site, people: tuple[Person, Person]) -> None:
    ann, ben = people
    chat = await start_chat(site.house, ann, ben.id)
    hers, his = [await site.signed_in(one) for one in people]
    wish = {"kind": "equal", "amount": "5", "shares": 1, "request_id": "request-1", "pin": PIN}
    _, told = await post(hers, f"/chats/{chat}/envelopes", wish)
    page = f"/envelopes/{told['envelope']}"

    assert (await post(hers, f"{page}/open", {}))[1]["error"]["code"] == "envelope_not_for_you"
    assert "Waiting to be opened" in (await hers.get(page)).text
    assert (await post(his, f"{page}/open", {}))[0] == 200
    assert "Opened" in (await hers.get(page)).text
    site.clock.travel(hours=25)
    _, late = await post(hers, f"/chats/{chat}/envelopes", wish | {"request_id": "request-2"})
    site.clock.travel(hours=25)
    assert "came back" in (await hers.get(f"/envelopes/{late['envelope']}")).text
