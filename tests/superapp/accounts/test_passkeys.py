"""Passkeys from outside: one answer, to one challenge, for one purpose, from one browser; everything else is a no."""

from typing import Any

import httpx2
import pytest
from sqlmodel import select

from superapp.accounts import passkeys
from superapp.accounts.people import PersonRow
from tests.superapp.accounts.authenticator import PRESENT, Authenticator
from tests.superapp.accounts.test_sign_in import sign_up as sign_up_with_password
from tests.superapp.conftest import Site
from wallet.payments import pins

WISH = {"handle": "ann", "name": "Ann"}


def script_in(site: Site) -> httpx2.AsyncClient:
    """A browser whose page's script does the asking."""
    client = site.browser()
    client.headers["accept"] = "application/json"
    return client


async def options(client: httpx2.AsyncClient, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = await client.post(f"{path}/options", json=body or {})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def answered(client: httpx2.AsyncClient, path: str, credential: object) -> httpx2.Response:
    return await client.post(path, json={"credential": credential, "next": "/me/passkeys"})


async def signed_up(site: Site) -> tuple[httpx2.AsyncClient, Authenticator]:
    client, device = script_in(site), Authenticator()
    answer = await answered(client, "/sign-up/passkey", device.create(await options(client, "/sign-up/passkey", WISH)))
    assert answer.json() == {"next": "/me/passkeys"}
    return client, device


async def test_somebody_signs_up_and_in_with_a_passkey(both_sites: Site) -> None:
    client, device = await signed_up(both_sites)
    assert "Chrome on Linux" in (await client.get("/me/passkeys")).text

    other = script_in(both_sites)
    asked = await options(other, "/sign-in/passkey")
    assert asked["userVerification"] == "required"
    assert asked["allowCredentials"] == []  # it would tell a stranger who has a passkey here
    assert (await answered(other, "/sign-in/passkey", device.get(asked))).json() == {"next": "/me/passkeys"}
    assert "by passkey" in (await other.get("/me/sessions")).text


async def refused(answer: httpx2.Response, code: str = "passkey_refused", status: int = 400) -> None:
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert "set-cookie" not in answer.headers or "sa_session" not in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"key": Authenticator().key},
        {"user_handle": b"per_somebody_else"},
        {"credential_id": b"credential-9999-"},
    ],
    ids=[
        "another origin",
        "a look-alike origin",
        "nobody verified",
        "nobody present",
        "another key",
        "another person",
        "another credential",
    ],
)
async def test_a_false_answer_signs_nobody_in(site: Site, lie: dict[str, Any]) -> None:
    _, device = await signed_up(site)
    client = script_in(site)
    credential = device.lying(**lie).get(await options(client, "/sign-in/passkey"))
    await refused(await answered(client, "/sign-in/passkey", credential))


async def test_an_answer_counts_once(both_sites: Site) -> None:
    _, device = await signed_up(both_sites)
    client = script_in(both_sites)
    credential = device.get(await options(client, "/sign-in/passkey"))
    visit = dict(client.cookies)
    assert (await answered(client, "/sign-in/passkey", credential)).status_code == 200
    thief = script_in(both_sites)
    thief.cookies.update(visit)
    await refused(await answered(thief, "/sign-in/passkey", credential))


async def test_a_refused_answer_uses_its_challenge_up(both_sites: Site) -> None:
    _, device = await signed_up(both_sites)
    client = script_in(both_sites)
    asked = await options(client, "/sign-in/passkey")
    await refused(await answered(client, "/sign-in/passkey", device.lying(flags=0).get(asked)))
    await refused(await answered(client, "/sign-in/passkey", device.get(asked)))


async def test_a_challenge_belongs_to_the_browser_that_asked(site: Site) -> None:
    _, device = await signed_up(site)
    victim, attacker = script_in(site), script_in(site)
    credential = device.get(await options(attacker, "/sign-in/passkey"))
    await victim.get("/sign-in")
    await refused(await answered(victim, "/sign-in/passkey", credential))


async def test_a_challenge_is_old_after_five_minutes(both_sites: Site) -> None:
    _, device = await signed_up(both_sites)
    client = script_in(both_sites)
    asked = await options(client, "/sign-in/passkey")
    both_sites.clock.travel(minutes=5)
    await refused(await answered(client, "/sign-in/passkey", device.get(asked)))


async def test_a_challenge_serves_the_purpose_it_was_made_for(site: Site) -> None:
    client, _ = await signed_up(site)
    del client.cookies["sa_session"]
    stranger = Authenticator(credential_id=b"credential-0002-")
    made = stranger.create(await options(client, "/sign-up/passkey", {"handle": "ben", "name": "Ben"}))
    mine = await site.signed_in(await site.person("Mei"))
    mine.headers["accept"] = "application/json"
    mine.cookies.update(dict(client.cookies))
    await refused(await answered(mine, "/me/passkeys", made))


async def test_a_copied_key_is_noticed_by_its_count(both_sites: Site) -> None:
    _, device = await signed_up(both_sites)
    copy = device.lying()
    for _ in range(2):
        client = script_in(both_sites)
        assert (
            await answered(client, "/sign-in/passkey", device.get(await options(client, "/sign-in/passkey")))
        ).is_success
    client = script_in(both_sites)
    await refused(await answered(client, "/sign-in/passkey", copy.get(await options(client, "/sign-in/passkey"))))


async def test_a_handle_that_was_taken_meanwhile_is_refused(site: Site) -> None:
    client, device = script_in(site), Authenticator()
    credential = device.create(await options(client, "/sign-up/passkey", WISH))
    await site.person("Another", handle="ANN")
    await refused(await answered(client, "/sign-up/passkey", credential), "handle_taken", 409)
    taken = await client.post("/sign-up/passkey/options", json=WISH)
    await refused(taken, "handle_taken", 409)


async def test_a_second_passkey_is_added_and_removed_but_never_the_last_way_in(both_sites: Site) -> None:
    client, first = await signed_up(both_sites)
    asked = await options(client, "/me/passkeys")
    assert [one["id"] for one in asked["excludeCredentials"]] == [first.create(asked)["id"]]
    second = Authenticator(credential_id=b"credential-0002-")
    made = second.create(asked)
    assert (await answered(client, "/me/passkeys", made)).is_success

    token = (await client.get("/me/passkeys")).text.split('name="csrf_token" value="')[1][:64]
    client.headers["x-csrf-token"] = token
    first_id = asked["excludeCredentials"][0]["id"]
    other = await both_sites.signed_in(await both_sites.person("Ben"))
    assert (await other.post("/me/passkeys/remove", data={"credential_id": first_id})).status_code == 404
    assert (await client.post("/me/passkeys/remove", data={"credential_id": first_id})).status_code == 303
    assert (await client.post("/me/passkeys/remove", data={"credential_id": made["id"]})).status_code == 409
    assert "data-passkey" in (await client.get("/me/passkeys")).text


async def test_with_a_password_the_last_passkey_may_go(site: Site) -> None:
    client = script_in(site)
    await sign_up_with_password(client)
    made = Authenticator().create(await options(client, "/me/passkeys"))
    assert (await answered(client, "/me/passkeys", made)).is_success
    await refused(await answered(client, "/me/passkeys", Authenticator().create(await options(client, "/me/passkeys"))))
    token = (await client.get("/me/passkeys")).text.split('name="csrf_token" value="')[1][:64]
    fields = {"csrf_token": token, "credential_id": made["id"]}
    assert (await client.post("/me/passkeys/remove", data=fields)).status_code == 303


async def test_there_is_a_bound_to_how_many(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    client, _ = await signed_up(site)
    monkeypatch.setattr(passkeys, "PASSKEYS_MAX", 1)
    await refused(await client.post("/me/passkeys/options", json={}))


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": 1, "response": None},
        {"response": {"clientDataJSON": "!!!"}},
        {"response": {"clientDataJSON": "AAAA"}},
        {"response": {"clientDataJSON": 7}},
        {"id": "x", "rawId": "x", "type": "public-key", "response": {"clientDataJSON": "e30"}},
    ],
)
async def test_bytes_of_nonsense_are_refused(site: Site, credential: object) -> None:
    client = script_in(site)
    for path in ("/sign-in/passkey", "/sign-up/passkey"):
        await refused(await answered(client, path, credential))


async def test_a_good_challenge_with_broken_bytes_is_refused(site: Site) -> None:
    client, device = script_in(site), Authenticator()
    made = device.create(await options(client, "/sign-up/passkey", WISH))
    made["response"]["attestationObject"] = "o2NmbXRk"
    await refused(await answered(client, "/sign-up/passkey", made))


async def test_a_body_with_more_than_was_asked_is_refused(site: Site) -> None:
    body = {"handle": "ann", "name": "Ann", "roles": ["operator"], "id": "per_1"}
    await refused(await script_in(site).post("/sign-up/passkey/options", json=body), "body_invalid")
    await refused(
        await script_in(site).post("/sign-in/passkey", json={"credential": {}, "person_id": "x"}), "body_invalid"
    )


async def test_a_passkey_that_is_a_day_old_resets_the_pin(site: Site) -> None:
    client, device = await signed_up(site)
    person_id = (await _only_person(site)).id
    wallet, wish = site.house.wallet, {"pin": "591824", "again": "591824"}
    await pins.set_pin(wallet, person_id, "482913")

    async def reset(**changes: str) -> httpx2.Response:
        asked = await options(client, "/wallet/pin/reset/passkey", wish)
        body = {"credential": device.get(asked), "next": "/wallet", **wish, **changes}
        return await client.post("/wallet/pin/reset/passkey", json=body)

    await refused(await reset(), "not_confirmed", 403)  # a session could have added it just now
    site.clock.travel(hours=25)
    easy = await client.post("/wallet/pin/reset/passkey/options", json={"pin": "111111", "again": "111111"})
    await refused(easy, "pin_unfit")
    await refused(await reset(again="591825"), "body_invalid")
    sign_in = device.get(await options(client, "/sign-in/passkey"))
    crossed = await client.post("/wallet/pin/reset/passkey", json={"credential": sign_in, **wish})
    await refused(crossed)  # an answer given for signing in resets nothing
    assert (await reset()).json() == {"next": "/wallet?done=pin"}
    await pins.check_pin(wallet, person_id, "591824")


async def _only_person(site: Site) -> PersonRow:
    async with site.house.database.read() as session:
        return (await session.exec(select(PersonRow))).one()
