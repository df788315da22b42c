"""A ticket seller without a host: its own database and rules, a clock that travels, and a till that remembers what was
asked for, paid and given back, and takes no more back than was paid."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem, answer_problem
from miniapps.kit.simulation import Simulation
from miniapps.kit.till import PaymentFacts, Till
from miniapps.tickets.server import customers
from miniapps.tickets.server.app import ROUTES
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.issuing import Issuer
from miniapps.tickets.server.settings import TicketSettings
from miniapps.tickets.server.tables import Customer, TicketTable
from tests.support import TravelClock

TOKENS = {"buyer": "token-of-ann", "door": "token-of-ben"}


@dataclass
class Asked:
    total_fen: int
    openid: str
    description: str
    state: str = "NOTPAY"
    back: dict[str, int] = field(default_factory=dict[str, int])


class StandInTill(Till):
    """away: refunds are taken down but stay on their way. broke: orders whose refunds are refused.
    reasons: of each refund."""

    def __init__(self) -> None:
        self.orders: dict[str, Asked] = {}
        self.away = False
        self.broke: set[str] = set()
        self.reasons: dict[str, str] = {}

    async def ask(
        self, *, number: str, description: str, total_fen: int, openid: str, expires_at: str
    ) -> dict[str, Any]:
        datetime.fromisoformat(expires_at)
        one = self.orders.setdefault(number, Asked(total_fen, openid, description))
        # As the host does: a number belongs to one content.
        assert (one.total_fen, one.openid, one.description) == (total_fen, openid, description)
        return {"package": f"prepay_id={number}", "description": description}

    def pay(self, payment: dict[str, Any]) -> str:
        number = payment["package"].removeprefix("prepay_id=")
        assert self.orders[number].state == "NOTPAY"
        self.orders[number].state = "SUCCESS"
        return number

    async def look(self, number: str) -> PaymentFacts:
        one = self.orders.get(number)
        return PaymentFacts(one.state, f"4200{number}", one.total_fen) if one else PaymentFacts("")

    async def close(self, number: str) -> bool:
        one = self.orders.get(number)
        if one and one.state == "NOTPAY":
            one.state = "CLOSED"
        return one is None or one.state == "CLOSED"

    async def refund(self, *, refund_number: str, number: str, amount_fen: int, total_fen: int, reason: str) -> str:
        one = self.orders[number]
        assert one.state in ("SUCCESS", "REFUND")
        assert total_fen == one.total_fen
        if number in self.broke:
            raise Problem(502, "refund_failed", "The balance does not cover it.")
        if self.away:
            return ""
        one.back[refund_number] = amount_fen
        self.reasons[refund_number] = reason
        one.state = "REFUND"
        assert sum(one.back.values()) <= one.total_fen
        return TravelClock().now().isoformat()

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        return None

    def kept_fen(self) -> int:
        return sum(
            one.total_fen - sum(one.back.values()) for one in self.orders.values() if one.state in ("SUCCESS", "REFUND")
        )


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "tickets.db", TicketTable.metadata)
    await database.create()
    yield database
    await database.close()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(Ed25519PrivateKey.from_private_bytes(b"k" * 32))


@pytest.fixture
def till() -> StandInTill:
    return StandInTill()


@pytest.fixture
def desk(store: Database, till: StandInTill, issuer: Issuer, clock: TravelClock, tmp_path: Path) -> Desk:
    settings = TicketSettings(
        host_url="http://127.0.0.1:1",
        appid="wx1",
        appsecret="s",
        gate_appid="wx2",
        gate_appsecret="s",
        mchid="1",
        apiv3_key="k",
        merchant_private_key_path=tmp_path / "none",
        merchant_serial_no="1",
        platform_public_key_path=tmp_path / "none",
        platform_public_key_id="1",
        public_url="http://127.0.0.1:2",
        data=tmp_path,
    )
    return Desk(settings, store, till, issuer, now=clock.now)


@pytest.fixture
async def server(desk: Desk) -> AsyncIterator[httpx2.AsyncClient]:
    app = Starlette(routes=ROUTES, exception_handlers={Problem: answer_problem})
    app.state.desk, app.state.door_code = desk, "12345678"
    app.state.simulation = Simulation(running=True, seconds=40)
    async with desk.database.write() as session:
        for name, token in TOKENS.items():
            digest = customers.digest(token)
            session.add(Customer(openid=name, token_digest=digest, session_key="", at_door=name == "door"))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://tickets") as client:
        yield client


async def ask(server: httpx2.AsyncClient, who: str, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    reply = await server.post(path, json=body, headers={"Authorization": f"Bearer {TOKENS.get(who, who)}"})
    return reply.status_code, reply.json()
