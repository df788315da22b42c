"""What a passenger can ask for: each method is one thing. Network calls stay outside of transactions."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.books import said_at
from miniapps.kit.database import Database
from miniapps.kit.holds import HoldTill
from miniapps.kit.problems import Problem
from miniapps.taxi.server import cases, fares, rides, views
from miniapps.taxi.server.clock import CityClock, pay_stamp, stamp
from miniapps.taxi.server.dispatch import SERVES
from miniapps.taxi.server.drivers import car_at
from miniapps.taxi.server.engine import Engine
from miniapps.taxi.server.fares import VehicleClass
from miniapps.taxi.server.fares_money import FaresMoney
from miniapps.taxi.server.live import Live
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import WITH_DRIVER, Case, Driver, Message, MoneyState, Ride, RideState

NEAR_SECONDS = 8 * 60
"""Cars this far away count for price and waiting time."""
STARS_BAD = 2


@dataclass(frozen=True, slots=True)
class Desk:
    database: Database
    till: HoldTill
    money: FaresMoney
    engine: Engine
    live: Live
    clock: CityClock
    payment_seconds: int = 15 * 60

    async def quotes(self, start: int, goal: int) -> dict[str, Any]:
        """Each class with its price and the minutes until a car is there (None: no car near), and the way."""
        if start == goal:
            raise Problem(400, "same_place", "Pick-up and destination are the same place.")
        city, now = the_city(), self.clock.now()
        route = city.route(start, goal)
        async with self.database.read() as session:
            near, waiting = await self._around(session, start)
        shown = []
        for vehicle in VehicleClass:
            cars = [away for away, kind in near if kind in SERVES[vehicle]]
            quote = fares.quote(vehicle, route.metres, route.seconds, fares.surge_tenths(waiting + 1, len(cars)))
            shown.append(
                {
                    "vehicle": vehicle,
                    "estimate_fen": quote.estimate_fen,
                    "maximum_fen": quote.maximum_fen,
                    "surge_tenths": quote.surge_tenths,
                    "seconds_away": round(min(cars)) if cars else None,
                    "seats": fares.TARIFFS[vehicle].seats,
                }
            )
        arrives = stamp(now + timedelta(seconds=route.seconds))
        return {
            "from": city.label(start),
            "to": city.label(goal),
            "metres": route.metres,
            "seconds": route.seconds,
            "arrives_at": arrives,
            "path": rides.path_of(route.nodes),
            "quotes": shown,
        }

    async def _around(self, session: AsyncSession, start: int) -> tuple[list[tuple[float, VehicleClass]], int]:
        """Free cars near a corner as (seconds away, class), and how many passengers wait for one."""
        now, times = self.clock.now(), the_city().times(start)[0]
        free = await session.exec(select(Driver).where(col(Driver.online).is_(True), col(Driver.ride).is_(None)))
        near = [(times[car_at(driver, now)[0].node], driver.vehicle) for driver in free]
        waiting = (await session.exec(select(Ride.start).where(Ride.state == RideState.SEARCHING))).all()
        return (
            [pair for pair in near if pair[0] <= NEAR_SECONDS],
            sum(times[node] <= NEAR_SECONDS for node in waiting),
        )

    async def cars_near(self, start: int) -> list[dict[str, Any]]:
        """Up to twelve free cars to draw on the map, without saying whose they are."""
        now = self.clock.now()
        async with self.database.read() as session:
            free = (
                await session.exec(select(Driver).where(col(Driver.online).is_(True), col(Driver.ride).is_(None)))
            ).all()
        spots = sorted((the_city().seconds_between(start, car_at(one, now)[0].node), one.id, one) for one in free)
        return [{**views.position(car_at(one, now)[0]), "vehicle": one.vehicle} for _, _, one in spots[:12]]

    async def order(
        self, openid: str, *, start: int, goal: int, vehicle: VehicleClass, maximum_fen: int, request_key: str
    ) -> dict[str, Any]:
        """Order a ride for at most what the passenger has seen; refuses with price_changed when it would be more."""
        if start == goal:
            raise Problem(400, "same_place", "Pick-up and destination are the same place.")
        route, now = the_city().route(start, goal), self.clock.now()
        async with self.database.write() as session:
            near, waiting = await self._around(session, start)
            cars = sum(kind in SERVES[vehicle] for _, kind in near)
            quote = fares.quote(vehicle, route.metres, route.seconds, fares.surge_tenths(waiting + 1, cars))
            if quote.maximum_fen > maximum_fen:
                raise Problem(409, "price_changed", "The price has just gone up. Please look at it again.")
            ride = await rides.place(
                session,
                openid=openid,
                request_key=request_key,
                route=route,
                quote=quote,
                now=now,
                pay_before=pay_stamp(self.clock.world() + timedelta(seconds=self.payment_seconds)),
            )
            shown = await views.passenger_view(session, ride, now)
        return {"ride": shown, "payment": await self._payment(ride)}

    async def _payment(self, ride: Ride) -> dict[str, Any]:
        if ride.state is not RideState.AWAITING_PAYMENT:
            raise Problem(409, "ride_settled", "This ride no longer waits for payment.")
        return await self.money.keep(ride)

    async def pay_again(self, openid: str, number: str) -> dict[str, Any]:
        async with self.database.read() as session:
            ride = await rides.get_own(session, number, openid)
        return {"payment": await self._payment(ride)}

    async def show(self, openid: str, number: str, *, ask_host: bool = True) -> dict[str, Any]:
        """The ride; while money is on its way, the host is asked first."""
        async with self.database.read() as session:
            ride = await rides.get_own(session, number, openid)
        if ask_host:
            # The host may be away for a moment: the passenger still sees the ride as far as we know it.
            with suppress(Problem, OSError):
                await self._ask_host(ride)
        async with self.database.read() as session:
            ride = await rides.get_own(session, number, openid)
            return await views.passenger_view(session, ride, self.clock.now())

    async def _ask_host(self, ride: Ride) -> None:
        if ride.state is RideState.AWAITING_PAYMENT and await self.money.look(ride.number, self.clock.now()):
            self.engine.wake()
            self.live.tell(ride.number)
        elif ride.money is MoneyState.SETTLING:
            await self.money.settle(ride.number)
        elif ride.state is RideState.FINISHED:
            await self.money.look_at_tips(ride.number)

    async def history(self, openid: str) -> dict[str, Any]:
        async with self.database.read() as session:
            rows = await session.exec(
                select(Ride)
                .where(Ride.openid == openid, Ride.ended_by != "unpaid")
                .order_by(col(Ride.created_at).desc(), col(Ride.number))
                .limit(50)
            )
            return {"rides": [views.line(ride) for ride in rows.all()]}

    async def cancel(self, openid: str, number: str, agreed_fen: int) -> dict[str, Any]:
        """agreed_fen: the most that the passenger has agreed to pay. Refuses with fee_changed when it would be more."""
        shown = await self.show(openid, number)
        if shown["state"] == RideState.AWAITING_PAYMENT:
            await self.money.close(number, self.clock.now())
        else:
            async with self.database.write() as session:
                ride = await rides.get_own(session, number, openid)
                driver_id, now = ride.driver_id, self.clock.now()
                fee = rides.fee_now(ride, now)
                if fee > agreed_fen and ride.state in rides.CANCELLABLE:
                    raise Problem(409, "fee_changed", "Cancelling costs something now.", {"fee_fen": fee})
                await rides.cancel(session, ride, "passenger", now)
            self.live.tell(number, driver_id)
            self.engine.wake()
        return await self.show(openid, number)

    async def say(self, openid: str, number: str, *, phrase: str, text: str) -> list[dict[str, Any]]:
        async with self.database.write() as session:
            ride = await rides.get_own(session, number, openid)
            if ride.state not in WITH_DRIVER:
                raise Problem(409, "nobody_there", "There is no driver to write to.")
            session.add(
                Message(number=number, author="passenger", phrase=phrase, text=text, at=stamp(self.clock.world()))
            )
        self.live.tell(number, ride.driver_id)
        return await self.talk(openid, number)

    async def talk(self, openid: str, number: str) -> list[dict[str, Any]]:
        async with self.database.read() as session:
            await rides.get_own(session, number, openid)
            return await views.talk(session, number)

    async def rate(self, openid: str, number: str, *, stars: int, text: str) -> dict[str, Any]:
        """Once per ride. A low one opens a complaint that has to be answered."""
        async with self.database.write() as session:
            ride = await self._finished(session, openid, number)
            if ride.stars:
                raise Problem(409, "rated", "You have rated this ride already. Thank you.")
            ride.stars = stars
            session.add(ride)
            driver = await session.get(Driver, ride.driver_id)
            if driver:
                driver.stars, driver.ratings = driver.stars + stars, driver.ratings + 1
                session.add(driver)
            if stars <= STARS_BAD:
                session.add(cases.opened(number, cases.LOW_RATING, text, self.clock.world()))
        return await self.show(openid, number)

    async def report_lost(self, openid: str, number: str, text: str) -> dict[str, Any]:
        async with self.database.write() as session:
            await self._finished(session, openid, number)
            known = await session.exec(select(Case.id).where(Case.number == number, Case.kind == cases.LOST))
            if len(known.all()) >= cases.LOST_MAX:
                raise Problem(409, "reported", "You have told us already. We are looking for it.")
            session.add(cases.opened(number, cases.LOST, text, self.clock.world()))
        return await self.show(openid, number)

    async def tip(self, openid: str, number: str, amount_fen: int) -> dict[str, Any]:
        async with self.database.read() as session:
            ride = await self._finished(session, openid, number)
        before = pay_stamp(self.clock.world() + timedelta(seconds=self.payment_seconds))
        return {"payment": await self.money.ask_tip(ride, amount_fen, before)}

    async def _finished(self, session: AsyncSession, openid: str, number: str) -> Ride:
        ride = await rides.get_own(session, number, openid)
        if ride.state is not RideState.FINISHED:
            raise Problem(409, "not_over", "This is possible after the ride.")
        return ride

    async def take_notice(self, headers: Mapping[str, str], body: bytes) -> bool:
        """A notice of the host; False when it is not the host's word."""
        notice = await self.till.read_notice(headers, body)
        if not notice:
            return False
        facts, now = notice["resource"], self.clock.now()
        number = facts.get("out_hold_no") or facts["out_trade_no"]
        if notice["event_type"] == "TRANSACTION.SUCCESS":
            paid_at = said_at(facts["success_time"], self.clock.world())
            await self.money.paid(number, facts["amount"]["total"], paid_at)
        elif notice["event_type"] == "HOLD.CONFIRMED" and facts["state"] == "HELD":
            await self.money.held(number, facts["amount"]["total"], now)
        self.live.tell(number)
        self.engine.wake()
        return True
