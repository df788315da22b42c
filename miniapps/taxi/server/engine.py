"""The beat of the taxi: hands out rides (several at once, by dispatch.py), lets offers run out, gives up on rides
nobody can take. One round at a time; whoever asks while one runs shares the next, so a thousand requests need few
rounds."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.taxi.server import rides
from miniapps.taxi.server.clock import CityClock, pay_stamp, seconds_from, stamp
from miniapps.taxi.server.dispatch import Car, Pair, Wish, match
from miniapps.taxi.server.drivers import car_at
from miniapps.taxi.server.fares_money import FaresMoney
from miniapps.taxi.server.live import Live
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import Driver, Offer, OfferState, Ride, RideState

OFFER_SECONDS = 20
SEARCH_SECONDS = 10 * 60
WISHES_MAX = 80
BEAT_SECONDS = 0.5


class Engine:
    def __init__(self, database: Database, money: FaresMoney, live: Live, clock: CityClock) -> None:
        self._database, self._money, self._live, self._clock = database, money, live, clock
        self._turn = asyncio.Lock()
        self._next: asyncio.Task[list[Pair]] | None = None
        self._wanted = asyncio.Event()

    def wake(self) -> None:
        """Do not wait for the next beat."""
        self._wanted.set()

    async def beat(self) -> None:
        """Until something asks for a round, or half a second is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BEAT_SECONDS):
                await self._wanted.wait()
        self._wanted.clear()

    async def dispatch(self) -> list[Pair]:
        """One round; calls that come while another runs share the round after it."""
        if self._next is None:
            self._next = asyncio.create_task(self._round())
        return await asyncio.shield(self._next)

    async def _round(self) -> list[Pair]:
        async with self._turn:
            self._next = None  # whoever asks from now on is not in this round
            now, world = self._clock.now(), self._clock.world()
            async with self._database.write() as session:
                told = await self._run_out(session, world)
                wishes = await self._wishes(session, now)
                cars = await self._cars(session, now) if wishes else []
                pairs = match(wishes, cars, the_city().seconds_between)
                for pair in pairs:
                    session.add(
                        Offer(
                            number=pair.number,
                            driver_id=pair.driver_id,
                            seconds_away=pair.seconds_away,
                            made_at=stamp(world),
                            expires_at=stamp(world + timedelta(seconds=OFFER_SECONDS)),
                        )
                    )
            self._live.tell(*told, *(pair.driver_id for pair in pairs))
            return pairs

    async def _run_out(self, session: AsyncSession, now: datetime) -> list[str]:
        """Offers nobody answered pass on."""
        over = await session.exec(
            select(Offer).where(Offer.state == OfferState.OPEN, col(Offer.expires_at) <= stamp(now))
        )
        told = list[str]()
        for offer in over.all():
            offer.state = OfferState.PASSED
            session.add(offer)
            told.append(offer.driver_id)
        await session.flush()
        return told

    async def _wishes(self, session: AsyncSession, now: datetime) -> list[Wish]:
        """Rides without a car and without an open offer, the longest waiting first."""
        asked: dict[str, set[str]] = {}
        open_offers = set[str]()
        rows = (
            await session.exec(
                select(Offer).where(col(Offer.number).in_(select(Ride.number).where(Ride.state == RideState.SEARCHING)))
            )
        ).all()
        for offer in rows:
            asked.setdefault(offer.number, set()).add(offer.driver_id)
            if offer.state is OfferState.OPEN:
                open_offers.add(offer.number)
        waiting = (
            await session.exec(
                select(Ride)
                .where(Ride.state == RideState.SEARCHING, col(Ride.number).not_in(open_offers))
                .order_by(col(Ride.searching_at), col(Ride.number))
                .limit(WISHES_MAX)
            )
        ).all()
        return [
            Wish(
                ride.number,
                ride.vehicle,
                ride.start,
                seconds_from(ride.searching_at, now),
                frozenset(asked.get(ride.number, ())),
            )
            for ride in waiting
        ]

    async def _cars(self, session: AsyncSession, now: datetime) -> list[Car]:
        free = await session.exec(
            select(Driver).where(
                col(Driver.online).is_(True),
                col(Driver.ride).is_(None),
                col(Driver.id).not_in(select(Offer.driver_id).where(Offer.state == OfferState.OPEN)),
            )
        )
        return [
            Car(driver.id, driver.vehicle, car_at(driver, now)[0].node, seconds_from(driver.idle_since, now))
            for driver in free
        ]

    async def sweep(self) -> None:
        """Close what was never paid, give up on what nobody drives, finish what is owed. Each alone may fail."""
        now = self._clock.now()
        async with self._database.read() as session:
            unpaid = (
                await session.exec(
                    select(Ride.number)
                    .where(
                        Ride.state == RideState.AWAITING_PAYMENT, col(Ride.pay_before) <= pay_stamp(self._clock.world())
                    )
                    .limit(100)
                )
            ).all()
            alone = (
                await session.exec(
                    select(Ride.number).where(
                        Ride.state == RideState.SEARCHING,
                        col(Ride.searching_at) <= stamp(now - timedelta(seconds=SEARCH_SECONDS)),
                    )
                )
            ).all()
        for number in unpaid:
            with suppress(Problem, OSError):
                await self._money.close(number, now)
        for number in alone:
            with suppress(Problem):
                async with self._database.write() as session:
                    await rides.cancel(session, await rides.get(session, number), "nobody", now)
            self._live.tell(number)
        for number in await self._money.unsettled():
            with suppress(Problem, OSError):
                await self._money.settle(number)
            self._live.tell(number)
