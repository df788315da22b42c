"""What buyers wish for: their list, with what each thing cost when it was put there; and what they agreed to be told
once, that it is back in stock or costs less. Each such wish is one message; the host asks the person, we remember for
what."""

from datetime import datetime
from typing import Any, Literal

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.outbox import SUBSCRIBED, put
from miniapps.kit.problems import Problem
from miniapps.shop.server.customers import language_of
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import OUTBOX, Product, ShopTable, Variant, stamp

LISTED_MAX = 200
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


class Wanted(ShopTable, table=True):
    """A line of somebody's wish list. price_fen: what it cost when it was put there."""

    __tablename__ = "wish_list"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    variant_id: str = Field(primary_key=True)
    price_fen: int
    wished_at: str


async def keep(session: AsyncSession, openid: str, variant_id: str, now: datetime) -> None:
    """On the list, once; it stays with its first price. Refuses with product_unknown, wish_list_full."""
    variant = await session.get(Variant, variant_id)
    if variant is None:
        raise Problem(404, "product_unknown", "This product is no longer sold.")
    if await session.get(Wanted, (openid, variant_id)):
        return
    if len((await session.exec(select(Wanted.variant_id).where(Wanted.openid == openid))).all()) >= LISTED_MAX:
        raise Problem(409, "wish_list_full", "Your wish list is full.")
    session.add(Wanted(openid=openid, variant_id=variant_id, price_fen=variant.price_fen, wished_at=stamp(now)))


async def drop(session: AsyncSession, openid: str, variant_id: str) -> None:
    """Off the list, and nothing is told of it any more."""
    listed = await session.get(Wanted, (openid, variant_id))
    if listed:
        await session.delete(listed)
    mine = select(Wish).where(Wish.openid == openid, Wish.variant_id == variant_id)
    for one in (await session.exec(mine)).all():
        await session.delete(one)


async def listed(session: AsyncSession, openid: str) -> list[dict[str, Any]]:
    """The newest first, each with its price then and now and with what will be told of it."""
    rows = await session.exec(
        select(Wanted, Variant, Product)
        .join(Variant, col(Variant.id) == col(Wanted.variant_id))
        .join(Product, col(Product.id) == col(Variant.product_id))
        .where(Wanted.openid == openid)
        .order_by(col(Wanted.wished_at).desc(), col(Wanted.variant_id))
    )
    watched = {(one.variant_id, one.kind) for one in await session.exec(select(Wish).where(Wish.openid == openid))}
    return [
        {
            "variant_id": variant.id,
            "product_id": product.id,
            "name": product.name,
            "label": variant.label,
            "then_fen": one.price_fen,
            "price_fen": variant.price_fen,
            "stock": variant.stock,
            "watched": [kind for kind in TEMPLATES if (variant.id, kind) in watched],
        }
        for one, variant, product in rows.all()
    ]


async def wish(session: AsyncSession, openid: str, variant_id: str, kind: Kind, now: datetime) -> None:
    """Once for each kind of news about a variant. Refuses with product_unknown."""
    variant = await session.get(Variant, variant_id)
    if variant is None:
        raise Problem(404, "product_unknown", "This product is no longer sold.")
    await keep(session, openid, variant_id, now)
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
        name = NAMES.say(await language_of(session, one.openid), product.name)
        data = {"thing1": {"value": name[:20]}, "amount6": {"value": _yuan(variant.price_fen)}}
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
