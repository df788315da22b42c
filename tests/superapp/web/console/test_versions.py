"""Publishing from a developer's machine, review by an operator, and one hash from upload to loader."""

from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from superapp.flows.register_program import register
from superapp.programs import domains
from superapp.programs.errors import DomainRefused, ProgramNotYours
from tests.superapp.conftest import Site, running_site
from tests.superapp.published import PIXEL, SOURCE, new_publisher, open_as, other_source, zipped
from tests.support import RecordedHttp, TravelClock


@pytest.fixture
async def strict(
    tmp_path: Path, database_url: str, clock: TravelClock, chance: Random, http: RecordedHttp
) -> AsyncIterator[Site]:
    """A host that is no demo: an operator approves."""
    async with running_site(tmp_path, database_url, clock=clock, chance=chance, http=http, demo=False) as site:
        yield site


async def test_a_demo_releases_what_compiles(both_sites: Site):
    publisher = await new_publisher(both_sites)

    first = await publisher.upload(zipped(SOURCE))
    again = await publisher.upload(zipped(SOURCE))

    assert (first.status_code, again.status_code) == (201, 200)
    told = first.json()
    assert (told["version"], told["state"], told["appid"]) == (1, "released", publisher.appid)
    assert len(told["hash"]) == 64
    assert told["url"] == f"http://testserver/p/{publisher.appid}"
    assert again.json() == told


async def test_another_developers_program_is_refused(both_sites: Site):
    dora, otto = await new_publisher(both_sites, "Dora"), await new_publisher(both_sites, "Otto")

    reply = await otto.upload(zipped(SOURCE), appid=dora.appid)

    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "program_not_yours")
    assert (await otto.machine.get(f"/p/{dora.appid}")).status_code == 303


@pytest.mark.parametrize("token", ["nonsense", "x" * 5000])
async def test_an_unknown_token_is_refused(site: Site, token: str):
    publisher = await new_publisher(site)

    reply = await publisher.upload(zipped(SOURCE), token=token)

    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "token_refused")


async def test_a_sign_in_is_no_developer_token(site: Site):
    publisher = await new_publisher(site)
    browser = await site.signed_in(publisher.developer)

    reply = await browser.post(f"/console/api/programs/{publisher.appid}/versions", content=zipped(SOURCE))

    assert reply.status_code == 401


async def test_a_hostile_package_is_refused_with_its_reason(site: Site):
    publisher = await new_publisher(site)

    reply = await publisher.upload(zipped(SOURCE | {"../../etc/passwd": b"x"}))

    assert reply.status_code == 422
    assert reply.json()["refused"]["reason"] == "parent_folder"
    assert reply.json()["refused"]["entry"] == "../../etc/passwd"


async def test_what_does_not_compile_comes_back_with_file_line_and_column(site: Site):
    publisher = await new_publisher(site)

    reply = await publisher.upload(zipped(SOURCE | {"pages/home/home.js": b"Page({\n  data: { word: ) }\n})"}))

    assert reply.status_code == 422
    note = next(one for one in reply.json()["diagnostics"] if one["severity"] == "error")
    assert (note["file"], note["line"]) == ("pages/home/home.js", 2)
    assert note["column"] > 1


async def test_a_package_over_the_limit_is_refused(site: Site):
    publisher = await new_publisher(site)

    reply = await publisher.upload(b"PK" + bytes(site.house.settings.program_bytes_max + 100_000))

    assert reply.status_code == 413


async def test_elsewhere_an_operator_approves_with_a_reason(strict: Site):
    publisher = await new_publisher(strict)
    operator = await strict.signed_in(await strict.person("Olga", roles=frozenset({"operator"})))
    ann = await strict.person("Ann")
    told = await publisher.publish()
    assert told["state"] == "in_review"
    waiting = await (await strict.signed_in(ann)).post("/bridge/sessions", json={"appid": publisher.appid, "path": ""})
    assert waiting.status_code == 404

    version_id = await _version_id(strict, publisher.appid)
    page = await operator.get("/admin/versions")
    form = {"bundle": told["hash"], "verdict": "approve", "reason": "Does what it says."}
    decided = await operator.post(f"/admin/versions/{version_id}", data=form)

    assert told["hash"] in page.text
    assert decided.status_code == 303
    assert (await open_as(strict, ann, publisher.appid)).facts["hash"] == told["hash"]
    state = await publisher.machine.get(
        f"/console/api/programs/{publisher.appid}/versions/1",
        headers={"authorization": f"Bearer {publisher.token}"},
    )
    assert state.json()["state"] == "released"
    assert state.json()["review"] == {"verdict": "approved", "reason": "Does what it says."}
    assert "Olga" in (await operator.get("/admin/versions")).text


async def test_a_refused_version_is_never_opened_and_says_why(strict: Site):
    publisher = await new_publisher(strict)
    operator = await strict.signed_in(await strict.person("Olga", roles=frozenset({"operator"})))
    told = await publisher.publish()
    version_id = await _version_id(strict, publisher.appid)
    form = {"bundle": told["hash"], "verdict": "refuse", "reason": "Asks for a password."}

    await operator.post(f"/admin/versions/{version_id}", data=form)
    later = await operator.post(f"/admin/versions/{version_id}", data=form | {"verdict": "approve"})

    assert later.status_code == 409
    assert (await publisher.publish())["state"] == "refused"
    console = await (await strict.signed_in(publisher.developer)).get("/console")
    assert "Asks for a password." in console.text


@pytest.mark.parametrize(
    ("change", "status"),
    [({"reason": " "}, 400), ({"bundle": "0" * 64}, 404), ({"verdict": "maybe"}, 400), ({"bundle": ""}, 400)],
)
async def test_a_decision_without_reason_or_about_another_hash_is_refused(
    strict: Site, change: dict[str, str], status: int
):
    publisher = await new_publisher(strict)
    operator = await strict.signed_in(await strict.person("Olga", roles=frozenset({"operator"})))
    told = await publisher.publish()
    form = {"bundle": told["hash"], "verdict": "approve", "reason": "Fine."} | change

    reply = await operator.post(f"/admin/versions/{await _version_id(strict, publisher.appid)}", data=form)

    assert reply.status_code == status
    assert (await publisher.publish())["state"] == "in_review"


@pytest.mark.parametrize("role", ["developer", "auditor"])
async def test_only_operators_review(site: Site, role: str):
    client = await site.signed_in(await site.person("Eve", roles=frozenset({role})))

    assert (await client.get("/admin/versions")).status_code == 403
    assert (await client.post("/admin/versions/ver_1", data={})).status_code == 403


async def test_the_console_lists_my_programs_and_nobody_elses(site: Site):
    dora, otto = await new_publisher(site, "Dora"), await new_publisher(site, "Otto")
    await dora.publish()

    page = await (await site.signed_in(dora.developer)).get("/console")

    assert dora.appid in page.text
    assert otto.appid not in page.text
    assert (await (await site.signed_in(await site.person("Ann"))).get("/console")).status_code == 403


async def test_a_changed_picture_is_another_version(site: Site):
    publisher = await new_publisher(site)
    first = await publisher.publish()
    second = await publisher.publish(SOURCE | {"images/dot.png": PIXEL + b" "})
    third = await publisher.publish(other_source("hello"))

    assert first["hash"] != second["hash"]
    assert third["hash"] == first["hash"], "the same source is the same version"
    assert third["state"] == "released", "an older version can be released again"


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example",
        "https://127.0.0.1",
        "https://localhost",
        "https://[::1]",
        "https://2130706433",
        "https://0x7f.1",
        "https://shop",
        "https://user@shop.example",
        "https://*.shop.example",
        "ftp://shop.example",
        "https://shop.example:0",
        "https://shop.example:99999",
        "https://shop example",
        "",
    ],
)
async def test_a_server_that_is_no_public_https_name_cannot_be_listed(site: Site, url: str):
    publisher = await new_publisher(site)

    reply = await publisher.machine.put(
        f"/console/api/programs/{publisher.appid}/domains",
        json={"domains": ["https://shop.example", url]},
        headers={"authorization": f"Bearer {publisher.token}"},
    )

    assert reply.status_code == 400
    async with site.house.database.read() as session:
        assert await domains.domains_of(session, publisher.appid) == []


async def test_a_demo_host_may_list_servers_beside_it(
    tmp_path: Path, clock: TravelClock, chance: Random, http: RecordedHttp
):
    async with running_site(
        tmp_path, "", clock=clock, chance=chance, http=http, demo=True, allow_private_hosts=True
    ) as site:
        publisher = await new_publisher(site, urls=["http://127.0.0.1:8123", "https://Shop.Example/"])
        async with site.house.database.read() as session:
            listed = await domains.domains_of(session, publisher.appid)
        assert listed == ["http://127.0.0.1:8123", "https://shop.example:443"]
        with pytest.raises(DomainRefused):
            await register(site.house, developer_id=publisher.developer.id, name="x", urls=["http://10.0.0.1"])


async def test_only_the_owner_changes_the_servers(site: Site):
    dora, otto = await new_publisher(site, "Dora"), await new_publisher(site, "Otto")
    from superapp.flows.register_program import replace_domains

    with pytest.raises(ProgramNotYours):
        await replace_domains(
            site.house, developer_id=otto.developer.id, appid=dora.appid, urls=["https://shop.example"]
        )


async def _version_id(site: Site, appid: str) -> str:
    from superapp.programs import versions

    async with site.house.database.read() as session:
        return (await versions.versions_of(session, appid))[0].id
