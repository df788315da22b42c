"""A whole journey with everything the two houses log captured, then searched for each secret that took part."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from superapp.base.log import configure_events, configure_logs
from superapp.flows import publish_program
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall
from tests.superapp.published import compile_once, new_publisher, open_as
from wallet.merchants.registry import create_merchant
from wallet.money import Money
from wallet.payments import pins, top_ups

PASSWORD = "plum-harbour-47-lantern"


@pytest.fixture(params=["json", "console"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logs(request.param, level=logging.DEBUG, stream=stream)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


async def test_no_secret_of_a_journey_is_in_the_log(
    written: io.StringIO, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish_program, "compile_program", compile_once)
    publisher = await new_publisher(site)
    await publisher.publish()
    browser = site.browser()
    page = await browser.get("/sign-up")
    csrf = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    fields = {"handle": "annr", "name": "Ann", "password": PASSWORD, "csrf_token": csrf}
    assert (await browser.post("/sign-up", data=fields)).status_code == 303
    wrong = await browser.post("/sign-in", data={"handle": "annr", "password": PASSWORD + "x", "csrf_token": "forged"})
    assert wrong.status_code == 403

    ann = await site.person("Ann Rivers", handle="ann")
    merchant = await create_merchant(site.house.wallet, "Lantern Lane Ltd")
    await top_ups.top_up_demo(site.house.wallet, ann.id, Money(20_000), reference="test")
    await pins.set_pin(site.house.wallet, ann.id, PIN)
    stall = Stall(site, publisher.appid, merchant, ann)
    program = await open_as(site, ann, publisher.appid)
    code = (await program.call("login"))["ok"]["code"]
    secret = publisher.program.appsecret
    asked = {"appid": publisher.appid, "secret": secret, "js_code": code, "grant_type": "authorization_code"}
    session_key = (await site.client.get("/sns/jscode2session", params=asked)).json()["session_key"]
    await site.client.get("/sns/jscode2session", params=asked | {"secret": secret + "x"})
    grant = {"appid": publisher.appid, "secret": secret, "grant_type": "client_credential"}
    access_token = (await site.client.get("/cgi-bin/token", params=grant)).json()["access_token"]
    cashier = await stall.link(await stall.order())
    await program.client.post(f"/cashier/{cashier}/confirm", json={"pin": "735519"})
    paid = await program.client.post(f"/cashier/{cashier}/confirm", json={"pin": PIN})
    assert paid.status_code == 200
    await site.client.get("/v3/certificates", headers={"authorization": "WECHATPAY2-SHA256-RSA2048 forged-signature"})

    def breaks(*_args: object) -> None:
        raise RuntimeError(f"a library quotes pin={PIN} and token={cashier}")

    with monkeypatch.context() as broken:
        broken.setattr("superapp.flows.take_payment.open_sheet", breaks)
        assert (await program.client.get(f"/cashier/{cashier}")).status_code == 500

    text = written.getvalue()
    assert "request_failed" in text
    assert "/cashier/{token}/confirm" in text
    secrets = {
        "PIN": PIN,
        "wrong PIN": "735519",
        "password": PASSWORD,
        "new session": browser.cookies["sa_session"],
        "session": program.client.cookies["sa_session"],
        "csrf": program.client.headers["x-csrf-token"],
        "program session": program.facts["session"],
        "login code": code,
        "session key": session_key,
        "appsecret": secret,
        "access token": access_token,
        "cashier link": cashier,
        "developer token": publisher.token,
        "apiv3 key": merchant.apiv3_key,
        "private key": merchant.private_key_pem.splitlines()[3],
        "signature": "forged-signature",
        "pepper": site.house.wallet.settings.pin_pepper.get_secret_value(),
    }
    assert [name for name, value in secrets.items() if value and value in text] == []


async def test_embedded_in_a_process_that_logs_already_nothing_leaks_either(
    written: io.StringIO, web: Site, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Structlog's own defaults print the local variables of a failed request, its cookies among them."""
    del written
    configure_events()
    client = await web.signed_in(await web.person())
    assert (await client.get("/test/broken")).status_code == 500

    text = caplog.text + "".join(capsys.readouterr())
    assert "request_failed" in text
    assert client.cookies["sa_session"] not in text
    assert "246802" not in text


async def test_an_app_never_runs_with_structlogs_own_defaults(web: Site) -> None:
    del web
    assert structlog.is_configured()


async def test_no_address_writes_a_line_of_its_own(written: io.StringIO, web: Site) -> None:
    before = len(written.getvalue().splitlines())
    forged = "%0a%7b%22event%22%3a%22paid%22%7d"
    for address in (f"/{forged}", f"/v3/{forged}", f"/chats/{forged}", f"/bridge/call/{forged}", f"/sns/{forged}"):
        await web.client.get(address)
        await web.client.post(address, headers={"user-agent": "x", "x-request-id": "a\x0bb" * 5})
    lines = written.getvalue().splitlines()[before:]
    assert len(lines) == 10
    assert not [line for line in lines if line.startswith("{") and '"event":"paid"' in line]
