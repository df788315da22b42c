"""Rides as the two programs show them. Everything is decided here; the programs only put it into words and pictures."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.taxi.server import cases, fares, rides
from miniapps.taxi.server.clock import CityClock, seconds_from
from miniapps.taxi.server.drivers import SHARE_PERCENT, car_at, position, shown
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import (
    WITH_DRIVER,
    Case,
    Driver,
    Message,
    MoneyState,
    Offer,
    OfferState,
    Ride,
    RideState,
    Tip,
)


def line(ride: Ride) -> dict[str, Any]:
    """A ride in a list."""
    city = the_city()
    return {
        "number": ride.number,
        "state": ride.state,
        "vehicle": ride.vehicle,
        "from": city.label(ride.start)["title"],
        "to": city.label(ride.goal)["title"],
        "created_at": ride.created_at,
        "fare_fen": ride.fare_fen,
        "maximum_fen": ride.maximum_fen,
        "money": ride.money,
        "stars": ride.stars,
    }


async def passenger_view(session: AsyncSession, ride: Ride, now: datetime) -> dict[str, Any]:
    city = the_city()
    driver = await session.get(Driver, ride.driver_id) if ride.driver_id else None
    tips = (await session.exec(select(Tip).where(Tip.number == ride.number, col(Tip.paid).is_(True)))).all()
    cases = (await session.exec(select(Case).where(Case.number == ride.number).order_by(col(Case.id)))).all()
    return {
        **line(ride),
        **_times(ride, now),
        "from": city.label(ride.start),
        "to": city.label(ride.goal),
        "path": rides.path_of(city.route(ride.start, ride.goal).nodes),
        "metres": ride.metres,
        "seconds": ride.seconds,
        "surge_tenths": ride.surge_tenths,
        "estimate_fen": ride.estimate_fen,
        "refund_fen": ride.maximum_fen - ride.fare_fen if ride.money is not MoneyState.NOTHING else 0,
        "lines": [
            {"kind": kind.removesuffix("_fen"), "fen": fen} for kind, fen in json.loads(ride.lines).items() if fen
        ],
        "ended_at": ride.ended_at,
        "started_at": ride.started_at,
        "ended_by": ride.ended_by,
        "transaction_id": ride.transaction_id,
        "fee_now_fen": rides.fee_now(ride, now),
        "handed_back": await _handed_back(session, ride),
        "driver": shown(driver) if driver else None,
        "car": _car(driver, now) if driver and ride.state in WITH_DRIVER else None,
        "tip_fen": sum(tip.amount_fen for tip in tips),
        "messages": await count_messages(session, ride.number, "driver"),
        "cases": [
            {"kind": case.kind, "text": case.text, "answer_before": case.answer_before, "answer": case.answer}
            for case in cases
        ],
    }


async def _handed_back(session: AsyncSession, ride: Ride) -> bool:
    """Whoever searches although somebody had accepted has lost a driver."""
    if ride.state is not RideState.SEARCHING:
        return False
    accepted = select(Offer.id).where(Offer.number == ride.number, Offer.state == OfferState.ACCEPTED).limit(1)
    return (await session.exec(accepted)).first() is not None


def _times(ride: Ride, now: datetime) -> dict[str, int]:
    """Seconds that still run: to pay, to cancel freely, of waiting at the door."""
    pay_left = (datetime.fromisoformat(ride.pay_before) - datetime.now(UTC)).total_seconds()
    since_assigned = seconds_from(ride.assigned_at, now) if ride.assigned_at else 0.0
    return {
        "pay_seconds_left": max(0, int(pay_left)) if ride.state is RideState.AWAITING_PAYMENT else 0,
        "free_seconds_left": max(0, round(fares.FREE_CANCEL_SECONDS - since_assigned)) if ride.assigned_at else 0,
        "waiting_seconds": round(seconds_from(ride.arrived_at, now)) if ride.state is RideState.ARRIVED else 0,
        "free_waiting_seconds": fares.FREE_WAITING_SECONDS,
    }


def _car(driver: Driver, now: datetime) -> dict[str, Any]:
    spot, left = car_at(driver, now)
    here = [round(spot.latitude, 5), round(spot.longitude, 5)]
    return {**position(spot), "seconds_left": round(left), "path": [here, *rides.path_of(spot.left)]}


async def count_messages(session: AsyncSession, number: str, author: str) -> int:
    """How many the other side has written."""
    return len((await session.exec(select(Message.id).where(Message.number == number, Message.author == author))).all())


async def talk(session: AsyncSession, number: str) -> list[dict[str, Any]]:
    rows = await session.exec(
        select(Message).where(Message.number == number).order_by(col(Message.id).desc()).limit(200)
    )
    return [
        {"id": one.id, "author": one.author, "phrase": one.phrase, "text": one.text, "at": one.at}
        for one in reversed(rows.all())
    ]


async def driver_view(session: AsyncSession, driver: Driver, clock: CityClock) -> dict[str, Any]:
    """A driver's desk: the car, an offer that is open, the ride that runs, how many things were left in the car."""
    now = clock.now()
    spot, left = car_at(driver, now)
    offer = (
        await session.exec(select(Offer).where(Offer.driver_id == driver.id, Offer.state == OfferState.OPEN))
    ).first()
    ride = await session.get(Ride, driver.ride) if driver.ride else None
    return {
        "driver": {**shown(driver), "online": driver.online},
        "here": the_city().label(spot.node),
        "car": {**_car(driver, now), "seconds_left": round(left)},
        "lost": len(await cases.left_with(session, driver.id)),
        "offer": await _offer(session, offer, driver, clock) if offer else None,
        "ride": await _job(session, ride, now) if ride else None,
    }


async def _offer(session: AsyncSession, offer: Offer, driver: Driver, clock: CityClock) -> dict[str, Any] | None:
    ride, city = await rides.get(session, offer.number), the_city()
    seconds_left = -seconds_from(offer.expires_at, clock.world())
    if seconds_left <= 0:
        return None
    return {
        "id": offer.id,
        "seconds_left": round(seconds_left),
        "seconds_away": offer.seconds_away,
        "vehicle": ride.vehicle,
        "from": city.label(ride.start),
        "to": city.label(ride.goal),
        "metres": ride.metres,
        "seconds": ride.seconds,
        "earns_fen": ride.estimate_fen * SHARE_PERCENT // 100,
        "path": rides.path_of(city.route(car_at(driver, clock.now())[0].node, ride.start).nodes),
        "trip": rides.path_of(city.route(ride.start, ride.goal).nodes),
    }


async def _job(session: AsyncSession, ride: Ride, now: datetime) -> dict[str, Any]:
    city = the_city()
    return {
        "number": ride.number,
        "state": ride.state,
        "vehicle": ride.vehicle,
        "from": city.label(ride.start),
        "to": city.label(ride.goal),
        "metres": ride.metres,
        "earns_fen": ride.estimate_fen * SHARE_PERCENT // 100,
        "messages": await count_messages(session, ride.number, "passenger"),
        **_times(ride, now),
    }


async def earnings(session: AsyncSession, driver: Driver, now: datetime) -> dict[str, Any]:
    """Today and the last rides, newest first; tips in whole, fares by share."""
    driven = (
        await session.exec(
            select(Ride)
            .where(Ride.driver_id == driver.id, col(Ride.state).in_((RideState.FINISHED, RideState.CANCELLED)))
            .order_by(col(Ride.ended_at).desc())
            .limit(200)
        )
    ).all()
    tips: dict[str, int] = {}
    for tip in await session.exec(
        select(Tip).where(col(Tip.number).in_([ride.number for ride in driven]), col(Tip.paid).is_(True))
    ):
        tips[tip.number] = tips.get(tip.number, 0) + tip.amount_fen
    rows: list[dict[str, Any]] = [
        {
            **line(ride),
            "ended_at": ride.ended_at,
            "earned_fen": ride.fare_fen * SHARE_PERCENT // 100,
            "tip_fen": tips.get(ride.number, 0),
        }
        for ride in driven
    ]
    today = [row for row in rows if row["ended_at"][:10] == now.strftime("%Y-%m-%d")]
    return {
        "rides": rows[:50],
        "today_rides": sum(row["state"] == RideState.FINISHED for row in today),
        "today_fen": sum(row["earned_fen"] + row["tip_fen"] for row in today),
        "today_tips_fen": sum(row["tip_fen"] for row in today),
        "share_percent": SHARE_PERCENT,
    }
