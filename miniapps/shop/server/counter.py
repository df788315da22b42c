"""What a seller sees and does at the desk: the orders with things of theirs, their shelf, and what they have taken.
Each seller sees the own part of an order and nothing of the others'."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server import catalogue, drops, orders, parcels, search
from miniapps.shop.server.parcels import Parcel, ParcelState
from miniapps.shop.server.returns import Return, ReturnState
from miniapps.shop.server.tables import Drop, Order, OrderPart, OrderState, Product, Variant

PAGE_SIZE = 20
VARIANTS_MAX = 30
TAKINGS_DAYS = 30


async def list_orders(session: AsyncSession, seller: str, *, done: bool, page: int) -> dict[str, Any]:
    """Paid ones that still have to be sent, oldest first; or, done, the others, newest first."""
    open_states = (ParcelState.PAID, ParcelState.PACKED)
    wanted = select(Parcel, Order).join(Order, col(Order.number) == col(Parcel.number)).where(Parcel.seller == seller)
    at_work = col(Parcel.state).in_(open_states) & (Order.state == OrderState.PAID)
    if done:
        wanted = wanted.where(~at_work).order_by(col(Parcel.paid_at).desc(), col(Parcel.number))
    else:
        wanted = wanted.where(at_work).order_by(col(Parcel.paid_at), col(Parcel.number))
    rows = (await session.exec(wanted.offset(page * PAGE_SIZE).limit(PAGE_SIZE + 1))).all()
    shown = [await _order(session, parcel, order) for parcel, order in rows[:PAGE_SIZE]]
    return {"items": shown, "more": len(rows) > PAGE_SIZE}


async def _order(session: AsyncSession, parcel: Parcel, order: Order) -> dict[str, Any]:
    lines = (await parcels.shares(session, await orders.lines_of(session, order.number)))[parcel.seller]
    return {
        "number": order.number,
        "state": order.state,
        "recipient": order.recipient,
        "address": order.address,
        "paid_fen": await _paid_fen(session, order, parcel.seller),
        "parcel": parcels.view(parcel),
        "lines": [
            {"product_id": one.product_id, "name": one.name, "label": one.label, "quantity": one.quantity}
            for one in lines
        ],
    }


async def _paid_fen(session: AsyncSession, order: Order, seller: str) -> int:
    parts = {part.seller: part.total_fen for part in await orders.parts_of(session, order.number)}
    return parts.get(seller, 0) if parts else order.total_fen


async def list_products(
    session: AsyncSession, seller: str, query: str, page: int, *, product_id: str = ""
) -> dict[str, Any]:
    """The shelf, or the one product on it."""
    wanted = select(Product).where(catalogue.sold_by(seller)).order_by(col(Product.position))
    wanted = wanted.where(Product.id == product_id) if product_id else wanted
    start, most = page * PAGE_SIZE, PAGE_SIZE + 1
    positions = await search.find(session, query, search.Narrowed(seller=seller), offset=start, limit=most)
    if positions is None:
        wanted = wanted.offset(start).limit(most)
    else:
        wanted = wanted.where(col(Product.position).in_(positions))
    rows = (await session.exec(wanted)).all()
    shown = rows[:PAGE_SIZE]
    variants = await catalogue.variants_of(session, [one.id for one in shown])
    cards = await catalogue.cards_of(session, shown)
    limited = await drops.of_variants(session, [one.id for own in variants.values() for one in own])
    items = [
        card | {"variants": [_variant(one) | drops.limits(limited.get(one.id)) for one in variants[card["id"]]]}
        for card in cards
    ]
    return {"items": items, "more": len(rows) > PAGE_SIZE}


async def change_variant(
    session: AsyncSession,
    seller: str,
    variant_id: str,
    *,
    label: str,
    price_fen: int,
    stock: int,
    seen_stock: int | None,
) -> dict[str, Any]:
    """Refuses with product_unknown, drop_fixed (its pieces are counted), stock_moved (somebody bought meanwhile)."""
    variant = await session.get(Variant, variant_id)
    if variant is None:
        raise Problem(404, "product_unknown", "This product is no longer sold.")
    await require_own(session, seller, variant.product_id)
    if stock != variant.stock and (await session.exec(select(Drop).where(Drop.variant_id == variant_id))).first():
        raise Problem(409, "drop_fixed", "The pieces of a limited drop are counted.")
    changed = await session.exec(
        update(Variant)
        .where(
            col(Variant.id) == variant_id, col(Variant.stock) == (variant.stock if seen_stock is None else seen_stock)
        )
        .values(label=label, price_fen=price_fen, stock=stock)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise Problem(409, "stock_moved", "The stock has changed meanwhile.", {"stock": variant.stock})
    await session.refresh(variant)
    return _variant(variant)


async def add_variant(
    session: AsyncSession, seller: str, product_id: str, *, label: str, price_fen: int, stock: int
) -> dict[str, Any]:
    """Refuses with product_unknown, variants_full, label_taken."""
    await require_own(session, seller, product_id)
    known = (await catalogue.variants_of(session, [product_id]))[product_id]
    if len(known) >= VARIANTS_MAX:
        raise Problem(409, "variants_full", "That is enough for one product.")
    if any(one.label == label for one in known):
        raise Problem(409, "label_taken", "There is one of this name already.")
    taken, place = {one.id for one in known}, max((one.position for one in known), default=-1) + 1
    number = next(n for n in range(len(known), len(known) + VARIANTS_MAX + 1) if f"{product_id}+{n}" not in taken)
    variant = Variant(
        id=f"{product_id}+{number}",
        product_id=product_id,
        position=place,
        label=label,
        price_fen=price_fen,
        stock=stock,
    )
    session.add(variant)
    return _variant(variant)


async def announce_drop(
    session: AsyncSession, seller: str, variant_id: str, *, quantity: int, opens_at: str, now: datetime
) -> Drop:
    """Refuses with product_unknown, and as drops.announce."""
    variant = await session.get(Variant, variant_id)
    if variant is None:
        raise Problem(404, "product_unknown", "This product is no longer sold.")
    await require_own(session, seller, variant.product_id)
    product = await session.get_one(Product, variant.product_id)
    return await drops.announce(session, product, variant, quantity=quantity, opens_at=opens_at, now=now)


async def takings(session: AsyncSession, seller: str) -> dict[str, Any]:
    """By day of payment (UTC), newest first: what was paid and what went back, from the shop's own books. An order that
    was given back as a whole counts on both sides of its day."""
    paid = await session.exec(
        select(func.substr(Order.paid_at, 1, 10), Order, OrderPart)
        .join(Parcel, (col(Parcel.number) == col(Order.number)) & (col(Parcel.seller) == seller))
        .outerjoin(OrderPart, (col(OrderPart.number) == col(Order.number)) & (col(OrderPart.seller) == seller))
        .order_by(col(Order.paid_at).desc())
    )
    back = await session.exec(
        select(func.substr(Return.refunded_at, 1, 10), func.sum(Return.amount_fen))
        .where(Return.seller == seller, Return.state == ReturnState.REFUNDED)
        .group_by(func.substr(Return.refunded_at, 1, 10))
    )
    days: dict[str, dict[str, int]] = {}
    for day, order, part in paid.all():
        of_day = days.setdefault(day, {"orders": 0, "paid_fen": 0, "refunded_fen": 0})
        amount = part.total_fen if part else order.total_fen
        of_day["orders"] += 1
        of_day["paid_fen"] += amount
        of_day["refunded_fen"] += amount if order.state is OrderState.REFUNDED else 0
    for day, amount in back.all():
        days.setdefault(day, {"orders": 0, "paid_fen": 0, "refunded_fen": 0})["refunded_fen"] += amount
    net_fen = sum(facts["paid_fen"] - facts["refunded_fen"] for facts in days.values())
    listed = [{"day": day, **facts} for day, facts in sorted(days.items(), reverse=True)]
    return {"days": listed[:TAKINGS_DAYS], "net_fen": net_fen}


async def counts(session: AsyncSession, seller: str) -> dict[str, int]:
    """What waits for somebody at the desk."""
    open_states = (ParcelState.PAID, ParcelState.PACKED)
    sending = (
        select(func.count())
        .select_from(Parcel)
        .join(Order, col(Order.number) == col(Parcel.number))
        .where(Parcel.seller == seller, col(Parcel.state).in_(open_states), Order.state == OrderState.PAID)
    )
    asked = select(func.count()).where(Return.seller == seller, Return.state == ReturnState.ASKED)
    return {"orders": (await session.exec(sending)).one(), "returns": (await session.exec(asked)).one()}


async def require_own(session: AsyncSession, seller: str, product_id: str) -> None:
    owner = (await catalogue.sellers_of(session, [product_id])).get(product_id, "")
    if owner != seller or await session.get(Product, product_id) is None:
        raise Problem(404, "product_unknown", "This product is no longer sold.")


def _variant(one: Variant) -> dict[str, Any]:
    return {"id": one.id, "label": one.label, "price_fen": one.price_fen, "stock": one.stock}


def titles(sellers: dict[str, str], own: str) -> Sequence[dict[str, str]]:
    """All shops of the market, the house's own first."""
    return [{"id": "", "name": own}, *({"id": one, "name": name} for one, name in sellers.items())]
