"""A wallet beside a card network: the real simulator behind the real port, called over HTTP in this process, on one
clock. `Wires` is the line between them: a test may cut it before a request, or after its answer has left."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2
from pydantic import SecretStr
from starlette.applications import Starlette

from card_network.app import create_app
from card_network.behaviours import BY_NAME
from card_network.network import Network
from card_network.notices import sealed
from card_network.store import Store
from tests.support import RecordedHttp, TravelClock
from tests.wallet.people import ANN, opened
from wallet.house import WalletHouse
from wallet.payments.cards import CardView, add_card, look_at_card
from wallet.payments.rail_notices import take_notice
from wallet.payments.top_ups import TopUp, TopUpDraft, start_top_up
from wallet.ports import HttpFailure, HttpReply
from wallet.settings import WalletSettings

KEY, SECRET, ORIGIN = "k" * 64, "s" * 64, "http://cards.example"
BACK = "http://host.example/wallet"


@dataclass
class Wires:
    """faults: what happens to the next requests, in order: "" nothing, "before" it never arrives, "after" the answer is
    lost. asked: (method, path) of what arrived. elsewhere: what answers at every other address."""

    app: Starlette
    faults: list[str] = field(default_factory=list[str])
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    elsewhere: RecordedHttp = field(default_factory=RecordedHttp)

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> HttpReply:
        if not url.startswith(ORIGIN):
            return await self.elsewhere.send(method, url, headers=headers, body=body, timeout_seconds=timeout_seconds)
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "before":
            raise HttpFailure("no connection")
        transport = httpx2.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport) as client:
            self.asked.append((method, url.removeprefix(ORIGIN)))
            try:
                async with asyncio.timeout(timeout_seconds):
                    reply = await client.request(method, url, headers=dict(headers), content=body)
            # An app that ends without an answer is this transport's assertion; a server closes the connection.
            except (httpx2.HTTPError, TimeoutError, AssertionError) as error:
                raise HttpFailure("timeout") from error
        if fault == "after":
            raise HttpFailure("timeout")
        return HttpReply(reply.status_code, dict(reply.headers), reply.content)


@dataclass
class CardTown:
    house: WalletHouse
    network: Network
    wires: Wires
    clock: TravelClock
    number: int = 0

    async def card(self, does: str = "approve", person_id: str = ANN) -> CardView:
        """Added as a person would: the number is typed on the network's page and nowhere else."""
        card = await add_card(self.house, person_id, return_url=BACK)
        secret = card.page_url.rpartition("/")[2]
        self.network.add_card(secret, BY_NAME[does].number, 8, 2031)
        return await look_at_card(self.house, card.id, person_id=person_id)

    async def top_up(self, card: CardView, amount_minor: int = 5_000, request_id: str = "") -> TopUp:
        self.number += 1
        draft = TopUpDraft(card.person_id, card.id, request_id or f"top-up-{self.number}", amount_minor, BACK)
        return await start_top_up(self.house, draft)

    def confirm(self, top_up: TopUp, *, yes: bool = True) -> None:
        """What the cardholder does on the network's page."""
        self.network.answer_challenge(top_up.challenge_url.rpartition("/")[2], confirmed=yes)

    def notices(self) -> list[tuple[dict[str, str], bytes]]:
        """Those the network would send now, sealed, the oldest first; they stay, so each may come again."""
        moment = int(self.network.now())
        due = [(one["due_at"], id_, one) for id_, one in self.network.store.all("notice") if one["due_at"] <= moment]
        return [_lowered(sealed(SECRET, moment, id_, one["reference"])) for _, id_, one in sorted(due, key=str)]

    async def deliver(self, notices: list[tuple[dict[str, str], bytes]] | None = None) -> int:
        """Returns how many were new."""
        taken = 0
        for headers, body in self.notices() if notices is None else notices:
            taken += await take_notice(self.house, headers, body)
        return taken


def _lowered(notice: tuple[dict[str, str], bytes]) -> tuple[dict[str, str], bytes]:
    return {name.lower(): value for name, value in notice[0].items()}, notice[1]


@asynccontextmanager
async def card_town(settings: WalletSettings, clock: TravelClock) -> AsyncIterator[CardTown]:
    """An empty wallet in demo mode that is connected to a network nobody has used."""
    network = Network(Store(":memory:"), lambda: clock.now().timestamp(), ORIGIN)
    wires = Wires(create_app(network, key=KEY))
    connected = settings.model_copy(
        update={"rail_url": ORIGIN, "rail_key": SecretStr(KEY), "rail_webhook_secret": SecretStr(SECRET)}
    )
    try:
        async with opened(connected, clock, random.Random(5), wires) as house:
            yield CardTown(house, network, wires, clock)
    finally:
        network.store.close()
