"""The network as its own server, asked by the wallet's client through the host's own outgoing HTTP: real sockets, real
silence. What is said on the wire beyond that stands in tests/wallet/payments."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import httpx2
import pytest
import uvicorn
from pydantic import SecretStr

from card_network.app import create_app
from card_network.behaviours import BEHAVIOURS, BY_NAME, Times, is_number
from card_network.network import Network
from card_network.store import Store
from superapp.net.safe_http import SafeHttp
from wallet.rails import http_rail as client
from wallet.rails.http_rail import HttpRail
from wallet.rails.port import ChargeState, RailRefused, RailSilent
from wallet.settings import WalletSettings

KEY = "k" * 64


@pytest.fixture
async def served() -> AsyncIterator[tuple[Network, HttpRail]]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        network = Network(Store(":memory:"), time.time, address, Times(slow=0.4))
        server = uvicorn.Server(uvicorn.Config(create_app(network, key=KEY), log_config=None, access_log=False))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        http = SafeHttp(allow_private=True)
        settings = WalletSettings().model_copy(update={"rail_url": address, "rail_key": SecretStr(KEY)})
        try:
            yield network, HttpRail(settings, http)
        finally:
            await http.close()
            server.should_exit = server.force_exit = True
            await serving
            network.store.close()


async def typed_in(network: Network, rail: HttpRail, does: str) -> str:
    """The token of a card that was added on the network's page, in a browser's words."""
    page = await rail.open_card_page("crd_1", return_url="http://host.example/back")
    fields = {"number": BY_NAME[does].number, "expiry": "08/31", "code": "123"}
    async with httpx2.AsyncClient() as browser:
        wrong = await browser.post(page.url, data=fields | {"number": "4000000000001001", "expiry": "13/31"})
        done = await browser.post(page.url, data=fields)
    assert (wrong.status_code, wrong.text.count('class="problem"')) == (400, 2)
    assert (done.status_code, done.headers["location"]) == (303, "http://host.example/back")
    card = await rail.card_of("crd_1")
    assert card
    assert (card.brand, card.last4) == ("visa", fields["number"][-4:])
    stored = network.store._connection.execute("SELECT group_concat(body) FROM documents").fetchone()[0]  # pyright: ignore[reportPrivateUsage]
    assert fields["number"] not in stored
    return card.token


async def charge(rail: HttpRail, token: str, amount_minor: int = 500) -> ChargeState:
    back = "http://host.example/back"
    asked = await rail.charge("tup_1", token=token, amount_minor=amount_minor, currency="CNY", return_url=back)
    return asked.state


@pytest.mark.parametrize(("does", "silences"), [("approve", 0), ("lost_answer", 1), ("error", 2), ("slow", 1)])
async def test_what_is_asked_again_is_charged_once(
    served: tuple[Network, HttpRail], monkeypatch: pytest.MonkeyPatch, does: str, silences: int
) -> None:
    network, rail = served
    token = await typed_in(network, rail, does)
    if does == "slow":
        monkeypatch.setattr(client, "TIMEOUT_SECONDS", 0.2)
    for _ in range(silences):
        with pytest.raises(RailSilent):
            await charge(rail, token)

    assert await charge(rail, token) is ChargeState.APPROVED
    assert len(network.store.all("charge")) == 1
    with pytest.raises(RailRefused) as other:
        await charge(rail, token, 600)
    assert other.value.reason == "reference_reused"


async def test_a_challenge_is_answered_on_the_networks_page(served: tuple[Network, HttpRail]) -> None:
    network, rail = served
    await charge(rail, await typed_in(network, rail, "challenge"))
    asked = await rail.charge_of("tup_1")
    assert asked
    assert asked.state is ChargeState.CHALLENGE
    async with httpx2.AsyncClient() as browser:
        wrong = await browser.post(asked.challenge_url, data={"answer": "confirm", "code": "9999"})
        done = await browser.post(asked.challenge_url, data={"answer": "confirm", "code": "1234"})
    assert (wrong.status_code, done.status_code) == (400, 303)
    now = await rail.charge_of("tup_1")
    assert now
    assert now.state is ChargeState.APPROVED


async def test_another_key_is_no_answer_and_an_unknown_name_is_nothing(served: tuple[Network, HttpRail]) -> None:
    _, rail = served
    assert await rail.charge_of("tup_2") is None
    assert await rail.payout_of("wdr_2") is None
    with pytest.raises(RailRefused):
        await charge(rail, "tok_unknown")
    rail._settings.rail_key = SecretStr("wrong")  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(RailSilent):
        await rail.charge_of("tup_2")


def test_the_test_cards_are_numbers_and_differ() -> None:
    assert all(is_number(one.number) for one in BEHAVIOURS)
    assert len({one.number for one in BEHAVIOURS}) == len(BEHAVIOURS)
