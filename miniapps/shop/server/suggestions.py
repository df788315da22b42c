"""A person's own order of what is found: first what is near to what they bought, then what most people buy, each with
its reason. Somebody new, and whoever turned it off, has the order of what most people buy. Used by the buyers' face."""

from typing import Any

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.shop.server import catalogue, search, tastes
from miniapps.shop.server.search import Narrowed
from miniapps.shop.server.tables import Order, OrderLine, OrderState, Product, ShopTable
from miniapps.shop.server.tastes import Taste, Thing

LINES_MAX = 100
STRIP = 8
POPULAR = 3
"""So many of a shelf are called popular."""


class Impersonal(ShopTable, table=True):
    """Somebody wants the same order as everybody."""

    __tablename__ = "impersonal"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)


async def is_on(session: AsyncSession, openid: str) -> bool:
    return await session.get(Impersonal, openid) is None


async def turn(session: AsyncSession, openid: str, on: bool) -> None:
    kept = await session.get(Impersonal, openid)
    if kept and on:
        await session.delete(kept)
    elif not kept and not on:
        session.add(Impersonal(openid=openid))


async def taste_for(session: AsyncSession, openid: str) -> Taste:
    """openid: "" for somebody who has not signed in."""
    if not openid or not await is_on(session, openid):
        return Taste()
    rows = await session.exec(
        select(OrderLine.product_id, OrderLine.name, Product.category, Product.brand)
        .join(Order, col(Order.number) == col(OrderLine.number))
        .join(Product, col(Product.id) == col(OrderLine.product_id))
        .where(Order.openid == openid, Order.state == OrderState.PAID)
        .order_by(col(Order.paid_at).desc(), col(OrderLine.id))
        .limit(LINES_MAX)
    )
    return tastes.taste_of([Thing(*row) for row in rows.all()])


async def browse(session: AsyncSession, openid: str, narrowed: Narrowed, *, query: str, page: int) -> dict[str, Any]:
    """As `catalogue.browse`; what words find stands in this person's order, with "why"."""
    taste = await taste_for(session, openid) if search.expression(query) else None
    found = await catalogue.browse(session, narrowed, query=query, page=page, taste=taste)
    return found if taste is None else found | {"items": await _explained(session, taste, found["items"])}


async def for_you(session: AsyncSession, openid: str) -> dict[str, Any]:
    """{"items": cards with "why", "is_on": the person's choice, "is_personal": there is something to go by}."""
    taste = await taste_for(session, openid)
    positions = await search.best(session, taste, limit=2 * STRIP)
    cards = await catalogue.cards_at(session, positions)
    items = await _explained(session, taste, [one for one in cards if one["stock"]][:STRIP])
    return {"items": items, "is_on": await is_on(session, openid), "is_personal": bool(taste.bought)}


async def _explained(session: AsyncSession, taste: Taste, cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """why: {"kind", "name": of what was bought, "shelf": its name}, or None."""
    shelves = {one["id"]: one["name"] for one in catalogue.source()["categories"]}
    popular = {category: await _popular(session, category) for category in {one["category"] for one in cards}}
    told = list[dict[str, Any]]()
    for card in cards:
        thing = Thing(card["id"], card["name"], card["category"], card["brand"]["id"] if card["brand"] else "")
        reason = tastes.why(taste, thing, is_popular=card["id"] in popular[card["category"]])
        shelf = shelves.get(card["category"], "")
        told.append(card | {"why": reason and {"kind": reason[0], "name": reason[1], "shelf": shelf}})
    return told


async def _popular(session: AsyncSession, category: str) -> set[str]:
    wanted = select(Product.id).where(Product.category == category, Product.sold > 0)
    rows = await session.exec(wanted.order_by(col(Product.sold).desc(), col(Product.position)).limit(POPULAR))
    return set(rows.all())
