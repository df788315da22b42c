"""Who may change something in a person's name: every way a request can come, and what becomes of it."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from superapp.security.csrf import token_for
from tests.superapp.conftest import ORIGIN, Site

HERE = {"sec-fetch-site": "same-origin", "origin": ORIGIN}
# Which headers arrive, whether the page's token does, and whether the request passes: as a form, and as JSON.
MATRIX = [
    ("our page, with its token", HERE, True, True, True),
    ("our page, without its token", HERE, False, False, True),
    ("our page in a browser without Sec-Fetch-Site", {"origin": ORIGIN}, True, True, True),
    ("the address bar, with the token", {"sec-fetch-site": "none"}, True, True, True),
    ("the address bar, without the token", {"sec-fetch-site": "none"}, False, False, False),
    ("a client that names no origin, with the token", {}, True, True, True),
    ("a client that names no origin, without the token", {}, False, False, False),
    ("another site", {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, True, False, False),
    ("another site in an old browser", {"origin": "https://evil.example"}, True, False, False),
    (
        "a neighbour's subdomain",
        {"sec-fetch-site": "same-site", "origin": "http://evil.testserver"},
        True,
        False,
        False,
    ),
    (
        "a program's frame, whose origin is opaque",
        {"sec-fetch-site": "cross-site", "origin": "null"},
        True,
        False,
        False,
    ),
    ("an opaque origin in an old browser", {"origin": "null"}, True, False, False),
    ("another port of our host", {"origin": "http://testserver:81"}, True, False, False),
    ("our host without TLS", {"origin": "https://testserver"}, True, False, False),
]


@pytest.mark.parametrize(
    ("headers", "token", "form", "json"), [row[1:] for row in MATRIX], ids=[row[0] for row in MATRIX]
)
async def test_only_our_own_pages_change_anything(
    web: Site, headers: dict[str, str], token: bool, form: bool, json: bool
) -> None:
    client = await web.signed_in(await web.person())
    given = client.headers["x-csrf-token"]
    for name in ("origin", "sec-fetch-site", "x-csrf-token"):
        del client.headers[name]

    fields = {"a": "1"} | ({"csrf_token": given} if token else {})
    as_form = await client.post("/test/change", data=fields, headers=headers)
    as_json = await client.post(
        "/test/change", json={"a": "1"}, headers=headers | ({"x-csrf-token": given} if token else {})
    )

    assert as_form.status_code == (200 if form else 403)
    assert as_json.status_code == (200 if json else 403)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_every_method_that_changes_is_checked(web: Site, method: str) -> None:
    assert (await web.client.request(method, "/test/change")).status_code == 403


async def test_a_form_reaches_its_handler_whole(web: Site) -> None:
    client = await web.signed_in(await web.person())
    token = client.headers.pop("x-csrf-token")
    sent = {"csrf_token": token, "text": "咖啡 & more", "empty": ""}
    urlencoded = await client.post("/test/change", data=sent)
    multipart = await client.post("/test/change", files={name: (None, value) for name, value in sent.items()})
    assert urlencoded.json() == multipart.json() == {"changed": sent}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_what_a_foreign_form_can_send_needs_the_token(web: Site, content_type: str) -> None:
    client = await web.signed_in(await web.person())
    del client.headers["x-csrf-token"]
    refused = await client.post("/test/change", content=b'{"a": 1}', headers={"content-type": content_type})
    assert refused.status_code in {400, 403}


async def test_another_persons_token_does_not_fit(web: Site) -> None:
    ann, ben = await web.signed_in(await web.person("Ann")), await web.signed_in(await web.person("Ben"))
    refused = await ann.post("/test/change", headers={"x-csrf-token": ben.headers["x-csrf-token"]})
    assert refused.status_code == 403


async def test_a_token_from_before_the_sign_in_does_not_fit_after_it(web: Site) -> None:
    client = await web.signed_in(await web.person())
    client.cookies.set("sa_visit", "v" * 43)
    refused = await client.post("/test/change", headers={"x-csrf-token": token_for("v" * 43)})
    assert refused.status_code == 403


async def test_a_program_session_does_not_make_a_foreign_page_ours(web: Site) -> None:
    client = await web.signed_in(await web.person())
    headers = {"origin": "null", "sec-fetch-site": "cross-site", "x-program-session": "x"}
    assert (await client.post("/test/change", json={}, headers=headers)).status_code == 403


async def test_machines_need_no_token_and_their_cookies_count_for_nothing(web: Site) -> None:
    client = await web.signed_in(await web.person())
    for name in ("origin", "sec-fetch-site", "x-csrf-token"):
        del client.headers[name]
    assert (await client.post("/sns/test", json={"a": 1})).json() == {"changed": {"a": 1}}


async def test_a_foreign_page_cannot_open_our_socket(web: Site) -> None:
    client = TestClient(web.app)  # not entered: the lifespan runs already
    with client.websocket_connect("/test/socket", headers={"origin": ORIGIN}) as ours:
        assert ours.receive_text() == "hello"
    for origin in ("https://evil.example", "null"):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/test/socket", headers={"origin": origin}):
            pass
