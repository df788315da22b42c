"""Limited drops: few pieces, many people, one fair queue, nothing oversold.

Whoever joins before the opening is drawn by lot when it opens, so being a second faster is worth nothing; whoever
comes later stands behind them in order. The first in the queue get the right to buy one piece each, for a few minutes;
a right nobody uses goes to the next. Rights and pieces bought never add up to more than the drop has."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server import turns
from miniapps.shop.server.tables import Drop, DropPlace, Product, Variant, stamp

RIGHT_SECONDS = 300
AHEAD_DAYS_MAX = 90


async def announce(
    session: AsyncSession, product: Product, variant: Variant, *, quantity: int, opens_at: str, now: datetime
) -> Drop:
    """From now on this variant is sold by its queue alone, `quantity` pieces of it. Refuses with drop_terms (it would
    open in the past, or too far away), drop_fixed (it is limited already)."""
    if not stamp(now) < opens_at <= stamp(now + timedelta(days=AHEAD_DAYS_MAX)):
        raise Problem(409, "drop_terms", f"Please choose an opening within the next {AHEAD_DAYS_MAX} days.")
    if (await session.exec(select(Drop).where(Drop.variant_id == variant.id))).first():
        raise Problem(409, "drop_fixed", "The pieces of a limited drop are counted.")
    variant.stock = quantity
    drop = Drop(
        id=f"d-{secrets.token_hex(6)}",
        title=product.name,
        product_id=product.id,
        variant_id=variant.id,
        quantity=quantity,
        opens_at=opens_at,
    )
    session.add_all([variant, drop])
    return drop


async def of_variants(session: AsyncSession, variant_ids: Sequence[str]) -> dict[str, Drop]:
    """variant -> its drop, of those that are sold by a queue."""
    rows = await session.exec(select(Drop).where(col(Drop.variant_id).in_(variant_ids)))
    return {drop.variant_id: drop for drop in rows}


def limits(drop: Drop | None) -> dict[str, Any]:
    """What a variant says of its drop: {"drop_id", "is_off"}."""
    return {"drop_id": drop.id if drop else "", "is_off": bool(drop and drop.called_off_at)}


async def join(
    session: AsyncSession, drop_id: str, openid: str, now: datetime, *, tell: bool = False, tell_off: bool = False
) -> None:
    """One place for each person; joining again changes nothing but `tell`, they agreed to hear of their turn, and
    `tell_off`, of a drop that is called off. Refuses with drop_unknown, drop_off."""
    drop = await get(session, drop_id)
    if drop.called_off_at:
        raise Problem(409, "drop_off", "This has been called off by its seller.")
    await open_if_time(session, drop, now)
    known = await session.get(DropPlace, (drop_id, openid))
    if known is None:
        place = await _last(session, drop_id) + 1 if drop.drawn else 0
        session.add(DropPlace(drop_id=drop_id, openid=openid, place=place))
        await session.flush()
    await hand_out(session, drop, now)
    mine = await session.get_one(DropPlace, (drop_id, openid), populate_existing=True)
    if tell and mine.state == "waiting":
        await turns.watch(session, drop_id, openid)
    if tell_off and mine.state in ("waiting", "yours"):
        await turns.watch_end(session, drop_id, openid)


async def hand_on(session: AsyncSession, now: datetime) -> None:
    """Queues move by being looked at; this looks for everybody, so that who is away is told in time."""
    for drop in (await session.exec(select(Drop))).all():
        await open_if_time(session, drop, now)
        await hand_out(session, drop, now)


async def show(session: AsyncSession, drop_id: str, openid: str, now: datetime) -> dict[str, Any]:
    """The drop as this person sees it. state: joinable, waiting (with how many are before), yours (until when), bought,
    missed. is_off: its seller has called it off. Hands rights on, so reading it moves the queue."""
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
        "is_off": bool(drop.called_off_at),
        "quantity": drop.quantity,
        "left": 0 if drop.called_off_at else drop.quantity - bought,
        "joined": joined,
        "state": mine.state if mine else "joinable",
        "told": await turns.is_watching(session, drop_id, openid),
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
    """In the transaction that makes the order: nothing to do for what is no drop. Refuses with not_your_turn,
    drop_off."""
    drop = (await session.exec(select(Drop).where(Drop.variant_id == variant_id))).first()
    if drop is None:
        return
    if drop.called_off_at:
        raise Problem(409, "drop_off", "This has been called off by its seller.")
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


async def give_back(session: AsyncSession, variant_id: str, openid: str) -> bool:
    """The order came to nothing: the piece goes to the next in the queue. False when nobody may have it any more."""
    drop = (await session.exec(select(Drop).where(Drop.variant_id == variant_id))).first()
    if drop:
        mine = await session.get(DropPlace, (drop.id, openid))
        if mine and mine.state == "bought":
            mine.state = "missed"
            session.add(mine)
    return not (drop and drop.called_off_at)


async def get(session: AsyncSession, drop_id: str) -> Drop:
    drop = await session.get(Drop, drop_id)
    if drop is None:
        raise Problem(404, "drop_unknown", "There is no such drop.")
    return drop


async def open_if_time(session: AsyncSession, drop: Drop, now: datetime) -> None:
    """Draw the queue, once, when the time has come."""
    if drop.drawn or drop.called_off_at or drop.opens_at > stamp(now):
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
    if not drop.drawn or drop.called_off_at:
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
    await turns.tell(session, drop, following, RIGHT_SECONDS // 60)


async def _count(session: AsyncSession, drop_id: str, state: str) -> int:
    wanted = select(func.count()).where(DropPlace.drop_id == drop_id, DropPlace.state == state)
    return (await session.exec(wanted)).one()


async def _last(session: AsyncSession, drop_id: str) -> int:
    return (await session.exec(select(func.max(DropPlace.place)).where(DropPlace.drop_id == drop_id))).one() or 0
