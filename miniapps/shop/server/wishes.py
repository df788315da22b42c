"""What buyers agreed to be told once: a variant is back in stock, or costs less. Each wish is one message; the host
asks the person, we remember for what."""

from datetime import datetime
from typing import Literal

from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.outbox import SUBSCRIBED, put
from miniapps.kit.problems import Problem
from miniapps.shop.server.tables import OUTBOX, Product, ShopTable, Variant, stamp

Kind = Literal["stock", "price"]
TEMPLATES = {"stock": (1101, (1, 6)), "price": (1102, (1, 6, 8))}
"""Of the host's library: "Back in stock" and "The price has dropped"."""


class Wish(ShopTable, table=True):
    """price_fen: what it cost when they asked."""

    __tablename__ = "wishes"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    openid: str = Field(index=True)
    variant_id: str = Field(index=True)
    kind: str
    price_fen: int
    wished_at: str


async def wish(session: AsyncSession, openid: str, variant_id: str, kind: Kind, now: datetime) -> None:
    """Once for each kind of news about a variant. Refuses with product_unknown."""
    variant = await session.get(Variant, variant_id)
    if variant is None:
        raise Problem(404, "product_unknown", "This product is no longer sold.")
    known = select(Wish).where(Wish.openid == openid, Wish.variant_id == variant_id, Wish.kind == kind)
    if (await session.exec(known)).first() is None:
        row = Wish(openid=openid, variant_id=variant_id, kind=kind, price_fen=variant.price_fen, wished_at=stamp(now))
        session.add(row)


async def grant(session: AsyncSession) -> int:
    """Put down the messages whose time has come, each in the transaction that ends its wish; returns how many."""
    told = 0
    for one in (await session.exec(select(Wish))).all():
        variant = await session.get(Variant, one.variant_id)
        product = await session.get(Product, variant.product_id) if variant else None
        if variant is None or product is None:
            await session.delete(one)
            continue
        if not (variant.stock > 0 if one.kind == "stock" else variant.price_fen < one.price_fen):
            continue
        data = {"thing1": {"value": product.name[:20]}, "amount6": {"value": _yuan(variant.price_fen)}}
        if one.kind == "price":
            data["amount8"] = {"value": _yuan(one.price_fen)}
        body = {
            "touser": one.openid,
            "template": one.kind,
            "page": f"pages/product/product?id={product.id}",
            "client_msg_id": f"wish:{one.id}:{one.wished_at}",
            "data": data,
        }
        await put(session, OUTBOX, f"wish:{one.id}:{one.wished_at}", SUBSCRIBED, body)
        await session.delete(one)
        told += 1
    return told


def _yuan(fen: int) -> str:
    return f"¥{fen // 100}.{fen % 100:02}"
