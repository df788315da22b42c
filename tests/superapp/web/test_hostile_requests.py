"""Requests that no page of ours sends: numbers without end, bombs, NULs, foreign hosts. Each gets a plain refusal; none
of them reaches a traceback, another site, or another origin's rights."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from superapp.security.csrf import SAFE_METHODS
from superapp.web import middleware
from tests.superapp.conftest import ORIGIN, Site, running_site
from tests.superapp.web.test_idor_matrix import ROWS
from tests.support import RecordedHttp, TravelClock, seeded

FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}
NINES = ("9" * 16, "9" * 20, "9" * 5000, "٣", "-1", "1e3", "0x1", "")


@pytest.mark.parametrize("number", NINES)
async def test_a_number_in_an_address_never_breaks_a_page(web: Site, number: str) -> None:
    client = await web.signed_in(await web.person("Otto", roles=frozenset({"auditor"})))
    for page in ("/wallet", "/admin/audit"):
        assert (await client.get(f"{page}?before={number}")).status_code == 200
    for page in ("/wallet/receipts/", "/admin/transfers/"):
        assert (await client.get(f"{page}{number or 'x'}")).status_code == 404


async def test_thousands_of_fields_are_refused_before_the_handler(web: Site) -> None:
    for fields in (51, 2_000, 40_000):
        body = "&".join(f"a{number}=" for number in range(fields))
        unknown = await web.client.post("/sign-in", content=body, headers=FORM)
        known = await (await web.signed_in(await web.person())).post("/sign-in", content=body, headers=FORM)
        assert unknown.status_code in {403, 413}
        assert known.status_code in {400, 413}


@pytest.mark.parametrize(
    "body",
    [b"[" * 200_000, b'{"a":' * 40_000, b"1" * 200_000, b'{"pin":"\\ud800"}', b'{"pin":"\\u0000"}', b"\xff\xfe", b""],
)
async def test_json_that_is_a_bomb_or_no_text_is_refused(web: Site, body: bytes) -> None:
    client = await web.signed_in(await web.person())
    assert (await client.post("/wallet/first-pin", content=body, headers=JSON)).status_code == 400


async def test_json_at_the_edge_of_what_can_be_read_is_refused_as_well(web: Site) -> None:
    client = await web.signed_in(await web.person())
    for depth in range(700, 1_000, 20):
        body = b'{"pin":' + b"[" * depth + b"]" * depth + b"}"
        assert (await client.post("/wallet/first-pin", content=body, headers=JSON)).status_code == 400
        assert (
            await client.post("/me/passkeys", content=b'{"credential":' + body + b"}", headers=JSON)
        ).status_code == 400


async def test_a_body_beyond_its_bound_is_cut_off_also_when_its_length_is_not_told(web: Site) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 65_536

    client = await web.signed_in(await web.person())
    told = await client.post("/chats", content=b"x" * (middleware.BODY_BYTES_MAX + 1), headers=FORM)
    untold = await client.post("/chats", content=endless(), headers=FORM)
    del client.headers["x-csrf-token"]  # so that somebody has to look for it in the body
    console = await client.post("/console/nothing", content=endless(), headers=FORM)
    assert [one.status_code for one in (told, untold, console)] == [413, 413, 413]


async def test_a_nul_reaches_no_database(both_sites: Site) -> None:
    """PostgreSQL fails on one in any text; nobody may make pages fail at will."""
    person = await both_sites.person("Ann", roles=frozenset({"operator"}))
    client = await both_sites.signed_in(person)
    gets = ("/chats/%00", "/chats/new?q=%00", "/admin/transfers?q=a%00", "/o/%00", "/cashier/%00", "/p/%00", "/%00")
    posts = [
        ("/chats", {"person_id": "\0"}),
        ("/sign-in", {"handle": "a\0b", "password": "x"}),
        ("/sign-up", {"handle": "abc", "name": "a\0b", "password": "long enough \0 password"}),
        ("/me/passkeys/remove", {"credential_id": "\0"}),
        ("/demo/sign-in", {"person_id": "\0"}),
    ]
    for address in gets:
        assert (await client.get(address)).status_code in {404, 410}, address
    for address, fields in posts:
        assert (await client.post(address, data=fields)).status_code == 400, address
    sent = await client.post("/chats/x/messages", json={"text": "a\0b"})
    assert sent.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "/mp/wx/abc",
        "/sign-in/",
        "/chats/",
        "/static",
        "/v3",
        "/v3/certificates/",
        "/rt/x/view.js/",
        "/console/",
        "/live/",
    ],
)
async def test_a_missing_or_extra_slash_is_no_redirect(web: Site, address: str) -> None:
    """Starlette's own would name the host of the request, and a redirect defeats the frame path of programs."""
    client = await web.signed_in(await web.person())
    reply = await client.get(address, headers={"host": "evil.example"})
    assert reply.status_code == 404
    assert "location" not in reply.headers


async def test_no_answer_repeats_the_host_of_the_request(web: Site) -> None:
    client = await web.signed_in(await web.person("Otto", roles=frozenset({"auditor", "developer"})))
    for method, pattern in ROWS:
        if method == "GET" and "{" not in pattern:
            reply = await client.get(pattern, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
            assert "evil.example" not in reply.text + str(reply.headers), pattern


async def test_every_unsafe_route_turns_a_foreign_page_away(web: Site) -> None:
    person = await web.person("Ann", roles=frozenset({"developer", "operator"}))
    checked = 0
    for method, pattern in ROWS:
        if method in SAFE_METHODS or method == "SOCKET" or pattern.startswith(middleware.MACHINE_PATHS):
            continue
        client = await web.signed_in(person)
        del client.headers["x-csrf-token"]
        for headers in (
            {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
            {"origin": "null", "sec-fetch-site": "cross-site"},
            {"origin": ORIGIN, "sec-fetch-site": "same-site"},
            {"origin": ORIGIN, "sec-fetch-site": "same-origin", **FORM},
        ):
            reply = await client.request(method, pattern, content=b"a=1", headers=headers)
            assert (reply.status_code, pattern) == (403, pattern)
            assert "did not come from our page" in reply.text, pattern
        checked += 1
    assert checked > 20


async def test_every_page_has_a_policy_without_holes(web: Site) -> None:
    client = await web.signed_in(await web.person("Olga", roles=frozenset({"developer", "operator"})))
    for method, pattern in ROWS:
        if method != "GET" or "{" in pattern:
            continue
        for browser in (client, web.client):
            reply = await browser.get(pattern)
            policy = reply.headers["content-security-policy"]
            assert "unsafe-inline" not in policy, pattern
            assert "unsafe-eval" not in policy, pattern
            assert "default-src 'none'" in policy, pattern
            assert "base-uri 'none'" in policy, pattern
            frames = policy.partition("frame-src ")[2].partition(";")[0]
            assert frames in {"", "'none'", f"{ORIGIN}/mp/"}, pattern
            assert "<script>" not in reply.text, pattern
            assert " onclick=" not in reply.text, pattern
            assert " style=" not in reply.text, pattern


REBOUND = "evil.example:8000"


async def test_a_name_pointed_at_this_machine_is_not_our_origin(tmp_path: Path) -> None:
    """DNS rebinding: the page of evil.example speaks to us as to itself, and still gets nothing done."""
    clock, chance = TravelClock(), seeded()
    async with running_site(
        tmp_path, "", clock=clock, chance=chance, http=RecordedHttp(), demo=True, url="http://127.0.0.1:8000"
    ) as site:
        person = await site.person("Demo", is_demo=True)
        statuses = list[int]()
        for host in ("127.0.0.1:8000", "localhost:8000", REBOUND):
            headers = {"host": host, "origin": f"http://{host}"}
            browser = site.browser()
            page = await browser.get("/sign-in", headers=headers)
            token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
            form = {"person_id": person.id, "csrf_token": token}
            reply = await browser.post("/demo/sign-in", data=form, headers=headers)
            statuses.append(reply.status_code)
        figures = await site.browser().get("/metrics", headers={"host": REBOUND})
    assert statuses == [303, 303, 403]
    assert figures.status_code == 303


async def test_forwarded_headers_mean_nothing_to_the_app_itself(web: Site) -> None:
    """The server believes a proxy on this machine and says so by the connection's address; a header proves nothing."""
    stranger = web.browser(address="203.0.113.9")
    forged = {"x-forwarded-for": "127.0.0.1", "forwarded": "for=127.0.0.1", "x-real-ip": "127.0.0.1"}
    assert (await stranger.get("/metrics", headers=forged)).status_code == 303


HOSTILE = "\"><script>alert(1)</script>{{7*7}}<img src=x onerror=alert(1)>'"


async def test_what_people_type_is_text_wherever_it_is_shown(web: Site) -> None:
    ann = await web.person("Ann")
    client = await web.signed_in(await web.person("<b>Eve</b>'\"", roles=frozenset({"auditor"})))
    started = await client.post("/chats", data={"person_id": ann.id})
    chat = started.headers["location"]
    await client.post(f"{chat}/messages", json={"text": HOSTILE + "</script><!--"})
    pages = [
        await client.get(chat),
        await client.get("/chats"),
        await client.get("/me"),
        await client.get("/chats/new", params={"q": HOSTILE}),
        await client.get("/programs", params={"q": HOSTILE}),
        await client.get("/admin/transfers", params={"q": HOSTILE}),
        await client.get("/admin/transfers/1", params={"reason": HOSTILE}),
        await client.get("/admin/audit"),
        await client.get("/wallet", params={"done": HOSTILE}),
        await client.get("/p/x", params={"path": HOSTILE}),
        await web.client.get("/sign-in", params={"next": f"/{HOSTILE}"}),
        await web.client.get(f"/{HOSTILE}"),
    ]
    for page in pages:
        assert "<script>alert" not in page.text, page.url
        assert "<img src=x" not in page.text, page.url
        assert "<b>Eve</b>" not in page.text, page.url
        assert "49" not in page.text.partition(HOSTILE[:3])[2][:60], page.url
    assert "alert(1)" in pages[0].text
    assert "alert(1)" in pages[7].text
