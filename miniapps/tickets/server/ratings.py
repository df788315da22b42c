"""What people say of what they saw or flew: one rating for each booking, once it is over or a door has let somebody in.
A low one is a complaint, which the box office owes an answer; the answer is a card in their chat."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.tickets.server import cards
from miniapps.tickets.server.tables import Booking, BookingState, Rating, Ticket, stamp

LOW = 2
ANSWER_HOURS = 48
SHOWN_MAX = 100


async def can_rate(session: AsyncSession, booking: Booking, *, is_over: bool) -> bool:
    if booking.state is not BookingState.PAID or await session.get(Rating, booking.id):
        return False
    used = select(Ticket.id).where(Ticket.booking_id == booking.id, Ticket.used_at != "", col(Ticket.void).is_(False))
    return is_over or (await session.exec(used.limit(1))).first() is not None


async def rate(
    session: AsyncSession, booking: Booking, title: str, *, is_over: bool, stars: int, text: str, now: datetime
) -> None:
    """Refuses with rated_already, not_over."""
    if await session.get(Rating, booking.id):
        raise Problem(409, "rated_already", "You have rated this already. Thank you.")
    if not await can_rate(session, booking, is_over=is_over):
        raise Problem(409, "not_over", "Please wait until it is over.")
    session.add(
        Rating(
            booking_id=booking.id,
            openid=booking.openid,
            title=title,
            stars=stars,
            text=text,
            answer_by=stamp(now + timedelta(hours=ANSWER_HOURS)) if stars <= LOW else "",
            created_at=stamp(now),
        )
    )


async def answer(session: AsyncSession, booking_id: str, text: str) -> None:
    """Refuses with booking_unknown."""
    rating = await session.get(Rating, booking_id)
    if rating is None:
        raise Problem(404, "booking_unknown", "There is no such booking.")
    rating.answer = text
    session.add(rating)
    await cards.tell_answered(session, await session.get_one(Booking, booking_id), text)


async def shown(session: AsyncSession, booking_id: str, now: datetime) -> dict[str, Any] | None:
    """What one said of one's own booking."""
    rating = await session.get(Rating, booking_id)
    if rating is None:
        return None
    return {
        "stars": rating.stars,
        "text": rating.text,
        "answer_by": rating.answer_by,
        "answer": rating.answer,
        "late": bool(rating.answer_by) and not rating.answer and rating.answer_by < stamp(now),
    }


async def for_the_office(session: AsyncSession) -> dict[str, Any]:
    """How people rate by title, and complaints that wait for an answer, the most urgent first."""
    marks = await session.exec(
        select(Rating.title, func.avg(Rating.stars), func.count()).group_by(Rating.title).order_by(Rating.title)
    )
    low = await session.exec(
        select(Rating)
        .where(Rating.answer_by != "", Rating.answer == "")
        .order_by(col(Rating.answer_by), Rating.booking_id)
        .limit(SHOWN_MAX)
    )
    facts = ("booking_id", "title", "stars", "text", "answer_by")
    return {
        "ratings": [
            {"title": title, "stars": round(float(average), 1), "count": count} for title, average, count in marks
        ],
        "complaints": [one.model_dump(include=set(facts)) for one in low.all()],
    }
