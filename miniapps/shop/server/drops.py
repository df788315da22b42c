"""Limited drops: few pieces, many people, one fair queue, nothing oversold.

Whoever joins before the opening is drawn by lot when it opens, so being a second faster is worth nothing; whoever
comes later stands behind them in order. The first in the queue get the right to buy one piece each, for a few minutes;
a right nobody uses goes to the next. Rights and pieces bought never add up to more than the drop has."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server.tables import Drop, DropPlace, stamp

RIGHT_SECONDS = 300


async def join(session: AsyncSession, drop_id: str, openid: str, now: datetime) -> None:
    """One place for each person; joining again changes nothing. Refuses with drop_unknown."""
    drop = await get(session, drop_id)
    await open_if_time(session, drop, now)
    known = await session.get(DropPlace, (drop_id, openid))
    if known is None:
        place = await _last(session, drop_id) + 1 if drop.drawn else 0
        session.add(DropPlace(drop_id=drop_id, openid=openid, place=place))
        await session.flush()
    await hand_out(session, drop, now)


async def show(session: AsyncSession, drop_id: str, openid: str, now: datetime) -> dict[str, Any]:
    """The drop as this person sees it. state: joinable, waiting (with how many are before), yours (until when), bought,
    missed. Hands rights on, so reading it moves the queue."""
    drop = await get(session, drop_id)
    await open_if_time(session, drop, now)
    await hand_out(session, drop, now)
    mine = await session.get(DropPlace, (drop_id, openid), populate_existing=True)
    joined = (await session.exec(select(func.count()).where(DropPlace.drop_id == drop_id))).one()
    bought = await _count(session, drop_id, "bought")
    facts: dict[str, Any] = {
        "id": drop.id,
        "product_id": drop.product_id,
        "variant_id": drop.variant_id,
        "title": drop.title,
        "opens_at": drop.opens_at,
        "is_open": drop.drawn,
        "quantity": drop.quantity,
        "left": drop.quantity - bought,
        "joined": joined,
        "state": mine.state if mine else "joinable",
        "before": 0,
        "until": mine.until if mine and mine.state == "yours" else "",
    }
    if mine and mine.state == "waiting" and drop.drawn:
        ahead = select(func.count()).where(
            DropPlace.drop_id == drop_id, DropPlace.state == "waiting", col(DropPlace.place) < mine.place
        )
        facts["before"] = (await session.exec(ahead)).one()
    return facts


async def use_right(session: AsyncSession, variant_id: str, openid: str, quantity: int, now: datetime) -> None:
    """In the transaction that makes the order: nothing to do for what is no drop. Refuses with not_your_turn."""
    drop = (await session.exec(select(Drop).where(Drop.variant_id == variant_id))).first()
    if drop is None:
        return
    taken = await session.exec(
        update(DropPlace)
        .where(
            col(DropPlace.drop_id) == drop.id,
            col(DropPlace.openid) == openid,
            col(DropPlace.state) == "yours",
            col(DropPlace.until) > stamp(now),
        )
        .values(state="bought")
    )
    if taken.rowcount != 1 or quantity != 1:
        raise Problem(409, "not_your_turn", "It is not your turn. One piece each, in the order of the queue.")


async def give_back(session: AsyncSession, variant_id: str, openid: str) -> None:
    """The order came to nothing: the piece goes to the next in the queue."""
    drop = (await session.exec(select(Drop).where(Drop.variant_id == variant_id))).first()
    if drop:
        mine = await session.get(DropPlace, (drop.id, openid))
        if mine and mine.state == "bought":
            mine.state = "missed"
            session.add(mine)


async def get(session: AsyncSession, drop_id: str) -> Drop:
    drop = await session.get(Drop, drop_id)
    if drop is None:
        raise Problem(404, "drop_unknown", "There is no such drop.")
    return drop


async def open_if_time(session: AsyncSession, drop: Drop, now: datetime) -> None:
    """Draw the queue, once, when the time has come."""
    if drop.drawn or drop.opens_at > stamp(now):
        return
    early = list((await session.exec(select(DropPlace.openid).where(DropPlace.drop_id == drop.id))).all())
    secrets.SystemRandom().shuffle(early)
    if early:
        rows = [{"d": drop.id, "o": openid, "n": place} for place, openid in enumerate(early, 1)]
        connection = await session.connection()
        await connection.exec_driver_sql(
            "UPDATE drop_places SET place = :n WHERE drop_id = :d AND openid = :o",
            rows,  # pyright: ignore[reportArgumentType] one row of parameters each
        )
    drop.drawn = True
    session.add(drop)
    await session.flush()


async def hand_out(session: AsyncSession, drop: Drop, now: datetime) -> None:
    """Take back rights that have run out and give free ones to the next in the queue."""
    if not drop.drawn:
        return
    await session.exec(
        update(DropPlace)
        .where(col(DropPlace.drop_id) == drop.id, col(DropPlace.state) == "yours", col(DropPlace.until) <= stamp(now))
        .values(state="missed")
    )
    free = drop.quantity - await _count(session, drop.id, "bought") - await _count(session, drop.id, "yours")
    if free <= 0:
        return
    queue = select(DropPlace.openid).where(DropPlace.drop_id == drop.id, DropPlace.state == "waiting")
    following = (await session.exec(queue.order_by(col(DropPlace.place)).limit(free))).all()
    until = stamp(now + timedelta(seconds=RIGHT_SECONDS))
    await session.exec(
        update(DropPlace)
        .where(col(DropPlace.drop_id) == drop.id, col(DropPlace.openid).in_(following))
        .values(state="yours", until=until)
    )


async def _count(session: AsyncSession, drop_id: str, state: str) -> int:
    wanted = select(func.count()).where(DropPlace.drop_id == drop_id, DropPlace.state == state)
    return (await session.exec(wanted)).one()


async def _last(session: AsyncSession, drop_id: str) -> int:
    return (await session.exec(select(func.max(DropPlace.place)).where(DropPlace.drop_id == drop_id))).one() or 0
