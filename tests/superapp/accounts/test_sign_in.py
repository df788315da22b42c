"""Signing up and in with a password, from outside: what works, what is refused, and what a stranger can learn."""

import re
import time

import httpx2
import pytest
from sqlalchemy import text

from superapp.accounts.attempts import TRIES_FREE, count_try
from superapp.security.rate_limits import RateLimits
from tests.superapp.conftest import Site

PASSWORD = "four plain words here"


def token_in(page: httpx2.Response) -> str:
    found = re.search(r'name="csrf_token" value="(\w+)"', page.text)
    assert found
    return found[1]


async def send(client: httpx2.AsyncClient, path: str, **fields: str) -> httpx2.Response:
    """Fill in the form of this page as a person does, token included."""
    page = await client.get(path)
    return await client.post(path, data={"csrf_token": token_in(page)} | fields)


async def sign_up(client: httpx2.AsyncClient, handle: str = "ann", **fields: str) -> httpx2.Response:
    return await send(client, "/sign-up", **({"handle": handle, "name": "Ann", "password": PASSWORD} | fields))


async def sign_in(
    client: httpx2.AsyncClient, handle: str = "ann", password: str = PASSWORD, **fields: str
) -> httpx2.Response:
    return await send(client, "/sign-in", handle=handle, password=password, **fields)


async def test_somebody_signs_up_and_is_signed_in(both_sites: Site) -> None:
    answer = await sign_up(both_sites.client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/chats")
    assert "Chrome on Linux" in (await both_sites.client.get("/me/sessions")).text


async def test_somebody_signs_in_again_in_any_case_and_goes_where_they_wanted(both_sites: Site) -> None:
    await sign_up(both_sites.client)
    other = both_sites.browser()
    answer = await sign_in(other, "@ANN", next="/me/sessions")
    assert answer.headers["location"] == "/me/sessions"
    assert (await other.get("/me/sessions")).status_code == 200


async def test_the_cookie_is_out_of_reach_and_only_its_digest_is_stored(both_sites: Site) -> None:
    answer = await sign_up(both_sites.client)
    (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("sa_session=")]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    token = both_sites.client.cookies["sa_session"]
    async with both_sites.house.database.read() as session:
        rows = (await session.execute(text("SELECT * FROM sessions"))).all()
        hashes = (await session.execute(text("SELECT hash FROM passwords"))).scalars().all()
    assert len(rows) == 1
    assert token not in str(rows)
    assert [one[:10] for one in hashes] == ["$argon2id$"]


async def test_a_wrong_password_and_an_unknown_handle_read_the_same(site: Site) -> None:
    await sign_up(site.client)
    wrong = await sign_in(site.browser(), "ann", "another password")
    unknown = await sign_in(site.browser(), "nobody", "another password")
    assert wrong.status_code == unknown.status_code == 401

    def plain(page: httpx2.Response) -> str:
        return re.sub(r'[0-9a-f]{64}|req_\w+|value="(ann|nobody)"', "", page.text)

    assert plain(wrong) == plain(unknown)
    assert "another password" not in wrong.text


async def test_a_wrong_password_and_an_unknown_handle_take_the_same_time(site: Site) -> None:
    await sign_up(site.client)

    async def seconds(handle: str) -> float:
        tries = list[float]()
        for _ in range(2):
            started = time.perf_counter()
            await sign_in(site.browser(), handle, "another password")
            tries.append(time.perf_counter() - started)
        return min(tries)

    known, unknown = await seconds("ann"), await seconds("nobody")
    # Without the equal work the unknown one would answer about fifty times faster.
    assert unknown > known / 3


async def test_guessing_at_one_account_pauses_it_from_every_address(site: Site) -> None:
    await sign_up(site.client)
    async with site.house.database.write() as session:
        for _ in range(TRIES_FREE - 1):
            await count_try(session, "ann", now=site.clock.now())
    assert (await sign_in(site.browser(address="203.0.113.98"), password="another password")).status_code == 401
    paused = await sign_in(site.browser(address="203.0.113.99"))
    assert paused.status_code == 429
    assert "Wait 60 seconds" in paused.text

    site.clock.travel(seconds=61)
    assert (await sign_in(site.browser())).status_code == 303


async def test_one_address_may_not_try_without_end(site: Site) -> None:
    site.app.state.rate_limits = RateLimits({"sign_in": "1/minute", "sign_up": "2/minute"})
    for number in range(1):
        assert (await sign_in(site.browser(address="203.0.113.9"), f"nobody{number}", "x")).status_code == 401
    refused = await sign_in(site.browser(address="203.0.113.9"), "nobody9", "x")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert (await sign_in(site.browser(address="203.0.113.10"), "nobody9", "x")).status_code == 401
    for _ in range(2):
        await sign_up(site.browser(), "x")
    assert (await sign_up(site.browser(), "x")).status_code == 429


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"handle": "a b"}, "handle", "3 to 30 letters"),
        ({"name": "  "}, "name", "Write the name"),
        ({"password": "short"}, "password", "at least 10"),
        ({"password": "x" * 129}, "password", "at most 128"),
        ({"password": "password123"}, "password", "guessed at once"),
        ({"password": "aaaaaaaaaaaaaa"}, "password", "guessed at once"),
        ({"handle": "annrivers", "password": "annrivers1"}, "password", "Leave your name"),
    ],
)
async def test_an_error_stands_beside_its_field(site: Site, fields: dict[str, str], field: str, words: str) -> None:
    page = await sign_up(site.client, **fields)
    assert page.status_code == 400
    found = re.search(rf'id="field-{field}-note">([^<]*)<', page.text)
    assert found
    assert words in found[1]
    assert f'id="field-{field}" name="{field}"' in page.text
    assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', page.text)
    assert fields.get("password", PASSWORD) not in page.text


async def test_a_taken_handle_is_named_beside_its_field(site: Site) -> None:
    await sign_up(site.client)
    page = await sign_up(site.browser(), "ANN")
    assert page.status_code == 409
    assert "This handle is taken" in page.text


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_a_sign_in_leads_to_no_other_site(site: Site, wanted: str) -> None:
    assert (await sign_up(site.client, next=wanted)).headers["location"] == "/chats"
    assert (await sign_in(site.browser(), next=wanted)).headers["location"] == "/chats"
    assert (await site.client.get("/sign-in", params={"next": wanted})).headers["location"] == "/chats"
    page = await site.browser().get("/sign-in", params={"next": wanted})
    assert "evil" not in page.text
    assert "javascript:" not in page.text


async def test_a_name_full_of_markup_is_text_on_every_page(site: Site) -> None:
    await sign_up(site.client, name='"><script>alert(1)</script>')
    for path in ("/me/sessions", "/me/passkeys", "/me", "/chats"):
        page = await site.client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text


async def test_a_device_that_calls_itself_markup_is_text(site: Site) -> None:
    site.client.headers["user-agent"] = "<script>alert(1)</script>"
    await sign_up(site.client)
    page = await site.client.get("/me/sessions")
    assert "<script>alert" not in page.text
    assert "Unknown device" in page.text


async def test_a_form_from_another_visit_does_not_sign_in(site: Site) -> None:
    await sign_up(site.client)
    foreign = token_in(await site.browser().get("/sign-in"))
    victim = site.browser()
    await victim.get("/sign-in")
    forced = await victim.post("/sign-in", data={"csrf_token": foreign, "handle": "ann", "password": PASSWORD})
    assert forced.status_code == 403
    assert "sa_session" not in victim.cookies


@pytest.mark.parametrize("body", [b"handle=%ff%fe&password=%00", b"handle=a" * 1000, b"=&=&="])
async def test_a_body_of_nonsense_is_refused_and_breaks_nothing(site: Site, body: bytes) -> None:
    token = token_in(await site.client.get("/sign-in"))
    headers = {"content-type": "application/x-www-form-urlencoded", "x-csrf-token": token}
    assert (await site.client.post("/sign-in", content=body, headers=headers)).status_code in {400, 401}
