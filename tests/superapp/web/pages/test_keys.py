"""Who gets whose keys, and each one-time key once."""

import asyncio
import random
from pathlib import Path

import pytest

from superapp.flows import keep_contacts, send_encrypted
from superapp.flows.leave_for_good import leave_for_good
from tests.superapp.chat.browsers import KeyBrowser, device_keys, key_browser, name_of, one_time_keys
from tests.superapp.conftest import Site, running_site
from tests.support import RecordedHttp, TravelClock


async def two(site: Site, *, keys: int = 3) -> tuple[KeyBrowser, KeyBrowser]:
    """Ann's and Ben's browsers; they have an encrypted chat."""
    ann, ben = await site.person("Ann", handle="ann"), await site.person("Ben", handle="ben")
    await send_encrypted.start(site.house, ann, ben.id)
    return await key_browser(site, ann), await key_browser(site, ben, "DEVICEBBBB", keys=keys)


async def test_each_one_time_key_is_given_once_however_many_ask_at_once(both_sites: Site) -> None:
    hers, his = await two(both_sites, keys=12)

    given = await asyncio.gather(*(hers.claim(his) for _ in range(12)))

    assert sorted(name for keys in given for name in keys) == sorted(one_time_keys(12))
    # After that the fallback key serves, and the browser is told to bring new ones.
    assert [*await hers.claim(his)] == ["signed_curve25519:FALLBACK"]
    reply = (await his.post("/keys/collect", {"done": []})).json()
    assert reply["one_time_key_counts"] == {"signed_curve25519": 0}
    assert reply["device_unused_fallback_key_types"] == []


async def test_nobody_takes_keys_of_somebody_they_have_no_encrypted_chat_with(site: Site) -> None:
    hers, his = await two(site)
    cleo = await key_browser(site, await site.person("Cleo"), "DEVICECCCC")

    assert await cleo.knows(his.person) == []
    assert await cleo.claim(his) == {}
    await cleo.send(his, {"ciphertext": "x"})
    assert await his.collect() == []
    assert await hers.knows(his.person) == ["DEVICEBBBB"]


async def test_whoever_is_blocked_takes_no_keys_and_leaves_no_letters(site: Site) -> None:
    hers, his = await two(site)
    await keep_contacts.block(site.house, his.person, hers.person.id)

    assert await hers.knows(his.person) == []
    assert await hers.claim(his) == {}
    await hers.send(his, {"ciphertext": "x"})
    assert await his.collect() == []


async def test_claiming_is_counted(
    tmp_path: Path, clock: TravelClock, chance: random.Random, http: RecordedHttp
) -> None:
    rules = {"key_claim": "2/hour"}
    async with running_site(tmp_path, "", clock=clock, chance=chance, http=http, rules=rules, demo=True) as site:
        hers, his = await two(site)
        await hers.claim(his)
        await hers.claim(his)
        wanted = {name_of(his.person): {his.device_id: "signed_curve25519"}}
        assert (await hers.post("/keys/claim", {"one_time_keys": wanted})).status_code == 429


async def test_a_letter_waits_until_its_device_has_taken_it_in(both_sites: Site) -> None:
    hers, his = await two(both_sites)
    for number in range(2):
        assert (await hers.send(his, {"ciphertext": str(number)})).status_code == 200

    letters = await his.collect()
    assert [(one["sender"], one["content"]) for one in letters] == [
        (name_of(hers.person), {"ciphertext": "0"}),
        (name_of(hers.person), {"ciphertext": "1"}),
    ]
    assert await his.collect() == letters, "an answer that was lost is given again"
    assert await his.collect(*(one["id"] for one in letters)) == []
    assert await hers.collect(*(one["id"] for one in letters)) == []


@pytest.mark.parametrize(
    ("kind", "content"), [("m.room.message", {"text": "hello"}), ("m.room.encrypted", {"ciphertext": "x" * 20_000})]
)
async def test_letters_of_another_kind_or_size_are_refused(site: Site, kind: str, content: dict[str, str]) -> None:
    hers, his = await two(site)
    assert (await hers.send(his, content, kind)).json()["error"]["code"] == "device_mail_refused"


async def test_a_box_that_one_sender_fills_takes_no_more_of_them(site: Site) -> None:
    hers, his = await two(site)
    for _ in range(200):
        await hers.send(his, {"ciphertext": "x"})
    assert (await hers.send(his, {"ciphertext": "x"})).json()["error"]["code"] == "device_mail_refused"


async def test_a_devices_identity_never_changes_and_is_its_own_persons(site: Site) -> None:
    hers, his = await two(site)
    for keys in (
        device_keys(hers.person, hers.device_id, "other"),  # other keys under the same name
        device_keys(his.person, "DEVICEXXXX"),  # somebody else's name
        device_keys(hers.person, "x"),
        device_keys(hers.person, "DEVICEXXXX") | {"extra": "x" * 2000},
    ):
        reply = await hers.post("/keys/upload", {"device_keys": keys})
        assert reply.json()["error"]["code"] == "keys_invalid"
    # Ann's other sign-in cannot speak for this device either.
    other = KeyBrowser(hers.person, await site.signed_in(hers.person), hers.device_id)
    other.client.headers["accept"] = "application/json"
    reply = await other.post("/keys/upload", {"device_keys": device_keys(hers.person, hers.device_id, "a")})
    assert reply.json()["error"]["code"] == "keys_invalid"
    assert (await other.post("/keys/collect", {"done": []})).status_code == 404


@pytest.mark.parametrize("keys", [{"x": {}}, {"signed_curve25519:AA": {"key": "short"}}, {"signed_curve25519:AA": 5}])
async def test_one_time_keys_of_another_shape_are_refused(site: Site, keys: dict[str, object]) -> None:
    hers, _ = await two(site)
    assert (await hers.post("/keys/upload", {"one_time_keys": keys})).json()["error"]["code"] == "keys_invalid"


async def test_a_device_has_at_most_a_hundred_one_time_keys(site: Site) -> None:
    hers, _ = await two(site)
    more = {f"signed_curve25519:BBBB{n:04d}": value for n, value in enumerate(one_time_keys(98).values())}
    assert (await hers.post("/keys/upload", {"one_time_keys": more})).json()["error"]["code"] == "keys_invalid"


async def test_signing_out_ends_the_device(site: Site) -> None:
    hers, his = await two(site)
    again = await key_browser(site, his.person, "DEVICEDDDD")
    assert await hers.knows(his.person) == ["DEVICEBBBB", "DEVICEDDDD"]

    await again.client.post("/sign-out")

    assert await hers.knows(his.person) == ["DEVICEBBBB"]
    assert await hers.claim(again) == {}


async def test_a_browser_that_lost_its_keys_takes_its_own_place(site: Site) -> None:
    hers, his = await two(site)
    await hers.send(his, {"ciphertext": "for the old one"})
    reply = await his.post("/keys/upload", {"device_keys": device_keys(his.person, "DEVICEEEEE")})
    assert reply.status_code == 200
    assert await hers.knows(his.person) == ["DEVICEEEEE"]
    assert await his.collect() == []


async def test_browsers_are_bounded_and_ended_ones_do_not_count(site: Site) -> None:
    person = await site.person("Ann")
    browsers = [await key_browser(site, person, f"DEVICE00{number:02d}", keys=0) for number in range(20)]
    client = await site.signed_in(person)
    client.headers["accept"] = "application/json"
    wanted = {"device_keys": device_keys(person, "DEVICENEXT")}
    assert (await client.post("/keys/upload", json=wanted)).json()["error"]["code"] == "too_many_devices"

    await browsers[0].client.post("/sign-out")

    assert (await client.post("/keys/upload", json=wanted)).status_code == 200


async def test_whoever_leaves_takes_their_keys_along(site: Site) -> None:
    hers, his = await two(site)
    await leave_for_good(site.house, his.person, "ben")
    assert await hers.knows(his.person) == []
