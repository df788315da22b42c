"""What a driver can ask for, from the driver program or as a simulated driver: each method is one thing."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.taxi.server import cases, drivers, rides, views
from miniapps.taxi.server.clock import CityClock, stamp
from miniapps.taxi.server.fares import VehicleClass
from miniapps.taxi.server.fares_money import FaresMoney
from miniapps.taxi.server.live import Live
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import Driver, Message, Offer, OfferState, Ride

STEPS = {"arrive": rides.arrive, "start": rides.start, "finish": rides.finish, "hand_back": rides.hand_back}


@dataclass(frozen=True, slots=True)
class Cab:
    database: Database
    money: FaresMoney
    live: Live
    clock: CityClock

    async def register(
        self, driver_id: str, *, name: str, car: str, plate: str, vehicle: VehicleClass, node: int
    ) -> None:
        """A driver with a car, or another car for a driver who is offline."""
        async with self.database.write() as session:
            now = stamp(self.clock.now())
            driver = await session.get(Driver, driver_id)
            if driver is None:
                driver = Driver(
                    id=driver_id, name="", car="", plate="", vehicle=vehicle,
                    node=node, goal=node, since=now, idle_since=now,
                )  # fmt: skip
            elif driver.online:
                raise Problem(409, "go_offline_first", "Please go offline first.")
            driver.name, driver.car, driver.plate, driver.vehicle = name, car, plate, vehicle
            session.add(driver)

    async def show(self, driver_id: str) -> dict[str, Any]:
        async with self.database.read() as session:
            return await views.driver_view(session, await drivers.get_driver(session, driver_id), self.clock)

    async def switch(self, driver_id: str, *, online: bool, node: int | None) -> None:
        """Go online (at a corner, when one is named) or offline. Refuses to leave a passenger behind."""
        async with self.database.write() as session:
            driver, now = await drivers.get_driver(session, driver_id), self.clock.now()
            if online:
                if node is not None and driver.ride is None:
                    driver.node = driver.goal = node
                drivers.go_online(driver, now)
            else:
                drivers.go_offline(driver)
                await self._let_offers_pass(session, driver_id)
            session.add(driver)

    async def _let_offers_pass(self, session: AsyncSession, driver_id: str) -> None:
        for offer in await session.exec(
            select(Offer).where(Offer.driver_id == driver_id, Offer.state == OfferState.OPEN)
        ):
            offer.state = OfferState.PASSED
            session.add(offer)

    async def drive_to(self, driver_id: str, node: int) -> None:
        """A free car goes somewhere else to wait there."""
        async with self.database.write() as session:
            driver = await drivers.get_driver(session, driver_id)
            if driver.ride is None:
                drivers.send_to(driver, node, self.clock.now())
                session.add(driver)

    async def accept(self, driver_id: str, offer_id: int) -> None:
        async with self.database.write() as session:
            driver, offer = await self._offer(session, driver_id, offer_id)
            ride = await rides.accept(session, offer, driver, now=self.clock.now(), world=self.clock.world())
            session.add(self._said(ride.number, "on_my_way"))
        self.live.tell(ride.number, driver_id)

    async def decline(self, driver_id: str, offer_id: int) -> None:
        async with self.database.write() as session:
            _, offer = await self._offer(session, driver_id, offer_id)
            if offer.state is OfferState.OPEN:
                offer.state = OfferState.DECLINED
                session.add(offer)
        self.live.tell(driver_id)

    async def _offer(self, session: AsyncSession, driver_id: str, offer_id: int) -> tuple[Driver, Offer]:
        driver, offer = await drivers.get_driver(session, driver_id), await session.get(Offer, offer_id)
        if offer is None or offer.driver_id != driver_id:
            raise Problem(404, "offer_gone", "This ride is no longer free.")
        return driver, offer

    async def step(self, driver_id: str, step: str) -> None:
        """arrive, start, finish or hand_back the ride that runs; finishing settles the money at once."""
        async with self.database.write() as session:
            driver, ride = await self._running(session, driver_id)
            await STEPS[step](session, ride, driver, self.clock.now())
            if step == "arrive":
                session.add(self._said(ride.number, "at_the_door"))
        self.live.tell(ride.number, driver_id)
        if step == "finish":
            # When the host is away the ride is over all the same; the sweep settles it later.
            with suppress(Problem, OSError):
                await self.money.settle(ride.number)
            self.live.tell(ride.number)

    async def _running(self, session: AsyncSession, driver_id: str) -> tuple[Driver, Ride]:
        driver = await drivers.get_driver(session, driver_id)
        if driver.ride is None:
            raise Problem(409, "no_ride", "You have no ride at the moment.")
        return driver, await rides.get(session, driver.ride)

    async def say(self, driver_id: str, *, phrase: str, text: str = "") -> None:
        async with self.database.write() as session:
            _, ride = await self._running(session, driver_id)
            session.add(self._said(ride.number, phrase, text))
        self.live.tell(ride.number, driver_id)

    def _said(self, number: str, phrase: str, text: str = "") -> Message:
        return Message(number=number, author="driver", phrase=phrase, text=text, at=stamp(self.clock.world()))

    async def talk(self, driver_id: str) -> list[dict[str, Any]]:
        async with self.database.read() as session:
            _, ride = await self._running(session, driver_id)
            return await views.talk(session, ride.number)

    async def left_in_car(self, driver_id: str) -> list[dict[str, Any]]:
        async with self.database.read() as session:
            return await cases.left_with(session, driver_id)

    async def answer_lost(self, driver_id: str, case_id: int, found: str) -> None:
        async with self.database.write() as session:
            await cases.answer_lost(session, driver_id, case_id, found)

    async def earnings(self, driver_id: str) -> dict[str, Any]:
        async with self.database.read() as session:
            return await views.earnings(session, await drivers.get_driver(session, driver_id), self.clock.now())

    def stands(self) -> list[dict[str, Any]]:
        """Where a driver may start the day."""
        places = sorted(the_city().places.values(), key=lambda place: place["name"])
        return [the_city().label(place["node"]) for place in places]

    async def simulated(self) -> list[Driver]:
        async with self.database.read() as session:
            return list((await session.exec(select(Driver).where(col(Driver.simulated).is_(True)))).all())
