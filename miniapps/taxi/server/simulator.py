"""Drivers of our own making, for demonstrations and tests: they cruise, take offers, arrive, start and finish through
the same doors as people. Where their cars are is not simulated at all, see drivers.py. Chance is an argument."""

import random
from contextlib import suppress
from datetime import datetime

from sqlmodel import col, select

from miniapps.kit.problems import Problem
from miniapps.taxi.server.cab import Cab
from miniapps.taxi.server.clock import seconds_from
from miniapps.taxi.server.drivers import car_at
from miniapps.taxi.server.fares import VehicleClass
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import Driver, Message, Offer, OfferState, Ride, RideState

NAMES = (
    "Ada Bram Cleo Dario Edda Farid Gwen Hugo Ines Jonas Kaya Leon Mira Nuno Odile Pavel Rosa Samir Tove Uma Vito "
    "Wanda Xenia Yusuf Zora"
)
CARS = {
    VehicleClass.ECONOMY: ("Sand Finch 2", "Blue Plover", "White Wren S"),
    VehicleClass.COMFORT: ("Black Heron", "Silver Osprey GT"),
    VehicleClass.VAN: ("Green Pelican 7", "Grey Stork L"),
}
MIX = (*[VehicleClass.ECONOMY] * 5, *[VehicleClass.COMFORT] * 3, *[VehicleClass.VAN] * 2)
THINKS_SECONDS, BOARDING_SECONDS, CRUISES_AFTER_SECONDS = 3, 25, 40
DECLINES_SHARE = 0.05
CRUISERS_PER_BEAT = 3


class Simulator:
    def __init__(self, cab: Cab, count: int, rng: random.Random) -> None:
        self._cab, self._rng = cab, rng
        self.count, self.paused = count, False

    async def hire(self) -> None:
        """As many as wanted are there and online; those of an earlier run keep their names, others go home."""
        known = {driver.id: driver for driver in await self._cab.simulated()}
        for n in range(self.count):
            if f"sim-{n}" not in known:
                await self._make(n)
        async with self._cab.database.write() as session:
            for n, driver in enumerate(await self._cab.simulated()):
                driver.online = driver.ride is not None or n < self.count
                session.add(driver)

    async def _make(self, n: int) -> None:
        vehicle, names = MIX[n % len(MIX)], NAMES.split()
        await self._cab.register(
            f"sim-{n}",
            name=names[n % len(names)],
            car=self._rng.choice(CARS[vehicle]),
            plate=f"K {self._rng.randrange(100, 999)} {self._rng.choice('ABCDEFGHJKLMNPRSTUVWXYZ')}{n % 10}",
            vehicle=vehicle,
            node=self._rng.randrange(len(the_city().points)),
        )
        async with self._cab.database.write() as session:
            driver = await session.get(Driver, f"sim-{n}")
            if driver:
                driver.simulated, driver.stars, driver.ratings = True, self._rng.randint(92, 99), 20
                session.add(driver)

    async def step(self) -> None:
        """Everything that is due now. A refusal means that somebody else was quicker, which is fine."""
        if self.paused or not self.count:
            return
        now = self._cab.clock.now()
        async with self._cab.database.read() as session:
            offers = (await session.exec(select(Offer).where(Offer.state == OfferState.OPEN))).all()
            running = (await session.exec(select(Driver, Ride).where(Driver.ride == Ride.number))).all()
            heard = {
                number
                for number, author in await self._last_words([ride.number for _, ride in running])
                if author == "passenger"
            }
        drivers = await self._cab.simulated()
        own = {driver.id for driver in drivers}
        for offer in offers:
            if (
                offer.driver_id in own
                and seconds_from(offer.made_at, self._cab.clock.world()) >= THINKS_SECONDS
                and offer.id is not None
            ):
                with suppress(Problem):
                    if self._rng.random() < DECLINES_SHARE:
                        await self._cab.decline(offer.driver_id, offer.id)
                    else:
                        await self._cab.accept(offer.driver_id, offer.id)
        for driver, ride in running:
            if driver.id in own:
                with suppress(Problem):
                    await self._go_on(driver, ride, ride.number in heard, now)
        await self._cruise([one for one in drivers if one.online and one.ride is None], now)

    async def _last_words(self, numbers: list[str]) -> list[tuple[str, str]]:
        async with self._cab.database.read() as session:
            rows = await session.exec(select(Message).where(col(Message.number).in_(numbers)).order_by(col(Message.id)))
            return list({one.number: (one.number, one.author) for one in rows}.values())

    async def _go_on(self, driver: Driver, ride: Ride, heard: bool, now: datetime) -> None:
        if heard:
            await self._cab.say(driver.id, phrase="understood")
        there = car_at(driver, now)[1] <= 0
        if ride.state is RideState.COMING and there:
            await self._cab.step(driver.id, "arrive")
        elif ride.state is RideState.ARRIVED and seconds_from(ride.arrived_at, now) >= BOARDING_SECONDS:
            await self._cab.step(driver.id, "start")
        elif ride.state is RideState.DRIVING and there:
            await self._cab.step(driver.id, "finish")

    async def _cruise(self, free: list[Driver], now: datetime) -> None:
        """A few of those who have stood for a while look for a better corner."""
        stood = [
            one for one in free if car_at(one, now)[1] <= 0 and seconds_from(one.since, now) > CRUISES_AFTER_SECONDS
        ]
        for driver in self._rng.sample(stood, min(CRUISERS_PER_BEAT, len(stood))):
            await self._cab.drive_to(driver.id, self._rng.randrange(len(the_city().points)))
