"""PIN and limits from outside: free amounts at the cashier and in chats, resets, the device's ladder, tiers."""

from typing import Any

import httpx2
import pytest

from superapp.accounts import passwords
from superapp.audit import trail
from superapp.flows.start_chat import start_chat
from superapp.security.passwords import hash_password
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.payments import pin_devices, pins
from wallet.payments.standing import set_tier

NEW = "591824"


@pytest.fixture
async def stall(site: Site) -> Stall:
    return await open_stall(site)


async def post(client: httpx2.AsyncClient, address: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    reply = await client.post(address, json=body, headers={"accept": "application/json"})
    return reply.status_code, reply.json()


async def test_what_is_free_of_the_pin_is_so_at_the_cashier_and_in_chats(stall: Stall) -> None:
    site, ann = stall.site, stall.payer
    client, ben = await site.signed_in(ann), await site.person("Ben")
    await site.befriend(ann, ben)
    chat = await start_chat(site.house, ann, ben.id)
    cashier = f"/cashier/{await stall.link(await stall.order(5_000))}"
    assert (await client.get(cashier)).json()["pin_free"] is False
    assert (await post(client, f"{cashier}/confirm", {"pin": ""}))[1]["error"]["code"] == "pin_needed"

    much = await client.post("/wallet/limits/free", data={"amount": "200.01", "pin": PIN})
    wrong = await client.post("/wallet/limits/free", data={"amount": "60", "pin": "000000"})
    done = await client.post("/wallet/limits/free", data={"amount": "60", "pin": PIN})
    assert (much.status_code, "Choose at most ¥200.00" in much.text) == (400, True)
    assert (wrong.status_code, "Wrong PIN" in wrong.text) == (400, True)
    assert done.headers["location"] == "/wallet/limits?done=free"

    assert (await client.get(cashier)).json()["pin_free"] is True
    assert (await post(client, f"{cashier}/confirm", {"pin": ""}))[0] == 200
    assert (await client.get(f"/chats/{chat}/money")).json()["purses"][0]["pin_free_minor"] == 6_000
    wish = {"amount": "60", "request_id": "request-1", "pin": ""}
    assert (await post(client, f"/chats/{chat}/transfers", wish))[0] == 201
    more = wish | {"amount": "60.01", "request_id": "request-2"}
    status, refused = await post(client, f"/chats/{chat}/transfers", more)
    assert (status, refused["error"]["code"]) == (403, "pin_needed")


async def test_a_limit_is_named_with_what_is_left_and_when_it_resets(stall: Stall) -> None:
    site, ann = stall.site, stall.payer
    await set_tier(site.house.wallet, ann.id, "starter")
    client = await site.signed_in(ann)

    async def pays(amount: int) -> dict[str, Any]:
        cashier = f"/cashier/{await stall.link(await stall.order(amount))}/confirm"
        return (await post(client, cashier, {"pin": PIN}))[1]

    once = (await pays(20_001))["error"]
    assert (once["code"], "starter-once allows ¥200.00" in once["next"]) == ("limit_once", True)
    await pays(15_000)
    page = (await client.get("/wallet/limits")).text
    assert "Starter" in page
    assert "¥350.00 left" in page
    await set_tier(site.house.wallet, ann.id, "verified")
    await site.client.get("/wallet/limits")
    assert (await pays(100))["amount"] == "¥1.00"


async def test_forgotten_with_a_password_the_pin_is_reset_and_the_person_told(stall: Stall) -> None:
    site, ann = stall.site, stall.payer
    client = await site.signed_in(ann)
    assert "no way yet" in (await client.get("/wallet/pin/reset")).text
    encoded = await hash_password("a lantern by the ferry")
    async with site.house.database.write() as session:
        await passwords.store_hash(session, ann.id, encoded, now=site.clock.now())

    form = {"pin": NEW, "again": NEW, "password": "something else"}
    wrong = await client.post("/wallet/pin/reset", data=form)
    easy = await client.post("/wallet/pin/reset", data=form | {"pin": "111111", "again": "111111"})
    unlike = await client.post("/wallet/pin/reset", data=form | {"again": PIN})
    done = await client.post("/wallet/pin/reset", data=form | {"password": "a lantern by the ferry"})

    assert [one.status_code for one in (wrong, easy, unlike)] == [400, 400, 400]
    assert "not your password" in wrong.text
    assert done.headers["location"] == "/wallet?done=pin"
    await pins.check_pin(site.house.wallet, ann.id, NEW)
    chats = (await client.get("/chats")).text
    assert "Your payment PIN was reset" in chats


async def test_one_device_that_guesses_at_many_people_is_locked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pin_devices, "GUESSES", 3)
    people = [await site.person(f"Person {number}") for number in range(4)]
    for one in people:
        await pins.set_pin(site.house.wallet, one.id, PIN)

    async def guesses(who: int, pin: str) -> str:
        form = {"old": pin, "pin": NEW, "again": NEW}
        return (await (await site.signed_in(people[who])).post("/wallet/pin", data=form)).text

    assert "Wrong PIN" in await guesses(0, "000001")
    assert await guesses(1, PIN) == ""  # a right one counts for nothing, and wipes nothing
    for who in (1, 2):
        assert "Wrong PIN" in await guesses(who, "000001")
    assert "Too many wrong PINs on this device" in await guesses(3, PIN)
    site.clock.travel(minutes=16)
    assert await guesses(3, PIN) == ""
    assert await pin_devices_known(site) == 1


async def pin_devices_known(site: Site) -> int:
    from sqlmodel import select

    async with site.house.wallet.database.read() as session:
        return len((await session.exec(select(pin_devices.PinDeviceRow))).all())


async def test_operators_set_tiers_on_record_and_nobody_else(stall: Stall) -> None:
    site, ann = stall.site, stall.payer
    olga = await site.person("Olga", handle="olga", roles=frozenset({"operator"}))
    audit = await site.person("Ada", roles=frozenset({"auditor"}))
    form = {"person": "ann", "tier": "starter", "reason": "papers not seen"}
    assert (await (await site.signed_in(ann)).post("/admin/tiers", data=form)).status_code == 403
    assert (await (await site.signed_in(audit)).post("/admin/tiers", data=form)).status_code == 403
    client = await site.signed_in(olga)
    assert (await client.post("/admin/tiers", data=form | {"reason": " "})).status_code == 400
    assert (await client.post("/admin/tiers", data=form | {"tier": "gold"})).status_code == 400
    assert (await client.post("/admin/tiers", data=form | {"person": "olga"})).status_code == 400
    assert (await client.get("/admin/tiers?person=nobody")).status_code == 404
    assert (await client.post("/admin/tiers", data=form)).status_code == 303
    page = (await client.get("/admin/tiers?person=%40ann")).text
    assert "Starter" in page
    assert "In a day: " in page
    assert "starter-day" not in page
    assert " · Olga · starter: papers not seen" in page
    assert f'data-person="{olga.id}"' in page  # the frame is the operator's, not that of whom they look at
    async with site.house.database.read() as session:
        looks = await trail.looks_at(session, f"person:{ann.id}")
    assert [one.action for one in looks] == ["look_at_tier", "set_tier"]
    assert (looks[1].actor_id, looks[1].reason) == (olga.id, "starter: papers not seen")
