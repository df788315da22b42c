"""The page of notifications: devices come and go, wishes are kept, and nobody else's device can be touched."""

import re

from superapp.base.config import Settings
from superapp.notify.sending import contact_of
from tests.superapp.conftest import Site
from tests.superapp.notify.device import Device, subscribed
from wallet.ports import HttpReply


async def test_a_device_is_turned_on_tested_and_turned_off(site: Site) -> None:
    client, device = await site.signed_in(await site.person()), Device("https://push.example/1")
    made = (await subscribed(client, device)).json()["id"]
    assert (await subscribed(client, device)).json()["id"] == made  # said again, it is the same one
    page = (await client.get("/me/notifications")).text
    assert page.count("data-device=") == 1
    assert "This device" in page

    tested = await client.post(f"/me/notifications/devices/{made}/test")
    assert tested.headers["location"] == "/me/notifications?said=sent"
    assert device.read(site.http.sent[-1].body)["kind"] == "test"
    site.http.answer = lambda _sent: HttpReply(403)
    assert (await client.post(f"/me/notifications/devices/{made}/test")).headers["location"].endswith("said=failed")

    assert (await client.post(f"/me/notifications/devices/{made}/off")).status_code == 303
    assert "data-device=" not in (await client.get("/me/notifications")).text


async def test_a_device_whose_browser_said_no_is_forgotten_by_the_test(site: Site) -> None:
    client = await site.signed_in(await site.person())
    made = (await subscribed(client, Device("https://push.example/1"))).json()["id"]
    site.http.answer = lambda _sent: HttpReply(410)
    await client.post(f"/me/notifications/devices/{made}/test")
    assert "data-device=" not in (await client.get("/me/notifications")).text


async def test_one_device_has_one_subscription(site: Site) -> None:
    client = await site.signed_in(await site.person())
    for n in range(3):
        await subscribed(client, Device(f"https://push.example/{n}"))
    assert (await client.get("/me/notifications")).text.count("data-device=") == 1


async def test_what_is_no_subscription_is_refused(site: Site) -> None:
    client = await site.signed_in(await site.person())
    good = Device("https://push.example/1").told()
    for bad in (
        good | {"endpoint": "http://push.example/1"},
        good | {"endpoint": "file:///etc/passwd"},
        good | {"keys": good["keys"] | {"auth": "c2hvcnQ"}},
        good | {"keys": good["keys"] | {"p256dh": "BAAA"}},
        good | {"keys": good["keys"] | {"p256dh": "not base64url"}},
        {"endpoint": "https://push.example/1"},
    ):
        answer = await client.post("/me/notifications/devices", json=bad, headers={"accept": "application/json"})
        assert answer.status_code == 400, bad
        assert answer.json()["error"]["code"] in {"subscription_invalid", "body_invalid"}


async def test_our_own_server_is_not_asked_without_end(site: Site) -> None:
    client = await site.signed_in(await site.person())
    made = (await subscribed(client, Device("https://push.example/1"))).json()["id"]
    statuses = [(await client.post(f"/me/notifications/devices/{made}/test")).status_code for _ in range(30)]
    assert statuses[-1] == 429


async def test_what_was_typed_stays_when_it_is_refused(site: Site) -> None:
    client = await site.signed_in(await site.person())
    wishes = {"is_quiet": "on", "quiet_from": "08:00", "quiet_until": "08:00", "time_zone": "Europe/Kyiv"}
    answer = await client.post("/me/notifications", data=wishes)
    assert answer.status_code == 400
    assert "another end" in answer.text
    assert re.search(r'name="quiet_until" value="08:00"', answer.text)
    assert re.search(r'value="Europe/Kyiv" selected', answer.text)
    saved = await client.post("/me/notifications", data=wishes | {"quiet_until": "09:00"})
    assert saved.headers["location"] == "/me/notifications?said=saved"
    page = (await client.get("/me/notifications")).text
    assert re.search(r'name="is_quiet"[^>]* checked', page)
    assert not re.search(r'name="shows_text"[^>]* checked', page)


def test_a_push_service_is_given_an_address_it_takes() -> None:
    assert contact_of(Settings(url="https://app.example")) == "https://app.example"
    assert contact_of(Settings(url="http://127.0.0.1:8000")) == "mailto:operator@localhost"
    assert contact_of(Settings(url="https://app.example", push_contact="mailto:o@x.example")) == "mailto:o@x.example"
