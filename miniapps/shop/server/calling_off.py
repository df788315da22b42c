"""A limited drop called off by its seller: from this moment nothing of it is sold, rights and places in its queue end,
and who agreed to hear of it is told. What is paid stays; what still waits for payment is closed at the host by
desk.py."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server import counter, drops, turns
from miniapps.shop.server.tables import DropPlace, Order, OrderLine, OrderState, Variant, stamp


async def call_off(session: AsyncSession, seller: str, drop_id: str, now: datetime) -> list[str]:
    """Returns the numbers of orders with a piece of it that wait for their payment. Repeats change nothing. Refuses
    with drop_unknown, drop_over (every piece is paid)."""
    drop = await drops.get(session, drop_id)
    try:
        await counter.require_own(session, seller, drop.product_id)
    except Problem as problem:
        raise Problem(404, "drop_unknown", "There is no such drop.") from problem
    waiting = await _unpaid(session, drop.variant_id)
    if drop.called_off_at:
        return waiting
    bought = select(DropPlace.openid).where(DropPlace.drop_id == drop.id, DropPlace.state == "bought")
    if len((await session.exec(bought)).all()) - len(waiting) >= drop.quantity:
        raise Problem(409, "drop_over", "Every piece is sold already.")
    drop.called_off_at = stamp(now)
    session.add(drop)
    await turns.tell_called_off(session, drop)
    ended = update(DropPlace).where(col(DropPlace.drop_id) == drop.id, col(DropPlace.state).in_(("waiting", "yours")))
    await session.exec(ended.values(state="missed", until=""))
    variant = await session.get_one(Variant, drop.variant_id)
    variant.stock = 0
    session.add(variant)
    return waiting


async def _unpaid(session: AsyncSession, variant_id: str) -> list[str]:
    wanted = (
        select(Order.number)
        .join(OrderLine, col(OrderLine.number) == col(Order.number))
        .where(OrderLine.variant_id == variant_id, Order.state == OrderState.AWAITING_PAYMENT)
        .distinct()
    )
    return list((await session.exec(wanted)).all())
