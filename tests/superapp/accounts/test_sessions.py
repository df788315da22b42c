"""Sign-ins that can be seen and ended: rotation, theft, fixation, expiry, and whose they are."""

import asyncio
import re

import httpx2
import pytest

from superapp.accounts.sessions import device_label
from superapp.security.tokens import digest
from tests.superapp.accounts.test_sign_in import sign_in, sign_up
from tests.superapp.conftest import Site


async def is_signed_in(client: httpx2.AsyncClient) -> bool:
    return (await client.get("/me/sessions")).status_code == 200


def sessions_on(page: httpx2.Response) -> list[str]:
    return re.findall(r'data-session="(ses_\w+)"', page.text)


async def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(both_sites: Site) -> None:
    await sign_up(both_sites.client)
    first = both_sites.client.cookies["sa_session"]
    page = await both_sites.client.get("/me/sessions")
    token = re.findall(r'name="csrf_token" value="(\w+)"', page.text)[0]
    again = await both_sites.client.post(
        "/sign-in", data={"csrf_token": token, "handle": "ann", "password": "four plain words here"}
    )
    assert again.status_code == 303
    assert both_sites.client.cookies["sa_session"] != first
    thief = both_sites.browser()
    thief.cookies.set("sa_session", first)
    assert not await is_signed_in(thief)


async def test_a_planted_cookie_is_worth_nothing_after_the_sign_in(site: Site) -> None:
    await sign_up(site.browser())
    planted = "A" * 43
    site.client.cookies.set("sa_session", planted)
    await sign_in(site.client)
    attacker = site.browser()
    attacker.cookies.set("sa_session", planted)
    assert not await is_signed_in(attacker)


async def test_signing_out_ends_the_session_everywhere_it_was_copied(both_sites: Site) -> None:
    client = await both_sites.signed_in(await both_sites.person())
    copy = both_sites.browser()
    copy.cookies = client.cookies
    assert await is_signed_in(copy)
    answer = await client.post("/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert not await is_signed_in(copy)


async def test_i_see_my_devices_and_end_one(both_sites: Site) -> None:
    ann = await both_sites.person()
    here, there = await both_sites.signed_in(ann), await both_sites.signed_in(ann)
    mine = sessions_on(await here.get("/me/sessions"))
    assert len(mine) == 2
    current = re.findall(
        r'(?s)data-session="(ses_\w+)">(?:(?!data-session).)*<span class="chip"', (await here.get("/me/sessions")).text
    )
    (other,) = set(mine) - set(current)
    assert (await here.post(f"/me/sessions/{other}/end")).status_code == 303
    assert await is_signed_in(here)
    assert not await is_signed_in(there)


async def test_i_end_all_others_at_once(both_sites: Site) -> None:
    ann, ben = await both_sites.person("Ann"), await both_sites.person("Ben")
    here, there, also = [await both_sites.signed_in(ann) for _ in range(3)]
    other = await both_sites.signed_in(ben)
    await here.post("/me/sessions/end-others")
    assert [await is_signed_in(one) for one in (here, there, also, other)] == [True, False, False, True]


async def test_ending_this_device_signs_out(site: Site) -> None:
    client = await site.signed_in(await site.person())
    (current,) = sessions_on(await client.get("/me/sessions"))
    answer = await client.post(f"/me/sessions/{current}/end")
    assert answer.headers["location"] == "/sign-in"
    assert not await is_signed_in(client)


async def test_nobody_ends_anothers_session(both_sites: Site) -> None:
    ann, ben = (
        await both_sites.signed_in(await both_sites.person("Ann")),
        await both_sites.signed_in(await both_sites.person("Ben")),
    )
    (anns,) = sessions_on(await ann.get("/me/sessions"))
    assert (await ben.post(f"/me/sessions/{anns}/end")).status_code == 404
    assert await is_signed_in(ann)


async def test_a_session_ends_a_month_after_its_last_use(both_sites: Site) -> None:
    client = await both_sites.signed_in(await both_sites.person())
    for _ in range(3):
        both_sites.clock.travel(days=20)
        assert await is_signed_in(client)
    both_sites.clock.travel(days=31)
    assert not await is_signed_in(client)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 5000, "' OR 1=1 --", "%00"])
async def test_a_token_nobody_was_given_is_nobody(site: Site, token: str) -> None:
    await site.person()
    client = site.browser()
    client.headers["cookie"] = f"sa_session={token}"
    assert not await is_signed_in(client)


async def test_a_session_digest_is_no_token(both_sites: Site) -> None:
    client = await both_sites.signed_in(await both_sites.person())
    thief = both_sites.browser()
    thief.cookies.set("sa_session", digest(client.cookies["sa_session"]))
    assert not await is_signed_in(thief)


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140 Mobile Safari/537 Edg/140", "Edge on Android"),
        ("curl/8.9", "curl"),
        ("", "Unknown device"),
        ("<img src=x>", "Unknown device"),
    ],
)
def test_a_device_is_named_so_that_people_recognise_it(user_agent: str, label: str) -> None:
    assert device_label(user_agent) == label


async def test_who_comes_in_a_crowd_is_taken_for_nobody_else(both_sites: Site) -> None:
    """Requests that come at once are recognised in one question; each hears its own name, and the unknown none."""
    site = both_sites
    names = [f"Person {number:02}" for number in range(24)]
    browsers = [await site.signed_in(await site.person(name)) for name in names]
    gone, unknown = await site.signed_in(await site.person("Gone")), site.browser()
    await gone.post("/sign-out")
    unknown.cookies.set("sa_session", "A" * 43)

    async def said(browser: httpx2.AsyncClient) -> str:
        page = await browser.get("/me/profile")
        return next((name for name in names if f'value="{name}"' in page.text), f"{page.status_code}")

    crowd = [*browsers, gone, unknown, *reversed(browsers)]
    heard = await asyncio.gather(*(said(one) for one in crowd))

    assert heard == [*names, "303", "303", *reversed(names)]
