"""A thousand passengers at once: no driver booked twice, no ride driven by two, and all money accounted for."""

import asyncio

import pytest
from sqlmodel import col, select

from miniapps.kit.problems import Problem
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import Driver, MoneyState, Offer, OfferState, Ride, RideState
from tests.miniapps.taxi.stand import Taxi

PASSENGERS, DRIVERS, NODES = 1_000, 60, len(the_city().points)


@pytest.mark.long
async def test_a_thousand_requests_book_no_driver_twice(taxi: Taxi) -> None:
    for n in range(DRIVERS):
        await taxi.hire(f"d{n:02}", node=n * 11)

    async def passenger(n: int) -> str:
        number = await taxi.order(f"p{n}", start=n * 7 % NODES, goal=(n * 7 + 300) % NODES)
        await taxi.pay(number, notices=1)
        await taxi.engine.dispatch()
        return number

    async def driver(name: str) -> None:
        """Answers every offer twice at the same moment, as an impatient thumb does."""
        offer = (await taxi.cab.show(name))["offer"]
        if offer:
            twice = await asyncio.gather(
                taxi.cab.accept(name, offer["id"]), taxi.cab.accept(name, offer["id"]), return_exceptions=True
            )
            assert [one for one in twice if isinstance(one, Problem)]

    numbers = await asyncio.gather(*(passenger(n) for n in range(PASSENGERS)))
    for _ in range(3):
        await asyncio.gather(*(driver(f"d{n:02}") for n in range(DRIVERS)))
        await asyncio.gather(*(taxi.engine.dispatch() for _ in range(20)))

    assert len(set(numbers)) == PASSENGERS
    async with taxi.database.read() as session:
        rides = (await session.exec(select(Ride).where(Ride.state == RideState.COMING))).all()
        drivers = (await session.exec(select(Driver).where(col(Driver.ride).is_not(None)))).all()
        accepted = (await session.exec(select(Offer).where(Offer.state == OfferState.ACCEPTED))).all()
    assert len(rides) == len({ride.driver_id for ride in rides}) == DRIVERS
    assert {(ride.number, ride.driver_id) for ride in rides} == {(one.ride, one.id) for one in drivers}
    assert {(ride.number, ride.driver_id) for ride in rides} == {(one.number, one.driver_id) for one in accepted}

    # Everybody else gives up: what they paid goes back in whole.
    taxi.clock.move(601)
    while await _searching(taxi):
        await taxi.engine.sweep()
    while await taxi.money.unsettled():
        await taxi.engine.sweep()
    assert len(taxi.till.returned) == PASSENGERS - DRIVERS
    async with taxi.database.read() as session:
        kept = (await session.exec(select(Ride).where(Ride.money == MoneyState.KEPT))).all()
    assert len(kept) == DRIVERS
    assert sum(taxi.till.asked.values()) - sum(taxi.till.returned.values()) == sum(ride.maximum_fen for ride in kept)


async def _searching(taxi: Taxi) -> bool:
    async with taxi.database.read() as session:
        return bool((await session.exec(select(Ride.number).where(Ride.state == RideState.SEARCHING))).first())


async def test_the_database_itself_refuses_a_second_ride_for_a_driver(taxi: Taxi) -> None:
    await taxi.hire("d1")
    await taxi.with_driver()
    other = await taxi.order("ben")

    async def force() -> None:
        async with taxi.database.write() as session:
            ride = await session.get(Ride, other)
            assert ride
            ride.state, ride.driver_id = RideState.COMING, "d1"
            session.add(ride)

    with pytest.raises(Exception, match="UNIQUE"):
        await force()
