"""Orders: stock and coupons are set aside when an order is made, and go back when it is cancelled, expires or is
refunded. An order becomes paid by the host's notice or by asking the host, never by what the page reports."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.books import enter
from miniapps.kit.problems import Problem
from miniapps.shop.server import coupons, drops, parcels
from miniapps.shop.server.cards import tell
from miniapps.shop.server.customers import language_of
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import MOVES, Order, OrderLine, OrderPart, OrderState, Product, Variant, stamp
from miniapps.shop.server.words import things

QUANTITY_MAX = 20
LINES_MAX = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    variant_id: str
    quantity: int


async def place(
    session: AsyncSession,
    *,
    openid: str,
    wanted: Sequence[Wanted],
    recipient: str,
    address: str,
    request_key: str,
    now: datetime,
    payment_seconds: int,
) -> Order:
    """Make an order and set its stock aside, in the caller's transaction.

    The same request_key returns the same order. Refuses with sold_out and too_few (naming the product and how many
    there are), basket_empty, quantity_refused.
    """
    known = (await session.exec(select(Order).where(Order.request_key == request_key))).first()
    if known:
        if known.openid != openid:
            raise Problem(409, "request_key_taken", "Please try again.")
        return known
    if not wanted or len(wanted) > LINES_MAX:
        raise Problem(400, "basket_empty", "There is nothing in the basket.")
    number, lines = f"LL{now:%y%m%d%H%M%S}{secrets.token_hex(5)}", list[OrderLine]()
    for item in wanted:
        await drops.use_right(session, item.variant_id, openid, item.quantity, now)
        lines.append(await _set_aside(session, number, item))
    session.add_all(lines)
    await session.flush()
    shares = await parcels.shares(session, lines)
    off = await coupons.reserve(session, openid, number, shares, now)
    order = Order(
        number=number,
        openid=openid,
        state=OrderState.AWAITING_PAYMENT,
        total_fen=coupons.subtotal(lines) - sum(off.values()),
        recipient=recipient,
        address=address,
        created_at=stamp(now),
        expires_at=stamp(now + timedelta(seconds=payment_seconds)),
        request_key=request_key,
    )
    session.add(order)
    session.add_all(_parts(number, shares, off, await language_of(session, openid)))
    return order


def _parts(
    number: str, shares: Mapping[str, Sequence[OrderLine]], off: Mapping[str, int], language: str
) -> list[OrderPart]:
    """One for each seller in the basket; none when all of it is the shop's own. off: what coupons take off each."""
    if set(shares) == {""}:
        return []
    return [
        OrderPart(
            part_number=f"{number}-{index}",
            number=number,
            seller=seller,
            description=things(language, NAMES.say(language, share[0].name), len(share)),
            total_fen=coupons.subtotal(share) - off.get(seller, 0),
        )
        for index, (seller, share) in enumerate(shares.items(), 1)
    ]


async def parts_of(session: AsyncSession, number: str) -> list[OrderPart]:
    rows = await session.exec(select(OrderPart).where(OrderPart.number == number).order_by(col(OrderPart.part_number)))
    return list(rows.all())


async def mark_parts(session: AsyncSession, number: str, transactions: Mapping[str, str]) -> None:
    """transactions: part number -> the host's transaction_id."""
    for part in await parts_of(session, number):
        part.transaction_id = transactions.get(part.part_number, "")
        session.add(part)


async def line_for(session: AsyncSession, number: str, item: Wanted) -> OrderLine:
    """The line it becomes, at today's price. Refuses with quantity_refused, product_unknown."""
    if not 1 <= item.quantity <= QUANTITY_MAX:
        raise Problem(400, "quantity_refused", f"Please choose between 1 and {QUANTITY_MAX}.")
    variant = await session.get(Variant, item.variant_id)
    product = await session.get(Product, variant.product_id) if variant else None
    if variant is None or product is None:
        raise Problem(404, "product_unknown", "One of the products is no longer sold.")
    return OrderLine(
        number=number,
        product_id=product.id,
        variant_id=variant.id,
        name=product.name,
        label=variant.label,
        price_fen=variant.price_fen,
        quantity=item.quantity,
    )


async def short_of(session: AsyncSession, wanted: Sequence[Wanted]) -> list[dict[str, Any]]:
    """Of what is wanted, that of which there is less: {"variant_id", "stock"}, 0 for what is no longer sold."""
    rows = await session.exec(
        select(Variant.id, Variant.stock).where(col(Variant.id).in_([one.variant_id for one in wanted]))
    )
    stock = dict(rows.all())
    return [
        {"variant_id": one.variant_id, "stock": stock.get(one.variant_id, 0)}
        for one in wanted
        if one.quantity > stock.get(one.variant_id, 0)
    ]


async def _set_aside(session: AsyncSession, number: str, item: Wanted) -> OrderLine:
    line = await line_for(session, number, item)
    # One statement looks and takes: two baskets can never take the same last piece.
    taken = await session.exec(
        update(Variant)
        .where(col(Variant.id) == line.variant_id, col(Variant.stock) >= item.quantity)
        .values(stock=col(Variant.stock) - item.quantity)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        [short] = await short_of(session, [item])
        facts = {"name": f"{line.name} ({line.label})", "stock": short["stock"]}
        if short["stock"]:
            raise Problem(409, "too_few", f"There are only {short['stock']} of {facts['name']}.", facts)
        raise Problem(409, "sold_out", f"{facts['name']} is sold out.", facts)
    return line


async def get_own(session: AsyncSession, number: str, openid: str) -> Order:
    order = await session.get(Order, number)
    if order is None or order.openid != openid:
        raise Problem(404, "order_unknown", "There is no such order.")
    return order


async def mark_paid(session: AsyncSession, number: str, *, transaction_id: str, total_fen: int, now: datetime) -> None:
    """The host says that this order was paid then. Repeats change nothing."""
    order = await session.get(Order, number)
    if order is None or order.total_fen != total_fen or order.state is not OrderState.AWAITING_PAYMENT:
        return
    order.state, order.transaction_id, order.paid_at = OrderState.PAID, transaction_id, stamp(now)
    for line in await lines_of(session, number):
        await session.exec(
            update(Product).where(col(Product.id) == line.product_id).values(sold=col(Product.sold) + line.quantity)
        )
    session.add(order)
    parts = await parts_of(session, number)
    for part in parts:
        await enter(session, MOVES, "payment", part.part_number, part.total_fen, now, account=part.seller)
    if not parts:
        await enter(session, MOVES, "payment", number, order.total_fen, now)
    lines = await lines_of(session, number)
    await parcels.begin(session, order, lines, now)
    await tell(session, order, lines)


async def begin_refund(session: AsyncSession, order: Order) -> None:
    order.state = OrderState.REFUNDING
    session.add(order)
    await tell(session, order, await lines_of(session, order.number))


async def mark_ended(session: AsyncSession, number: str, state: OrderState) -> None:
    """Cancelled or refunded as a whole: what was set aside goes back on the shelf, its coupons to the buyer, once."""
    order = await session.get(Order, number)
    if order is None or order.state in (OrderState.CANCELLED, OrderState.REFUNDED):
        return
    order.state = state
    session.add(order)
    await tell(session, order, await lines_of(session, number))
    await coupons.give_back(session, number)
    for line in await lines_of(session, number):
        if not await drops.give_back(session, line.variant_id, order.openid):
            continue
        await session.exec(
            update(Variant).where(col(Variant.id) == line.variant_id).values(stock=col(Variant.stock) + line.quantity)
        )


async def expired(session: AsyncSession, now: datetime) -> list[str]:
    """Numbers of unpaid orders whose time is over."""
    rows = await session.exec(
        select(Order.number)
        .where(Order.state == OrderState.AWAITING_PAYMENT, col(Order.expires_at) <= stamp(now))
        .limit(100)
    )
    return list(rows.all())


async def going_back(session: AsyncSession) -> list[str]:
    """Numbers of orders whose money is on its way back."""
    rows = await session.exec(select(Order.number).where(Order.state == OrderState.REFUNDING).limit(100))
    return list(rows.all())


async def lines_of(session: AsyncSession, number: str) -> list[OrderLine]:
    return list(
        (await session.exec(select(OrderLine).where(OrderLine.number == number).order_by(col(OrderLine.id)))).all()
    )
