"""What somebody has to answer: a low rating, a thing left in a car. Whoever runs the taxi sees all of them; a driver
sees what was left in the own car and says whether it is there. Each answer is a card in the passenger's chat."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.taxi.server.cards import tell_answered
from miniapps.taxi.server.clock import stamp
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import NOT_FOUND, Case, Ride

LOW_RATING, LOST = "low_rating", "lost_property"
ANSWER_DAYS = {LOW_RATING: 2, LOST: 3}
LOST_MAX = 3


def opened(number: str, kind: str, text: str, world: datetime) -> Case:
    until = world + timedelta(days=ANSWER_DAYS[kind])
    return Case(number=number, kind=kind, text=text, opened_at=stamp(world), answer_before=stamp(until))


async def unanswered(session: AsyncSession) -> list[Case]:
    """The most urgent first."""
    rows = await session.exec(select(Case).where(Case.answer == "").order_by(col(Case.answer_before)).limit(200))
    return list(rows.all())


async def get(session: AsyncSession, case_id: int) -> Case:
    case = await session.get(Case, case_id)
    if case is None:
        raise Problem(404, "case_unknown", "There is no such case.")
    return case


async def answer(session: AsyncSession, case: Case, text: str) -> None:
    case.answer = text
    session.add(case)
    ride = await session.get(Ride, case.number)
    if ride:
        await tell_answered(session, ride, case)


async def left_with(session: AsyncSession, driver_id: str) -> list[dict[str, Any]]:
    """What passengers miss since they rode with this driver and nobody has answered yet."""
    rows = await session.exec(
        select(Case, Ride)
        .where(Case.number == Ride.number, Ride.driver_id == driver_id, Case.kind == LOST, Case.answer == "")
        .order_by(col(Case.answer_before))
        .limit(50)
    )
    label = the_city().label
    return [
        {
            "id": case.id,
            "text": case.text,
            "answer_before": case.answer_before,
            "ended_at": ride.ended_at,
            "from": label(ride.start)["title"],
            "to": label(ride.goal)["title"],
        }
        for case, ride in rows.all()
    ]


async def answer_lost(session: AsyncSession, driver_id: str, case_id: int, found: str) -> None:
    """found: where the passenger can have it back, in the driver's words; "" when it is not in the car. Refuses with
    case_unknown, answered."""
    case = await get(session, case_id)
    ride = await session.get(Ride, case.number)
    if case.kind != LOST or ride is None or ride.driver_id != driver_id:
        raise Problem(404, "case_unknown", "There is no such case.")
    if case.answer:
        raise Problem(409, "answered", "This has been answered already.")
    await answer(session, case, found or NOT_FOUND)
