"""Orders: stock is set aside when an order is made, and goes back when it is cancelled, expires or is refunded. An
order becomes paid by the host's notice or by asking the host, never by what the page reports."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server import catalogue, drops
from miniapps.shop.server.cards import tell
from miniapps.shop.server.tables import Order, OrderLine, OrderPart, OrderState, Product, Variant, stamp

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

    The same request_key returns the same order. Refuses with sold_out (naming the product), basket_empty,
    quantity_refused.
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
    order = Order(
        number=number,
        openid=openid,
        state=OrderState.AWAITING_PAYMENT,
        total_fen=sum(line.price_fen * line.quantity for line in lines),
        recipient=recipient,
        address=address,
        created_at=stamp(now),
        expires_at=stamp(now + timedelta(seconds=payment_seconds)),
        request_key=request_key,
    )
    session.add(order)
    session.add_all(lines)
    session.add_all(await _parts(session, number, lines))
    return order


async def _parts(session: AsyncSession, number: str, lines: Sequence[OrderLine]) -> list[OrderPart]:
    """One for each seller in the basket; none when all of it is the shop's own."""
    sellers = await catalogue.sellers_of(session, [line.product_id for line in lines])
    if not sellers:
        return []
    shares: dict[str, list[OrderLine]] = {}
    for line in lines:
        shares.setdefault(sellers.get(line.product_id, ""), []).append(line)
    return [
        OrderPart(
            part_number=f"{number}-{index}",
            number=number,
            seller=seller,
            description=share[0].name + (f" and {len(share) - 1} more" if len(share) > 1 else ""),
            total_fen=sum(line.price_fen * line.quantity for line in share),
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


async def _set_aside(session: AsyncSession, number: str, item: Wanted) -> OrderLine:
    if not 1 <= item.quantity <= QUANTITY_MAX:
        raise Problem(400, "quantity_refused", f"Please choose between 1 and {QUANTITY_MAX}.")
    variant = await session.get(Variant, item.variant_id)
    product = await session.get(Product, variant.product_id) if variant else None
    if variant is None or product is None:
        raise Problem(404, "product_unknown", "One of the products is no longer sold.")
    # One statement looks and takes: two baskets can never take the same last piece.
    taken = await session.exec(
        update(Variant)
        .where(col(Variant.id) == variant.id, col(Variant.stock) >= item.quantity)
        .values(stock=col(Variant.stock) - item.quantity)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        raise Problem(409, "sold_out", f"{product.name} ({variant.label}) is sold out.")
    return OrderLine(
        number=number,
        product_id=product.id,
        variant_id=variant.id,
        name=product.name,
        label=variant.label,
        price_fen=variant.price_fen,
        quantity=item.quantity,
    )


async def get_own(session: AsyncSession, number: str, openid: str) -> Order:
    order = await session.get(Order, number)
    if order is None or order.openid != openid:
        raise Problem(404, "order_unknown", "There is no such order.")
    return order


async def mark_paid(session: AsyncSession, number: str, *, transaction_id: str, total_fen: int, now: datetime) -> None:
    """The host says that this order is paid. Repeats change nothing."""
    order = await session.get(Order, number)
    if order is None or order.total_fen != total_fen or order.state is not OrderState.AWAITING_PAYMENT:
        return
    order.state, order.transaction_id, order.paid_at = OrderState.PAID, transaction_id, stamp(now)
    for line in await _lines_of(session, number):
        await session.exec(
            update(Product).where(col(Product.id) == line.product_id).values(sold=col(Product.sold) + line.quantity)
        )
    session.add(order)
    await tell(session, order, await _lines_of(session, number))


async def begin_refund(session: AsyncSession, order: Order) -> None:
    order.state = OrderState.REFUNDING
    session.add(order)
    await tell(session, order, await _lines_of(session, order.number))


async def mark_ended(session: AsyncSession, number: str, state: OrderState) -> None:
    """Cancelled or refunded: what was set aside goes back on the shelf, once."""
    order = await session.get(Order, number)
    if order is None or order.state in (OrderState.CANCELLED, OrderState.REFUNDED):
        return
    order.state = state
    session.add(order)
    await tell(session, order, await _lines_of(session, number))
    for line in await _lines_of(session, number):
        await drops.give_back(session, line.variant_id, order.openid)
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


async def list_own(session: AsyncSession, openid: str) -> list[dict[str, Any]]:
    rows = await session.exec(
        select(Order).where(Order.openid == openid).order_by(col(Order.created_at).desc(), col(Order.number)).limit(50)
    )
    return [await view(session, order) for order in rows.all()]


async def view(session: AsyncSession, order: Order) -> dict[str, Any]:
    """An order as the program shows it."""
    seconds_left = int((datetime.fromisoformat(order.expires_at) - datetime.now(UTC)).total_seconds())
    return {
        "number": order.number,
        "state": order.state,
        "total_fen": order.total_fen,
        "recipient": order.recipient,
        "address": order.address,
        "created_at": order.created_at,
        "paid_at": order.paid_at,
        "transaction_id": order.transaction_id,
        "parts": [
            {"seller": part.seller, "total_fen": part.total_fen, "transaction_id": part.transaction_id}
            for part in await parts_of(session, order.number)
        ],
        "seconds_left": max(0, seconds_left) if order.state is OrderState.AWAITING_PAYMENT else 0,
        "lines": [
            {
                "product_id": line.product_id,
                "variant_id": line.variant_id,
                "name": line.name,
                "label": line.label,
                "price_fen": line.price_fen,
                "quantity": line.quantity,
            }
            for line in await _lines_of(session, order.number)
        ],
    }


async def _lines_of(session: AsyncSession, number: str) -> list[OrderLine]:
    return list(
        (await session.exec(select(OrderLine).where(OrderLine.number == number).order_by(col(OrderLine.id)))).all()
    )
