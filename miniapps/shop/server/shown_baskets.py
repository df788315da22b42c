"""What a buyer shows with a question: the lines of their basket that belong to the seller they ask. The basket itself
lives in the program; here is only what they chose to show, as it was then, and no longer than questions are answered.
Written by the buyers' face, read by `threads.py`."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server.catalogue import sellers_of
from miniapps.shop.server.orders import Wanted
from miniapps.shop.server.tables import Product, ShopTable, Variant, stamp

KEPT = timedelta(hours=48)


class ShownLine(ShopTable, table=True):
    __tablename__ = "shown_lines"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    seller: str = Field(primary_key=True)
    variant_id: str = Field(primary_key=True)
    quantity: int
    shown_at: str


async def show(
    session: AsyncSession, openid: str, product_id: str, lines: Sequence[Wanted], now: datetime
) -> list[str]:
    """To whoever sells the product they ask about, in place of what was shown before; no lines take it back. Lines of
    other sellers are not kept. Returns the variants that are shown. Refuses with product_unknown."""
    if await session.get(Product, product_id) is None:
        raise Problem(404, "product_unknown", "This product is no longer sold.")
    quantities = {line.variant_id: line.quantity for line in lines}
    variants = (await session.exec(select(Variant).where(col(Variant.id).in_(quantities)))).all()
    owners = await sellers_of(session, [product_id, *(one.product_id for one in variants)])
    seller = owners.get(product_id, "")
    await session.exec(delete(ShownLine).where(col(ShownLine.openid) == openid, col(ShownLine.seller) == seller))
    own = [one.id for one in variants if owners.get(one.product_id, "") == seller]
    for variant_id in own:
        quantity = quantities[variant_id]
        line = ShownLine(openid=openid, seller=seller, variant_id=variant_id, quantity=quantity, shown_at=stamp(now))
        session.add(line)
    return own


async def of_people(
    session: AsyncSession, openids: Collection[str], seller: str, now: datetime
) -> dict[str, list[dict[str, Any]]]:
    """What each of them shows this seller, with today's price."""
    rows = await session.exec(
        select(ShownLine, Variant, Product)
        .join(Variant, col(Variant.id) == col(ShownLine.variant_id))
        .join(Product, col(Product.id) == col(Variant.product_id))
        .where(ShownLine.seller == seller, col(ShownLine.openid).in_(openids), ShownLine.shown_at > stamp(now - KEPT))
        .order_by(col(Product.position), col(Variant.position))
    )
    shown = dict[str, list[dict[str, Any]]]()
    for line, variant, product in rows.all():
        shown.setdefault(line.openid, []).append(
            {
                "variant_id": variant.id,
                "product_id": product.id,
                "name": product.name,
                "label": variant.label,
                "price_fen": variant.price_fen,
                "quantity": line.quantity,
                "shown_at": line.shown_at,
            }
        )
    return shown


async def forget(session: AsyncSession, now: datetime) -> None:
    await session.exec(delete(ShownLine).where(col(ShownLine.shown_at) <= stamp(now - KEPT)))
