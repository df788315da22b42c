"""One-tap sign-ins and one-time links exist in demo mode, and nowhere else."""

import random
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from superapp.base.errors import NotFound
from superapp.flows.open_links import create_open_url
from tests.superapp.conftest import Site, running_site
from tests.support import RecordedHttp, TravelClock


async def test_a_demo_person_signs_in_with_one_tap(both_sites: Site) -> None:
    ann = await both_sites.person("Ann", handle="ann", is_demo=True)
    page = await both_sites.client.get("/sign-in?next=/wallet")
    assert f'value="{ann.id}"' in page.text
    token = re.findall(r'name="csrf_token" value="(\w+)"', page.text)[0]
    fields = {"csrf_token": token, "person_id": ann.id, "next": "/me/sessions"}
    answer = await both_sites.client.post("/demo/sign-in", data=fields)
    assert answer.headers["location"] == "/me/sessions"
    assert "as a demo" in (await both_sites.client.get("/me/sessions")).text


async def test_only_demo_people_sign_in_with_one_tap(site: Site) -> None:
    real = await site.person("Real")
    client = await site.signed_in(await site.person("Ann"))
    for person_id in (real.id, "per_nobody"):
        assert (await client.post("/demo/sign-in", data={"person_id": person_id})).status_code == 404
    assert (await client.post("/demo/sign-in", data={})).status_code == 400
    assert real.id not in (await site.client.get("/sign-in")).text


async def test_outside_demo_mode_there_is_no_tap_and_no_link(
    tmp_path: Path, clock: TravelClock, chance: random.Random, http: RecordedHttp
) -> None:
    async with running_site(tmp_path, "", clock=clock, chance=chance, http=http, demo=False) as site:
        ann = await site.person("Ann", is_demo=True)
        client = await site.signed_in(ann)
        assert ann.id not in (await site.client.get("/sign-in")).text
        assert (await client.post("/demo/sign-in", data={"person_id": ann.id})).status_code == 404
        assert (await site.client.get("/o/anything")).status_code == 404
        with pytest.raises(NotFound):
            await create_open_url(site.house, person=ann.id, appid="wx1")


async def test_a_link_opens_the_program_as_its_person_once(both_sites: Site) -> None:
    ann = await both_sites.person("Ann", handle="ann")
    url = await create_open_url(both_sites.house, person="@ann", appid="wx12", path="pages/item/item?id=3&x=咖")
    address = urlsplit(url).path
    answer = await both_sites.client.get(address)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/p/wx12?path=pages%2Fitem%2Fitem%3Fid%3D3%26x%3D%E5%92%96"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert (await both_sites.client.get("/me/sessions")).status_code == 200
    assert (await both_sites.browser().get(address)).status_code == 410
    assert (await create_open_url(both_sites.house, person=ann.id, appid="wx12")).startswith("http://testserver/o/")


async def test_a_link_is_too_old_after_a_quarter_of_an_hour(site: Site) -> None:
    await site.person("Ann", handle="ann")
    url = await create_open_url(site.house, person="ann", appid="wx12")
    site.clock.travel(minutes=16)
    assert (await site.client.get(urlsplit(url).path)).status_code == 410


async def test_a_link_for_nobody_is_not_made(site: Site) -> None:
    with pytest.raises(NotFound):
        await create_open_url(site.house, person="nobody", appid="wx12")


async def test_an_appid_cannot_lead_a_link_elsewhere(site: Site) -> None:
    await site.person("Ann", handle="ann")
    url = await create_open_url(site.house, person="ann", appid="../../evil?x#y")
    answer = await site.client.get(urlsplit(url).path)
    assert answer.headers["location"] == "/p/..%2F..%2Fevil%3Fx%23y"
