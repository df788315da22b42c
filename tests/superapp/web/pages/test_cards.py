"""A person's cards and the money that comes and goes by them, page by page, with the real card network behind."""

import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from card_network.app import create_app
from card_network.behaviours import BY_NAME
from card_network.network import Network
from card_network.notices import sealed
from card_network.store import Store
from superapp.accounts.people import Person
from tests.superapp.conftest import Site, running_site
from tests.support import RecordedHttp, TravelClock
from tests.wallet.payments.cards import KEY, ORIGIN, SECRET, Wires
from wallet.books import check_books
from wallet.payments import pins
from wallet.ports import HttpReply

PIN = "482913"


class ByWire(RecordedHttp):
    """The outside network, in which the card network is the only address."""

    def __init__(self, wires: Wires) -> None:
        super().__init__()
        self.wires = wires

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> HttpReply:
        return await self.wires.send(method, url, headers=headers, body=body, timeout_seconds=timeout_seconds)


@dataclass
class Desk:
    site: Site
    network: Network
    wires: Wires
    ann: Person
    client: httpx2.AsyncClient

    async def card(self, does: str) -> str:
        """Added as in a browser; the card's id."""
        begun = await self.client.post("/wallet/cards")
        assert begun.status_code == 303
        address = begun.headers["location"]
        page = (await self.client.get(address)).text
        secret = page.partition(f'href="{ORIGIN}/cards/')[2].partition('"')[0]
        assert self.network.add_card(secret, BY_NAME[does].number, 8, 2031).endswith(address)
        assert (await self.client.get(address)).headers["location"] == "/wallet/cards?done=added"
        return address.rpartition("/")[2]

    async def reference(self, address: str) -> str:
        """What this form calls its request."""
        return (await self.text(address)).partition('name="reference" value="')[2].partition('"')[0]

    async def top_up(self, does: str, amount: str = "50") -> tuple[str, str]:
        """The page of the top-up: its address and its text."""
        card = await self.card(does)
        fields = {"card": card, "amount": amount, "reference": await self.reference("/wallet/top-ups/new")}
        begun = await self.client.post("/wallet/top-ups", data=fields)
        assert begun.status_code == 303, begun.text
        return begun.headers["location"], (await self.client.get(begun.headers["location"])).text

    async def text(self, address: str) -> str:
        return (await self.client.get(address)).text


@pytest.fixture
async def desk(tmp_path: Path, database_url: str, clock: TravelClock, chance: random.Random) -> AsyncIterator[Desk]:
    network = Network(Store(":memory:"), lambda: clock.now().timestamp(), ORIGIN)
    wires = Wires(create_app(network, key=KEY))
    connected = {"rail_url": ORIGIN, "rail_key": SecretStr(KEY), "rail_webhook_secret": SecretStr(SECRET)}
    async with running_site(
        tmp_path, database_url, clock=clock, chance=chance, http=ByWire(wires), wallet=connected, demo=True
    ) as site:
        ann = await site.person("Ann Rivers", handle="ann")
        await pins.set_pin(site.house.wallet, ann.id, PIN)
        yield Desk(site, network, wires, ann, await site.signed_in(ann))
        assert await check_books(site.house.wallet) == []
    network.store.close()


async def test_money_comes_from_a_card_after_the_bank_asked_and_goes_back_to_it(desk: Desk) -> None:
    address, page = await desk.top_up("challenge")
    assert "Your bank wants to know whether this is you" in page
    assert "Your bank wants you to confirm" in await desk.text("/wallet")
    challenge = page.partition(f'href="{ORIGIN}/challenges/')[2].partition('"')[0]
    assert desk.network.answer_challenge(challenge, confirmed=True).endswith(address)
    assert "The money is in your wallet" in await desk.text(address)
    wallet = await desk.text("/wallet")
    assert "+¥50.00" in wallet
    seq = wallet.partition("/wallet/receipts/")[2].partition('"')[0]
    assert f'href="{address}"' in await desk.text(f"/wallet/receipts/{seq}")

    form = await desk.text("/wallet/withdrawals/new")
    assert "0.1 % on top, at least ¥0.10" in form
    card = form.partition('name="card" value="')[2].partition('"')[0]
    reference = await desk.reference("/wallet/withdrawals/new")
    fields = {"card": card, "amount": "20", "reference": reference, "pin": "999999"}
    wrong = await desk.client.post("/wallet/withdrawals", data=fields)
    assert (wrong.status_code, "Wrong PIN" in wrong.text) == (403, True)
    sent = await desk.client.post("/wallet/withdrawals", data=fields | {"pin": PIN})
    assert "On its way to your card" in await desk.text(sent.headers["location"])
    assert "¥29.90" in await desk.text("/wallet")
    desk.site.clock.travel(seconds=20)
    assert "The money is on your card" in await desk.text(sent.headers["location"])
    history = await desk.text("/wallet/history?q=visa")
    assert ("−¥20.10" in history, "+¥50.00" in history) == (True, True)
    assert "+¥50.00" not in await desk.text("/wallet/history?kind=withdrawal")
    line = (await desk.text("/wallet")).partition("/wallet/receipts/")[2].partition('"')[0]
    receipt = await desk.text(f"/wallet/receipts/{line}")
    assert ("Withdrawal" in receipt, f'href="{sent.headers["location"]}"' in receipt) == (True, True)


@pytest.mark.parametrize(
    ("does", "words"),
    [("insufficient", "There is not enough money on the card"), ("lost_card", "this card was reported lost")],
)
async def test_a_no_says_why_and_what_to_do(desk: Desk, does: str, words: str) -> None:
    _, page = await desk.top_up(does)
    assert words in page
    assert "Begin again" in page


async def test_silence_is_said_and_giving_up_charges_nothing(desk: Desk) -> None:
    address, page = await desk.top_up("error")
    assert "The card processor has not answered yet" in page
    assert (await desk.client.post(f"{address}/cancel")).status_code == 303
    assert "Nothing was charged" in await desk.text(address)


async def test_amounts_and_cards_that_cannot_be_are_said_on_the_form(desk: Desk) -> None:
    card = await desk.card("approve")
    for amount, words in (("0.50", "Choose from ¥1.00 to ¥10,000.00"), ("a lot", "This is not an amount")):
        answer = await desk.client.post(
            "/wallet/top-ups", data={"card": card, "amount": amount, "reference": "press-0001"}
        )
        assert (answer.status_code, words in answer.text) == (400, True)
    assert (await desk.client.post(f"/wallet/cards/{card}/remove")).status_code == 303
    assert "No cards yet" in await desk.text("/wallet/cards")
    gone = await desk.client.post("/wallet/top-ups", data={"card": card, "amount": "5", "reference": "press-0001"})
    assert gone.status_code == 404


async def test_a_webhook_tells_of_money_a_bank_took_back(desk: Desk) -> None:
    address, _ = await desk.top_up("chargeback")
    desk.site.clock.travel(seconds=30)
    headers, body = sealed(SECRET, int(desk.network.now()), "ntc_1", address.rpartition("/")[2])
    rail = desk.site.browser()

    forged = await rail.post("/rail/notices", content=body, headers=headers | {"Rail-Signature": "v1=00"})
    taken = [(await rail.post("/rail/notices", content=body, headers=headers)).status_code for _ in range(2)]

    assert (forged.status_code, taken) == (401, [204, 204])
    assert "The bank took the money back" in await desk.text(address)
    assert "¥0.00" in await desk.text("/wallet")


async def test_without_a_processor_the_pages_say_so(site: Site) -> None:
    client = await site.signed_in(await site.person("Ben"))
    for address in ("/wallet/cards", "/wallet/top-ups/new", "/wallet/withdrawals/new"):
        assert "No cards here" in (await client.get(address)).text
    assert (await client.post("/wallet/cards")).status_code == 404
