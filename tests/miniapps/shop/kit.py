"""The shop with both of its faces, people who are signed in, and a till that remembers what it gave back."""

import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2
from PIL import Image
from sqlmodel import select
from starlette.applications import Starlette

from miniapps.kit.accounts import Flow
from miniapps.kit.database import Database
from miniapps.kit.problems import Problem, answer_problem
from miniapps.kit.simulation import Simulation
from miniapps.kit.till import PaymentFacts
from miniapps.shop.server import admin_api, catalogue, customers, orders, people_api, seller_api, staff
from miniapps.shop.server.desk import Desk
from miniapps.shop.server.settings import ShopSettings
from miniapps.shop.server.tables import Customer, OrderLine, ShopTable

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class FakeTill:
    """refunds: number -> fen, each once, as the host keeps them; reasons: of each."""

    refunds: dict[str, int] = field(default_factory=dict[str, int])
    reasons: dict[str, str] = field(default_factory=dict[str, str])
    is_away: bool = False

    async def ask(self, **facts: Any) -> dict[str, Any]:
        return facts

    async def look(self, number: str) -> PaymentFacts:
        return PaymentFacts("NOTPAY")

    async def close(self, number: str) -> bool:
        return True

    async def refund(self, *, refund_number: str, number: str, amount_fen: int, total_fen: int, reason: str) -> str:
        if self.is_away:
            raise Problem(502, "refund_failed", "away")
        self.refunds.setdefault(refund_number, amount_fen)
        # As the host does: a number belongs to one content.
        assert self.reasons.setdefault(refund_number, reason) == reason
        return NOW.isoformat()

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        return None


@dataclass
class FakeAccount:
    """days: what moved; a day that is not there has no bill yet. asked: each day as often as it was asked for."""

    days: dict[date, list[Flow]] = field(default_factory=dict[date, list[Flow]])
    asked: list[date] = field(default_factory=list[date])

    async def flows(self, day: date) -> list[Flow] | None:
        self.asked.append(day)
        return self.days.get(day)


@dataclass
class Shop:
    desk: Desk
    simulation: Simulation
    till: FakeTill
    client: httpx2.AsyncClient
    accounts: dict[str, FakeAccount]
    now: datetime = NOW

    async def ask(self, who: str, method: str, path: str, body: object = None, *, expect: int = 200) -> Any:
        """As "ann" and other buyers, or as somebody at a desk: "desk:<seller>"."""
        headers = {"authorization": f"Bearer {who}"}
        answer = await self.client.request(method, path, json=body, headers=headers)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def buy(self, who: str, *things: tuple[str, int]) -> str:
        """Order and pay; returns the order's number."""
        made = await self.desk.order(
            who,
            [orders.Wanted(*one) for one in things],
            recipient="Ann",
            address="1 Harbour",
            request_key=f"{who}{things}",
        )
        number = made["order"]["number"]
        await self.paid(number, made["order"]["total_fen"])
        return number

    async def paid(self, number: str, total_fen: int) -> None:
        async with self.desk.database.write() as session:
            await orders.mark_paid(session, number, transaction_id="4200", total_fen=total_fen, now=self.now)

    async def deliver(self, number: str, seller: str = "") -> None:
        for to in ("packed", "sent", "delivered"):
            body = {"to": to, "carrier": "Post", "tracking": "1"} if to == "sent" else {"to": to}
            await self.ask(f"desk:{seller}", "POST", f"/seller/orders/{number}/step", body)

    async def lines(self, number: str) -> list[OrderLine]:
        async with self.desk.database.read() as session:
            return list((await session.exec(select(OrderLine).where(OrderLine.number == number))).all())


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Shop]:
    database = Database(folder / "shop.db", ShopTable.metadata)
    await database.create()
    await catalogue.load(database)
    async with database.write() as session:
        for one in ("ann", "ben"):
            session.add(Customer(openid=one, token_digest=customers.digest(one), session_key=""))
        for seller in ("", "tin-drum"):
            token = f"desk:{seller}"
            session.add(staff.Staff(openid=token, token_digest=customers.digest(token), seller=seller))
    settings = ShopSettings.model_construct(data=folder, payment_seconds=900, appsecret="secret", simulate=False)
    till = FakeTill()
    app = Starlette(
        routes=[*people_api.ROUTES, *seller_api.ROUTES, *admin_api.ROUTES], exception_handlers={Problem: answer_problem}
    )
    shop: list[Shop] = []
    desk = app.state.desk = Desk(settings, database, None, till, None, lambda: shop[0].now)  # pyright: ignore[reportArgumentType] nobody signs in
    accounts = app.state.accounts = {"": FakeAccount(), "tin-drum": FakeAccount()}
    app.state.sellers, app.state.simulation = {"tin-drum": "Tin Drum"}, Simulation(running=True, seconds=30)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
        shop.append(Shop(desk, app.state.simulation, till, client, accounts))
        yield shop[0]
    await database.close()


def picture(side: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "#b4552d").save(out, "PNG")
    return out.getvalue()
