"""A server without a network: the real database, a clock that is set by hand, and a till of paper that remembers what
it was told."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from miniapps.food.server import desk, money, orders, shelves
from miniapps.food.server.backend import Backend, Simulation
from miniapps.food.server.menu import menu
from miniapps.food.server.rules.baskets import Wanted
from miniapps.food.server.settings import FoodSettings
from miniapps.food.server.tables import OUTBOX, Cook, FoodTable, Portion
from miniapps.kit.database import Database
from miniapps.kit.holds import HoldFacts
from miniapps.kit.host import HostClient
from miniapps.kit.problems import Problem
from miniapps.kit.till import PaymentFacts

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday; the town is an hour ahead
BURGER, FRIES, FIGHT = "griddle-house-burger", "griddle-salted-fries", "griddle-breakfast-plate"
WHERE = orders.Where("Ann Rivers", "12 Harbour Street, Westport")


@dataclass
class Clock:
    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class PaperTill:
    """Of holds only, since food asks for nothing else. asked: number -> amount; called: number -> description, which
    may not change, as at the host; paid: confirmed by their persons;
    taken: captured; closed: let go; back: refund id -> (number, amount). broken: takes and gives back nothing."""

    asked: dict[str, int] = field(default_factory=dict[str, int])
    called: dict[str, str] = field(default_factory=dict[str, str])
    paid: set[str] = field(default_factory=set[str])
    taken: set[str] = field(default_factory=set[str])
    closed: set[str] = field(default_factory=set[str])
    back: dict[str, tuple[str, int]] = field(default_factory=dict[str, tuple[str, int]])
    broken: bool = False

    async def ask_hold(self, *, number: str, description: str, most_fen: int, openid: str) -> dict[str, Any]:
        assert self.asked.setdefault(number, most_fen) == most_fen
        assert self.called.setdefault(number, description) == description
        return {"package": number}

    async def look_hold(self, number: str) -> HoldFacts:
        state = "CLOSED" if number in self.closed else "HELD" if number in self.paid else "WAIT_USER_CONFIRM"
        if number in self.taken:
            return HoldFacts("CAPTURED", self.asked[number], self.asked[number], "42" + number)
        return HoldFacts(state, self.asked.get(number, 0))

    async def capture(self, number: str, amount_fen: int) -> HoldFacts:
        self._work()
        assert amount_fen <= self.asked[number]
        if number in self.paid - self.closed:
            self.taken.add(number)
        return await self.look_hold(number)

    async def release(self, number: str) -> HoldFacts:
        self._work()
        if number not in self.taken:
            self.closed.add(number)
        return await self.look_hold(number)

    async def refund(self, *, refund_number: str, number: str, amount_fen: int, total_fen: int, reason: str) -> str:
        self._work()
        hold = number.removeprefix("hold:")
        assert hold in self.taken
        self.back[refund_number] = (hold, amount_fen)
        assert total_fen == self.asked[hold]
        assert sum(amount for owner, amount in self.back.values() if owner == hold) <= total_fen
        return NOON.isoformat()

    async def ask(
        self, *, number: str, description: str, total_fen: int, openid: str, expires_at: str
    ) -> dict[str, Any]:
        raise NotImplementedError

    async def look(self, number: str) -> PaymentFacts:
        raise NotImplementedError

    async def close(self, number: str) -> bool:
        raise NotImplementedError

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        return None

    def _work(self) -> None:
        if self.broken:
            raise Problem(502, "refund_failed", "no")

    @property
    def returned(self) -> int:
        """What came back: let go before it was taken, or refunded afterwards."""
        let_go = sum(self.asked[number] for number in self.paid & self.closed)
        return let_go + sum(amount for _, amount in self.back.values())


@dataclass
class Kit:
    backend: Backend
    till: PaperTill
    clock: Clock

    async def order(
        self,
        *items: tuple[str, int],
        openid: str = "ann",
        key: str = "basket-0001",
        code: str = "",
        group: str = "",
        place: str = "griddle",
        deliver_at: str = "",
    ) -> dict[str, Any]:
        basket = desk.Basket(place, [Wanted(dish, n, {}) for dish, n in items], WHERE.address, code, group)
        made = await desk.order(self.backend, openid, basket, WHERE, deliver_at=deliver_at, request_key=key)
        return made["order"]

    async def pay(self, order: dict[str, Any], openid: str = "ann") -> dict[str, Any]:
        """As the host does it: the person pays, the server looks."""
        asked = await money.ask(self.backend, openid, order["number"])
        self.till.paid.add(asked["package"])
        return await desk.show(self.backend, openid, order["number"])

    async def stock(self, dish_id: str = BURGER) -> int:
        async with self.backend.database.read() as session:
            return (await session.get_one(Portion, dish_id)).stock

    async def set_stock(self, dish_id: str, stock: int) -> None:
        async with self.backend.database.write() as session:
            portion = await session.get_one(Portion, dish_id)
            portion.stock = stock
            session.add(portion)

    async def hire(self, openid: str = "cook", place: str = "griddle") -> None:
        async with self.backend.database.write() as session:
            session.add(Cook(openid=openid, token_digest="", session_key="", restaurant_id=place))


async def cards_of(kit: Kit) -> list[dict[str, Any]]:
    """What people were told, in order."""
    async with kit.backend.database.read() as session:
        return [json.loads(row.body) for row in await session.execute(OUTBOX.select().order_by(OUTBOX.c.id))]


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Kit]:
    settings = FoodSettings(
        host_url="http://127.0.0.1:1",
        appid="wx00000000000000f0",
        appsecret="s",
        kitchen_appid="wx00000000000000f1",
        kitchen_appsecret="k",
        mchid="1900000001",
        apiv3_key="k" * 32,
        merchant_private_key_path=folder / "none",
        merchant_serial_no="0",
        platform_public_key_path=folder / "none",
        platform_public_key_id="0",
        public_url="http://127.0.0.1:2",
        data=folder,
        simulate=True,
    )
    database, till, clock = Database(folder / "food.db", FoodTable.metadata), PaperTill(), Clock()
    await database.create()
    await shelves.fill(database, menu())
    host = HostClient(settings.host_url, "a", "b")
    yield Kit(
        Backend(settings, menu(), database, host, host, till, Simulation(running=True, speed=1.0), clock), till, clock
    )
    await database.close()
