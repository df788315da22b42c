"""Opening a program, and what it is loaded from."""

import json

import httpx2
import pytest

from tests.superapp.conftest import Site
from tests.superapp.published import PIXEL, SOURCE, new_publisher, open_as, other_source


async def test_opening_tells_the_host_page_everything_it_needs(both_sites: Site):
    publisher = await new_publisher(both_sites)
    published = await publisher.publish()

    opened = await open_as(both_sites, await both_sites.person("Ann"), publisher.appid, "/pages/goods/goods?id=7&x=%20")

    facts = opened.facts
    assert (facts["entry"], facts["query"], facts["version"]) == ("pages/goods/goods", "id=7&x=%20", 1)
    assert facts["hash"] == published["hash"]
    assert facts["config"]["pages"] == ["pages/home/home", "pages/goods/goods"]
    assert facts["storage"] == {"keys": {}, "bytes": 0, "limit_bytes": 10485760, "key_limit_bytes": 1048576}
    assert "requestPayment" in facts["capabilities"]
    # What a device keeps, to open it without a network.
    keeping = facts["keeping"]
    assert {"meta.js", "view.js", "logic.js"} < set(keeping["files"])
    assert not any(path.endswith((".wxml", ".json")) for path in keeping["files"])
    assert 0 < keeping["bytes"] < 8_000_000
    assert keeping["is_pinned"] is False
    for name, address in facts["files"].items():
        reply = await opened.client.get(address)
        assert reply.status_code == 200, name
        assert reply.headers["content-type"].startswith("text/plain"), "a page of ours must not run it by its address"
        assert "immutable" in reply.headers["cache-control"]
        assert "access-control-allow-origin" not in reply.headers
    assert "__mp" in (await opened.client.get(facts["files"]["logic"])).text


async def test_the_frame_names_our_view_and_nothing_of_the_program(site: Site):
    publisher = await new_publisher(site)
    await publisher.publish()
    opened = await open_as(site, await site.person("Ann"), publisher.appid)

    frame = await site.browser().get(opened.facts["frame_url"])

    parts = [part.strip().partition(" ") for part in frame.headers["content-security-policy"].split(";")]
    policy = {name: value for name, _, value in parts}
    view = f"http://testserver{opened.facts['runtime']['view']}"
    assert frame.status_code == 200
    # Besides, the one folder that the compiler alone fills: a subpackage's scripts.
    assert policy["script-src"] == f"{view} http://testserver{opened.facts['assets']}logic/"
    assert policy["default-src"] == policy["connect-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert policy["sandbox"] == "allow-scripts"
    assert policy["worker-src"] == "blob:"
    assert policy["img-src"] == f"http://testserver{opened.facts['assets']} data: blob:"
    assert policy["frame-ancestors"] == "http://testserver"
    assert "eval" not in frame.headers["content-security-policy"]
    assert "unsafe" not in frame.headers["content-security-policy"]
    assert frame.headers["x-content-type-options"] == "nosniff"
    assert frame.headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in frame.headers["permissions-policy"]
    assert f'src="{opened.facts["runtime"]["view"]}"' in frame.text


async def test_the_page_that_hosts_allows_frames_of_programs_alone(site: Site):
    publisher = await new_publisher(site)
    await publisher.publish()
    client = await site.signed_in(await site.person("Ann"))

    page = await client.get(f"/p/{publisher.appid}?path=pages/goods/goods%3Fid%3D%22%3E7")

    assert page.status_code == 200
    assert "frame-src http://testserver/mp/" in page.headers["content-security-policy"]
    assert 'path="pages/goods/goods?id=&#34;&gt;7"' in page.text


async def test_a_visitor_is_led_to_the_sign_in_and_back(site: Site):
    publisher = await new_publisher(site)
    await publisher.publish()

    page = await site.browser().get(f"/p/{publisher.appid}?path=pages/home/home")

    assert page.status_code == 303
    assert page.headers["location"].startswith("/sign-in?next=/p/")


async def test_pictures_load_from_an_opaque_origin_and_cannot_run(site: Site):
    publisher = await new_publisher(site)
    await publisher.publish()
    opened = await open_as(site, await site.person("Ann"), publisher.appid)

    picture = await site.browser().get(opened.facts["assets"] + "images/dot.png")

    assert picture.content == PIXEL
    assert picture.headers["content-type"] == "image/png"
    assert picture.headers["access-control-allow-origin"] == "*"
    assert picture.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "sandbox;" in picture.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["app.facts.json", "pages/home/home.wxml", "../../secret.png", "nothing.png", ""])
async def test_only_files_of_the_bundle_are_served(site: Site, path: str):
    publisher = await new_publisher(site)
    await publisher.publish()
    opened = await open_as(site, await site.person("Ann"), publisher.appid)

    reply = await site.browser().get(httpx2.URL(opened.facts["assets"] + path))

    assert reply.status_code == 404


@pytest.mark.parametrize("bundle", ["0" * 64, "nonsense"])
async def test_a_frame_of_no_bundle_is_no_page_and_no_redirect(site: Site, bundle: str):
    publisher = await new_publisher(site)
    await publisher.publish()

    reply = await site.browser().get(f"/mp/{publisher.appid}/{bundle}/frame.html")

    assert reply.status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "body_invalid"),
        (b"[]", 400, "body_invalid"),
        (b'{"appid": 7}', 400, "body_invalid"),
        (b'{"appid": "wx0000000000000000", "path": ""}', 404, "program_unknown"),
        (b'{"appid": "../etc/passwd", "path": ""}', 404, "program_unknown"),
        (b'{"appid": "wx0000000000000000", "path": "", "capabilities": ["all"]}', 400, "body_invalid"),
    ],
)
async def test_a_malformed_opening_is_refused(site: Site, body: bytes, status: int, code: str):
    client = await site.signed_in(await site.person("Ann"))

    reply = await client.post(
        "/bridge/sessions", content=body, headers={"content-type": "application/json", "accept": "application/json"}
    )

    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


async def test_an_unknown_page_is_refused(site: Site):
    publisher = await new_publisher(site)
    await publisher.publish()
    client = await site.signed_in(await site.person("Ann"))

    reply = await client.post("/bridge/sessions", json={"appid": publisher.appid, "path": "pages/none/none"})

    assert reply.status_code == 404


async def test_a_new_release_is_opened_and_the_old_bundle_stays_readable(both_sites: Site):
    publisher = await new_publisher(both_sites)
    ann = await both_sites.person("Ann")
    await publisher.publish()
    before = await open_as(both_sites, ann, publisher.appid)

    await publisher.publish(other_source("newer"))
    after = await open_as(both_sites, ann, publisher.appid)

    assert (before.facts["version"], after.facts["version"]) == (1, 2)
    assert "hello" in (await before.client.get(before.facts["files"]["logic"])).text
    assert "newer" in (await after.client.get(after.facts["files"]["logic"])).text


async def test_a_subpackages_scripts_are_for_the_frame_and_other_code_is_not(site: Site):
    publisher = await new_publisher(site)
    app = {"pages": ["pages/home/home"], "subpackages": [{"root": "more", "pages": ["list"]}]}
    more = {"more/list.wxml": b"<view/>", "more/list.js": b"Page({})", "app.json": json.dumps(app).encode()}
    await publisher.publish(SOURCE | more)
    opened = await open_as(site, await site.person("Ann"), publisher.appid)
    shown = ("content-type", "cross-origin-resource-policy", "x-content-type-options")

    package = await site.browser().get(opened.facts["assets"] + "logic/more.js")
    logic = await site.browser().get(opened.facts["files"]["logic"])

    assert '__mp.d("more/list.js"' in package.text
    assert [package.headers[one] for one in shown] == ["text/javascript; charset=utf-8", "cross-origin", "nosniff"]
    assert "more/list.js" not in logic.text
    assert [logic.headers[one] for one in shown] == ["text/plain; charset=utf-8", "same-origin", "nosniff"]


async def test_a_closed_program_session_is_of_no_more_use(site: Site):
    publisher = await new_publisher(site)
    await publisher.publish()
    opened = await open_as(site, await site.person("Ann"), publisher.appid)

    closed = await opened.client.post(
        "/bridge/sessions/close", json={}, headers={"x-program-session": opened.facts["session"]}
    )

    assert closed.status_code == 200
    assert (await opened.call("login"))["refused"]["code"] == "session_ended"
