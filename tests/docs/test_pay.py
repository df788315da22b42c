"""docs/developers/pay.md, block by block, with the public client as it comes: the merchant and its keys are those the
command line made, the person pays between the blocks, and the notice arrives at a server of the merchant's own."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from superapp.base.config import Settings
from superapp.opening import house_for, wallet_settings_for
from tests.docs.conftest import Place
from tests.docs.pages import page
from wallet.books import check_books
from wallet.merchants.notices import deliver_due
from wallet.money import Money
from wallet.payments.confirm import confirm_order
from wallet.payments.orders import get_order_by_prepay_id
from wallet.payments.payables import confirm_payable, get_payable_by_prepay_id
from wallet.payments.payouts import get_payout_by_package, take_payout
from wallet.payments.pins import set_pin
from wallet.payments.top_ups import top_up_demo

PIN = "280461"
PATIENCE_SECONDS = 20.0


class NoticeServer(HTTPServer):
    """Hands each notice to the page's own handler and answers with what that returns. `said` are those answers."""

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__(("127.0.0.1", 0), NoticeHandler)
        self.names, self.said = names, list[int]()


class NoticeHandler(BaseHTTPRequestHandler):
    server: NoticeServer  # pyright: ignore[reportIncompatibleVariableOverride] the base says only "a server"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        # The same words with one letter changed must not pass, or the page's handler would believe anybody.
        self.server.said.append(
            self.server.names["on_notice"](self.headers, body.replace(b"TRANSACTION", b"TRANSACTIOM"))
        )
        status = self.server.names["on_notice"](self.headers, body)
        self.server.said.append(status)
        self.send_response(status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the base's name
        """Quiet."""


@pytest.fixture
def names(place: Place, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The variables the page's first block uses."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    merchant = place.merchant
    return {
        "mchid": merchant["mchid"],
        "merchant_private_key": Path(merchant["merchant_private_key_path"]).read_text(),
        "merchant_serial_no": merchant["merchant_serial_no"],
        "apiv3_key": merchant["apiv3_key"],
        "platform_public_key": Path(merchant["platform_public_key_path"]).read_text(),
        "platform_public_key_id": merchant["platform_public_key_id"],
        "base_url": merchant["base_url"],
        "appid": place.appid,
        "openid": place.openid,
    }


@pytest.fixture
def notices(names: dict[str, Any]) -> Iterator[NoticeServer]:
    with NoticeServer(names) as server:
        names["notify_url"] = f"http://127.0.0.1:{server.server_port}/notices"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


async def pay(settings: Settings, person_id: str, prepay_id: str) -> None:
    async with house_for(settings, wallet_settings_for(settings)) as house:
        await top_up_demo(house.wallet, person_id, Money(10_000), reference="docs")
        await set_pin(house.wallet, person_id, PIN)
        order = await get_order_by_prepay_id(house.wallet, prepay_id)
        await confirm_order(house.wallet, order_id=order.id, person_id=person_id, pin=PIN)


async def confirm(settings: Settings, person_id: str, prepay_id: str) -> None:
    async with house_for(settings, wallet_settings_for(settings)) as house:
        payable = await get_payable_by_prepay_id(house.wallet, prepay_id)
        await confirm_payable(house.wallet, payable.id, person_id=person_id, pin=PIN)


async def take(settings: Settings, person_id: str, package: str) -> None:
    async with house_for(settings, wallet_settings_for(settings)) as house:
        payout = await get_payout_by_package(house.wallet, package, person_id=person_id)
        await take_payout(house.wallet, payout.id, person_id=person_id)
        assert await check_books(house.wallet) == []


async def deliver(settings: Settings) -> int:
    """As the worker does, once the host has queued the notice; then a look at the books."""
    async with house_for(settings, wallet_settings_for(settings)) as house:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (delivered := await deliver_due(house.wallet)):
            assert time.monotonic() < deadline, "no notice came"
            await asyncio.sleep(0.05)
        assert await check_books(house.wallet) == []
    return delivered


def test_the_page_takes_a_payment(
    place: Place, names: dict[str, Any], notices: NoticeServer, monkeypatch: pytest.MonkeyPatch
):
    ask, sign, query, handler, close, refund, send, query_bill, combine, hold, capture, tell_me, complaints = page(
        "docs/developers/pay.md"
    ).blocks("python")
    for variable in ("SUPERAPP_DATABASE_URL", "WALLET_DATABASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    settings = Settings.model_validate(
        {"DATA": place.data, "demo": True, "allow_private_hosts": True, "url": place.url}
    )

    exec(ask, names)
    assert names["status"] == 200, names["text"]
    exec(sign, names)
    assert names["call_up"]["package"] == f"prepay_id={names['prepay_id']}"
    asyncio.run(pay(settings, place.person_id, names["prepay_id"]))
    exec(query, names)
    assert names["trade_state"] == "SUCCESS"
    exec(handler, names)
    assert asyncio.run(deliver(settings)) == 1
    assert notices.said == [401, 204]
    exec(ask.replace("shop-0001", "shop-0002"), names)
    exec(close, names)
    assert names["status"] == 204, names["text"]
    exec(refund, names)
    assert names["status"] == 200, names["text"]
    assert json.loads(names["text"])["amount"]["refund"] == 300
    exec(send, names)
    assert names["status"] == 200, names["text"]
    exec(query_bill, names)
    assert names["bill_state"] == "WAIT_USER_CONFIRM"
    asyncio.run(take(settings, place.person_id, names["package"]))
    exec(query_bill, names)
    assert names["bill_state"] == "SUCCESS"
    exec(combine, names)
    assert names["status"] == 200, names["text"]
    asyncio.run(confirm(settings, place.person_id, names["combined_prepay_id"]))
    exec(hold, names)
    assert names["hold"]["state"] == "WAIT_USER_CONFIRM", names["text"]
    asyncio.run(confirm(settings, place.person_id, names["hold"]["prepay_id"]))
    exec(capture, names)
    assert (names["captured"]["state"], names["captured"]["amount"]["captured"]) == ("CAPTURED", 2_150)
    exec(tell_me, names)
    assert names["status"] == 200, names["text"]
    exec(complaints, names)
    assert (names["status"], names["complaints"]) == (200, []), names["text"]

    # The merchant has earned something to give away: docs/developers/envelopes.md.
    give, follow = page("docs/developers/envelopes.md").blocks("python")
    exec(give, names)
    assert names["link"].startswith("/claim/"), names["text"]
    exec(follow, names)
    assert names["left"] == 300
