"""A taxi without a network for tests: its own database, a clock that moves when told, an account that keeps books."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from miniapps.kit.database import Database
from miniapps.kit.holds import HoldFacts
from miniapps.kit.problems import Problem
from miniapps.kit.till import PaymentFacts
from miniapps.taxi.server.cab import Cab
from miniapps.taxi.server.clock import CityClock
from miniapps.taxi.server.desk import Desk
from miniapps.taxi.server.engine import Engine
from miniapps.taxi.server.fares import VehicleClass
from miniapps.taxi.server.fares_money import FaresMoney
from miniapps.taxi.server.live import Live
from miniapps.taxi.server.tables import OUTBOX, Driver, Ride, TaxiTable

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STATION, HARBOUR = 0, 400


class StandInTill:
    """Rides are holds, tips are orders. asked: fen by number; called: description by number, which may not change, as
    at the host; states: of both; returned: what ended holds left free; payouts: number -> (openid, fen); remarks: of
    each, which may not change either. away: the host
    does not answer."""

    def __init__(self) -> None:
        self.asked: dict[str, int] = {}
        self.called: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.returned: dict[str, int] = {}
        self.payouts: dict[str, tuple[str, int]] = {}
        self.remarks: dict[str, str] = {}
        self.captures_sent = 0
        self.away = False

    async def ask_hold(self, *, number: str, description: str, most_fen: int, openid: str) -> dict[str, Any]:
        assert self.asked.setdefault(number, most_fen) == most_fen
        assert self.called.setdefault(number, description) == description
        return {"package": f"prepay_id={number}"}

    async def look_hold(self, number: str) -> HoldFacts:
        self._answer()
        return HoldFacts(self.states.get(number, "WAIT_USER_CONFIRM"), self.asked.get(number, 0))

    async def capture(self, number: str, amount_fen: int) -> HoldFacts:
        self._answer()
        self.captures_sent += 1
        assert self.states[number] == "HELD"
        self.states[number], self.returned[number] = "CAPTURED", self.asked[number] - amount_fen
        return HoldFacts("CAPTURED", self.asked[number], amount_fen, "4200" + number)

    async def release(self, number: str) -> HoldFacts:
        self._answer()
        if self.states.get(number) == "HELD":
            self.returned[number] = self.asked[number]
        self.states[number] = "RELEASED" if self.states.get(number) == "HELD" else "CLOSED"
        return await self.look_hold(number)

    async def ask(
        self, *, number: str, description: str, total_fen: int, openid: str, expires_at: str
    ) -> dict[str, Any]:
        assert self.asked.setdefault(number, total_fen) == total_fen
        assert self.called.setdefault(number, description) == description
        datetime.fromisoformat(expires_at)
        return {"package": f"prepay_id={number}"}

    async def look(self, number: str) -> PaymentFacts:
        self._answer()
        return PaymentFacts(self.states.get(number, "NOTPAY"), "4200" + number, self.asked.get(number, 0))

    async def close(self, number: str) -> bool:
        self._answer()
        if self.states.get(number) == "SUCCESS":
            return False
        self.states[number] = "CLOSED"
        return True

    async def refund(self, *, refund_number: str, number: str, amount_fen: int, total_fen: int, reason: str) -> str:
        raise NotImplementedError

    async def pay_out(self, *, number: str, appid: str, openid: str, amount_fen: int, remark: str) -> str:
        self._answer()
        assert self.payouts.setdefault(number, (openid, amount_fen)) == (openid, amount_fen)
        assert self.remarks.setdefault(number, remark) == remark
        self.states.setdefault(number, "WAIT_USER_CONFIRM")
        return "package-" + number

    async def look_at_payout(self, number: str) -> str:
        self._answer()
        return self.states.get(number, "")

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        return None

    def _answer(self) -> None:
        if self.away:
            raise Problem(502, "payment_unavailable", "no answer")


class StillClock(CityClock):
    def __init__(self) -> None:
        super().__init__()
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def world(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Taxi:
    database: Database
    till: StandInTill
    clock: StillClock
    money: FaresMoney
    engine: Engine
    desk: Desk
    cab: Cab
    orders: int = field(default=0)

    async def hire(self, name: str, *, node: int = STATION, vehicle: VehicleClass = VehicleClass.ECONOMY) -> None:
        await self.cab.register(name, name=name, car="Test car", plate="T 1", vehicle=vehicle, node=node)
        await self.cab.switch(name, online=True, node=node)

    async def order(
        self,
        openid: str = "ann",
        *,
        start: int = STATION,
        goal: int = HARBOUR,
        vehicle: VehicleClass = VehicleClass.ECONOMY,
    ) -> str:
        self.orders += 1
        made = await self.desk.order(
            openid,
            start=start,
            goal=goal,
            vehicle=vehicle,
            maximum_fen=1_000_000,
            request_key=f"request-{self.orders:06}",
        )
        return made["ride"]["number"]

    async def pay(self, number: str, *, notices: int = 2) -> None:
        """As the host tells it: by a notice, as often as it likes."""
        self.till.states[number] = "HELD"
        for _ in range(notices):
            await self.money.held(number, self.till.asked[number], self.clock.now())

    async def with_driver(self, openid: str = "ann", driver: str = "d1") -> str:
        """A paid ride that `driver` has accepted."""
        number = await self.order(openid)
        await self.pay(number)
        await self.engine.dispatch()
        offer = (await self.cab.show(driver))["offer"]
        await self.cab.accept(driver, offer["id"])
        return number

    async def drive(self, driver: str = "d1") -> None:
        """From the accepted offer to the end, at the speed of the city's cars."""
        for step in ("arrive", "start", "finish"):
            self.clock.move((await self.cab.show(driver))["car"]["seconds_left"] + 1)
            await self.cab.step(driver, step)

    async def ride(self, number: str) -> Ride:
        async with self.database.read() as session:
            found = await session.get(Ride, number)
        assert found
        return found

    async def driver(self, driver_id: str) -> Driver:
        async with self.database.read() as session:
            found = await session.get(Driver, driver_id)
        assert found
        return found


async def cards_of(taxi: Taxi) -> list[dict[str, Any]]:
    """What passengers were told, in order."""
    async with taxi.database.read() as session:
        return [json.loads(row.body) for row in await session.execute(OUTBOX.select().order_by(OUTBOX.c.id))]


@asynccontextmanager
async def open_taxi(folder: Path) -> AsyncIterator[Taxi]:
    database, live, clock, till = Database(folder / "taxi.db", TaxiTable.metadata), Live(), StillClock(), StandInTill()
    await database.create()
    money = FaresMoney(database, till)
    engine = Engine(database, money, live, clock)
    desk, cab = Desk(database, till, money, engine, live, clock), Cab(database, money, live, clock)
    try:
        yield Taxi(database, till, clock, money, engine, desk, cab)
    finally:
        await asyncio.sleep(0)
        await database.close()
