"""Rides, from the order to the receipt. Each function is one step inside the caller's transaction; a step that comes
too late is refused, so two people who act at the same moment never both succeed. Money follows in fares_money.py."""

import json
import secrets
from dataclasses import asdict
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.taxi.server import fares
from miniapps.taxi.server.cards import tell
from miniapps.taxi.server.clock import seconds_from, stamp
from miniapps.taxi.server.drivers import car_at, release, send_to
from miniapps.taxi.server.fares import Quote
from miniapps.taxi.server.streets import Route, the_city
from miniapps.taxi.server.tables import WITH_DRIVER, Driver, MoneyState, Offer, OfferState, Ride, RideState

RUNNING = (RideState.SEARCHING, *WITH_DRIVER)
CANCELLABLE = (RideState.AWAITING_PAYMENT, RideState.SEARCHING, RideState.COMING, RideState.ARRIVED)
NEAR_SECONDS = 45
"""A driver who is so close may say that they have arrived."""


async def place(
    session: AsyncSession, *, openid: str, request_key: str, route: Route, quote: Quote, now: datetime, pay_before: str
) -> Ride:
    """Order a ride. The same request_key returns the same ride. Refuses with request_key_taken, ride_running."""
    known = (await session.exec(select(Ride).where(Ride.request_key == request_key))).first()
    if known:
        if known.openid != openid:
            raise Problem(409, "request_key_taken", "Please try again.")
        return known
    running = await session.exec(select(Ride.number).where(Ride.openid == openid, col(Ride.state).in_(RUNNING)))
    if running.first():
        raise Problem(409, "ride_running", "You already have a ride. It has to end first.")
    ride = Ride(
        number=f"KE{now:%y%m%d%H%M%S}{secrets.token_hex(5)}",
        openid=openid,
        request_key=request_key,
        state=RideState.AWAITING_PAYMENT,
        vehicle=quote.vehicle,
        start=route.nodes[0],
        goal=route.nodes[-1],
        metres=route.metres,
        seconds=route.seconds,
        surge_tenths=quote.surge_tenths,
        estimate_fen=quote.estimate_fen,
        maximum_fen=quote.maximum_fen,
        created_at=stamp(now),
        pay_before=pay_before,
    )
    session.add(ride)
    return ride


async def get(session: AsyncSession, number: str) -> Ride:
    ride = await session.get(Ride, number)
    if ride is None:
        raise Problem(404, "ride_unknown", "There is no such ride.")
    return ride


async def get_own(session: AsyncSession, number: str, openid: str) -> Ride:
    ride = await get(session, number)
    if ride.openid != openid:
        raise Problem(404, "ride_unknown", "There is no such ride.")
    return ride


async def mark_paid(session: AsyncSession, number: str, *, total_fen: int, now: datetime) -> None:
    """The host says that the maximum is set aside. Repeats change nothing; money for a closed ride is let go."""
    ride = await session.get(Ride, number)
    if ride is None or ride.maximum_fen != total_fen or ride.money is not MoneyState.NOTHING:
        return
    if ride.state is RideState.AWAITING_PAYMENT:
        ride.state, ride.searching_at, ride.money = RideState.SEARCHING, stamp(now), MoneyState.KEPT
    else:
        ride.money = MoneyState.SETTLING
    session.add(ride)


async def accept(session: AsyncSession, offer: Offer, driver: Driver, *, now: datetime, world: datetime) -> Ride:
    """The driver takes the ride; offers run out by the world's clock.

    Refuses with offer_gone when it is over or somebody else drives."""
    ride = await get(session, offer.number)
    over = offer.state is not OfferState.OPEN or offer.expires_at <= stamp(world)
    if over or ride.state is not RideState.SEARCHING or driver.ride is not None or not driver.online:
        raise Problem(409, "offer_gone", "This ride is no longer free.")
    offer.state, driver.ride = OfferState.ACCEPTED, ride.number
    ride.state, ride.driver_id, ride.assigned_at = RideState.COMING, driver.id, stamp(now)
    send_to(driver, ride.start, now)
    session.add_all([offer, driver, ride])
    await tell(session, ride)
    return ride


async def arrive(session: AsyncSession, ride: Ride, driver: Driver, now: datetime) -> None:
    _require(ride, RideState.COMING)
    if car_at(driver, now)[1] > NEAR_SECONDS:
        raise Problem(409, "not_there_yet", "You are not at the pick-up yet.")
    driver.node = driver.goal = ride.start
    ride.state, ride.arrived_at = RideState.ARRIVED, stamp(now)
    session.add_all([ride, driver])
    await tell(session, ride)


async def start(session: AsyncSession, ride: Ride, driver: Driver, now: datetime) -> None:
    _require(ride, RideState.ARRIVED)
    ride.state, ride.started_at = RideState.DRIVING, stamp(now)
    send_to(driver, ride.goal, now)
    session.add_all([ride, driver])
    await tell(session, ride)


async def finish(session: AsyncSession, ride: Ride, driver: Driver, now: datetime) -> None:
    """The fare is what was driven and waited, never above the promise; what is too much goes back."""
    _require(ride, RideState.DRIVING)
    if car_at(driver, now)[1] > NEAR_SECONDS:
        raise Problem(409, "not_there_yet", "The ride is not over yet.")
    fare = fares.fare(
        ride.vehicle,
        ride.metres,
        round(seconds_from(ride.started_at, now)),
        ride.surge_tenths,
        waiting_seconds=round(
            (datetime.fromisoformat(ride.started_at) - datetime.fromisoformat(ride.arrived_at)).total_seconds()
        ),
        maximum_fen=ride.maximum_fen,
    )
    ride.fare_fen, ride.lines = fare.total_fen, json.dumps(asdict(fare))
    ride.state, ride.ended_at, ride.money = RideState.FINISHED, stamp(now), MoneyState.SETTLING
    driver.node = driver.goal = ride.goal
    release(driver, now)
    session.add_all([ride, driver])
    await tell(session, ride)


def fee_now(ride: Ride, now: datetime) -> int:
    """What calling this ride off costs its passenger at this moment."""
    return fares.cancel_fee(
        seconds_since_assigned=seconds_from(ride.assigned_at, now) if ride.assigned_at else None,
        arrived_seconds_ago=seconds_from(ride.arrived_at, now) if ride.arrived_at else None,
        maximum_fen=ride.maximum_fen,
    )


async def cancel(session: AsyncSession, ride: Ride, by: str, now: datetime) -> None:
    """by: passenger (who may owe a fee), driver or nobody (who never make the passenger pay), unpaid.

    Refuses with too_late once the passenger sits in the car, or when the ride is over."""
    if ride.state not in CANCELLABLE:
        raise Problem(409, "too_late", "This ride can no longer be cancelled.")
    fee = fee_now(ride, now) if by == "passenger" else 0
    if fee:
        ride.fare_fen, ride.lines = fee, json.dumps({"fee_fen": fee})
    if ride.money is MoneyState.KEPT:
        ride.money = MoneyState.SETTLING
    ride.state, ride.ended_at, ride.ended_by = RideState.CANCELLED, stamp(now), by
    session.add(ride)
    for offer in await session.exec(select(Offer).where(Offer.number == ride.number, Offer.state == OfferState.OPEN)):
        offer.state = OfferState.PASSED
        session.add(offer)
    driver = await session.get(Driver, ride.driver_id) if ride.driver_id else None
    if driver:
        spot, _ = car_at(driver, now)
        driver.node = driver.goal = spot.node
        release(driver, now)
        session.add(driver)
    await tell(session, ride)


async def hand_back(session: AsyncSession, ride: Ride, driver: Driver, now: datetime) -> None:
    """The driver cannot come: the passenger keeps the ride and another driver is looked for."""
    if ride.state not in (RideState.COMING, RideState.ARRIVED):
        raise Problem(409, "too_late", "The passenger is in your car.")
    ride.state, ride.driver_id, ride.assigned_at, ride.arrived_at = RideState.SEARCHING, None, "", ""
    # A new search with all of its time: the first one ended when this driver was found.
    ride.searching_at = stamp(now)
    spot, _ = car_at(driver, now)
    driver.node = driver.goal = spot.node
    release(driver, now)
    session.add_all([ride, driver])
    await tell(session, ride)


def _require(ride: Ride, state: RideState) -> None:
    if ride.state is not state:
        raise Problem(409, "out_of_step", "This ride has gone on already.")


def path_of(nodes: tuple[int, ...]) -> list[list[float]]:
    """[[latitude, longitude], …], rounded to a metre."""
    return [[round(part, 5) for part in the_city().position(node)] for node in nodes]
