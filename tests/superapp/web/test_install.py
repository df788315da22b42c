"""The shell as an app: a manifest that browsers accept, icons that are there, a worker that knows what to keep."""

import io
import json
import re

import pytest
from PIL import Image

from superapp.web.assets import STATIC, runtime_address, view_hash
from tests.superapp.conftest import Site


async def test_the_manifest_is_valid_and_its_icons_are_reachable(site: Site) -> None:
    page = await site.client.get("/sign-in")
    address = re.search(r'rel="manifest" href="([^"]+)"', page.text)
    assert address
    answer = await site.client.get(address[1])
    manifest = json.loads(answer.text)

    assert answer.headers["content-type"] == "application/manifest+json"
    assert manifest["name"] == manifest["short_name"] == "Superapp"
    assert (manifest["display"], manifest["start_url"], manifest["scope"], manifest["id"]) == (
        *("standalone", "/chats"),
        *("/", "/"),
    )
    for colours in (manifest, manifest["color_scheme_dark"]):
        assert re.fullmatch(r"#[0-9a-f]{6}", colours["theme_color"])
        assert f'content="{colours["theme_color"]}"' in page.text
    assert {(one["purpose"], one["sizes"]) for one in manifest["icons"]} == {
        *(("any", "192x192"), ("any", "512x512")),
        *(("maskable", "192x192"), ("maskable", "512x512")),
    }
    for one in manifest["icons"]:
        icon = await site.client.get(one["src"])
        picture = Image.open(io.BytesIO(icon.content))
        assert (icon.headers["content-type"], picture.format) == ("image/png", "PNG")
        assert one["sizes"] == "{}x{}".format(*picture.size)
        assert "immutable" in icon.headers["cache-control"]


async def test_a_maskable_icon_has_a_full_ground_and_its_mark_in_the_safe_circle(site: Site) -> None:
    answer = await site.client.get("/icons/maskable/512")
    picture = Image.open(io.BytesIO(answer.content)).convert("RGB")
    ground = picture.getpixel((0, 0))

    marked = [
        ((x - 256) ** 2 + (y - 256) ** 2) ** 0.5
        for x in range(0, 512, 2)
        for y in range(0, 512, 2)
        if picture.getpixel((x, y)) != ground
    ]
    assert marked
    assert max(marked) <= 512 * 0.4


@pytest.mark.parametrize(
    "path", ["/icons/any/193", "/icons/other/192", "/icons/any/9999999999999999999", "/offline/me"]
)
async def test_what_no_page_asks_for_is_not_here(site: Site, path: str) -> None:
    assert (await site.client.get(path)).status_code == 404


async def test_the_worker_keeps_addresses_that_name_their_content(site: Site) -> None:
    if not (STATIC / "build/service-worker.js").exists():
        pytest.skip("the browser bundles are not built; `make test` builds them first")
    answer = await site.client.get("/service-worker.js")
    shell = json.loads(answer.text.split("\n")[0].removeprefix("self.SHELL = ").removesuffix(";"))

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; connect-src 'self'")
    for address in shell["files"]:
        assert "immutable" in (await site.client.get(address)).headers["cache-control"], address
    for address in shell["pages"].values():
        page = await (await site.signed_in(await site.person("Ann Secret"))).get(address)
        assert page.status_code == 200
        assert "Secret" not in page.text
        assert "set-cookie" not in page.headers


async def test_a_page_may_start_our_worker_and_no_other(site: Site) -> None:
    policy = (await site.client.get("/sign-in")).headers["content-security-policy"]
    assert re.search(r"worker-src (\S+)/static/ \1/service-worker\.js;", policy)


async def test_ending_this_devices_session_empties_the_browser(site: Site) -> None:
    ann = await site.person()
    client = await site.signed_in(ann)
    current = re.search(r"/me/sessions/(ses_\w+)/end", (await client.get("/me/sessions")).text)
    assert current
    answer = await client.post(f"/me/sessions/{current[1]}/end")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert (await (await site.signed_in(ann)).post("/sign-out")).headers["clear-site-data"] == '"cache", "storage"'


async def test_one_page_alone_writes_the_frame_of_a_program(site: Site) -> None:
    """Its policy names the script that draws programs, which stands among what the worker keeps."""
    async with site.browser() as client:
        page, other = await client.get("/offline/program"), await client.get("/offline/chats")
        worker = (await client.get("/service-worker.js")).text
    policy = page.headers["content-security-policy"]
    view = runtime_address("view.js")
    assert f"'{view_hash()}'" in policy
    assert "worker-src blob:" in policy
    assert "unsafe" not in policy
    assert "sha256" not in other.headers["content-security-policy"]
    assert "blob:" not in other.headers["content-security-policy"].partition("worker-src")[2].partition(";")[0]
    assert view in page.text
    assert view in worker
