"""What a seller sees of those who ask: each person's questions about the seller's things and the answers as one thread,
with what the person shows of their basket; and how soon a seller usually answers. Read by both faces."""

from collections.abc import Collection, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.shop.server import shown_baskets
from miniapps.shop.server.questions import Question, QuestionTopic
from miniapps.shop.server.tables import Product

QUESTIONS_MAX = 300
COUNTED, LEAST = 20, 5
"""So many answers make the usual time, so many at least."""


async def of_seller(session: AsyncSession, seller: str, now: datetime) -> list[dict[str, Any]]:
    """Those that wait for an answer first, then the newest; within a thread as it was asked. The shop itself has the
    questions about nothing as well. Nobody is named: thread is the number of its newest question."""
    rows = await session.exec(
        select(Question, Product.name)
        .outerjoin(QuestionTopic, col(QuestionTopic.number) == col(Question.number))
        .outerjoin(Product, col(Product.id) == col(QuestionTopic.product_id))
        .where(func.coalesce(QuestionTopic.seller, "") == seller)
        .order_by(col(Question.answer) != "", col(Question.asked_at).desc(), col(Question.number))
        .limit(QUESTIONS_MAX)
    )
    threads = dict[str, list[dict[str, Any]]]()
    for one, name in rows.all():
        threads.setdefault(one.openid, []).append(one.model_dump(exclude={"openid"}) | {"product": name or ""})
    shown = await shown_baskets.of_people(session, threads.keys(), seller, now)
    return [_thread(asked, shown.get(openid, [])) for openid, asked in threads.items()]


def _thread(asked: list[dict[str, Any]], basket: list[dict[str, Any]]) -> dict[str, Any]:
    questions = sorted(asked, key=lambda one: (one["asked_at"], one["number"]))
    return {"thread": questions[-1]["number"], "questions": questions, "basket": basket}


async def usual_seconds(session: AsyncSession, sellers: Collection[str]) -> dict[str, int]:
    """seller -> how long it usually takes to answer, of those who have answered enough."""
    found = dict[str, int]()
    for seller in sellers:
        rows = await session.exec(
            select(Question.asked_at, Question.answered_at)
            .outerjoin(QuestionTopic, col(QuestionTopic.number) == col(Question.number))
            .where(func.coalesce(QuestionTopic.seller, "") == seller)
            .where(Question.asked_at != "", Question.answered_at != "")
            .order_by(col(Question.answered_at).desc())
            .limit(COUNTED)
        )
        usual = usual_of([_seconds(asked, answered) for asked, answered in rows.all()])
        if usual is not None:
            found[seller] = usual
    return found


def usual_of(seconds: Sequence[int]) -> int | None:
    """The median of the newest answers; None of too few."""
    return int(median(seconds)) if len(seconds) >= LEAST else None


def _seconds(asked: str, answered: str) -> int:
    return int((datetime.fromisoformat(answered) - datetime.fromisoformat(asked)).total_seconds())
