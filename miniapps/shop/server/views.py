"""An order as its buyer's program shows it: the order, its things with what was said of them, its parcels, what goes
back, and what can be done next."""

from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.shop.server import coupons, orders, parcels, returns, reviews
from miniapps.shop.server.coupons import OrderDiscount
from miniapps.shop.server.parcels import Parcel, ParcelState
from miniapps.shop.server.returns import Return, ReturnState
from miniapps.shop.server.reviews import Review
from miniapps.shop.server.tables import Order, OrderLine, OrderState


async def list_own(session: AsyncSession, openid: str) -> list[dict[str, Any]]:
    """The newest fifty, as a list shows them."""
    rows = await session.exec(
        select(Order).where(Order.openid == openid).order_by(col(Order.created_at).desc(), col(Order.number)).limit(50)
    )
    found = rows.all()
    numbers = [order.number for order in found]
    lines: dict[str, list[OrderLine]] = {number: [] for number in numbers}
    wanted = select(OrderLine).where(col(OrderLine.number).in_(numbers)).order_by(col(OrderLine.id))
    for line in await session.exec(wanted):
        lines[line.number].append(line)
    sent: dict[str, list[Parcel]] = {number: [] for number in numbers}
    for parcel in await session.exec(select(Parcel).where(col(Parcel.number).in_(numbers))):
        sent[parcel.number].append(parcel)
    return [
        {
            "number": order.number,
            "state": order.state,
            "stage": _stage(order, sent[order.number]),
            "total_fen": order.total_fen,
            "created_at": order.created_at,
            "lines": [
                {"product_id": line.product_id, "variant_id": line.variant_id, "quantity": line.quantity}
                for line in lines[order.number]
            ],
        }
        for order in found
    ]


async def order_view(session: AsyncSession, order: Order) -> dict[str, Any]:
    seconds_left = int((datetime.fromisoformat(order.expires_at) - datetime.now(UTC)).total_seconds())
    lines, sent = await orders.lines_of(session, order.number), await parcels.of_order(session, order.number)
    back, said = await returns.of_order(session, order.number), await reviews.of_order(session, order.number)
    off = await coupons.of_lines(session, order.number)
    by_line = {line.id: seller for seller, share in (await parcels.shares(session, lines)).items() for line in share}
    at = {one.seller: one for one in sent}
    return {
        "number": order.number,
        "state": order.state,
        "stage": _stage(order, sent),
        "total_fen": order.total_fen,
        "recipient": order.recipient,
        "address": order.address,
        "created_at": order.created_at,
        "paid_at": order.paid_at,
        "transaction_id": order.transaction_id,
        "parts": [
            {"seller": part.seller, "total_fen": part.total_fen, "transaction_id": part.transaction_id}
            for part in await orders.parts_of(session, order.number)
        ],
        "parcels": [parcels.view(one) for one in sent],
        "discounts": [discount_view(one) for one in await coupons.of_order(session, order.number)],
        "returns": [returns.view(one) for one in back],
        "refunded_fen": sum(one.amount_fen for one in back if one.state is ReturnState.REFUNDED),
        "can_cancel": can_cancel(order, sent),
        "seconds_left": max(0, seconds_left) if order.state is OrderState.AWAITING_PAYMENT else 0,
        "lines": [
            _line(line, by_line[line.id], at.get(by_line[line.id]), off, back, said, order.state) for line in lines
        ],
    }


def can_cancel(order: Order, sent: list[Parcel]) -> bool:
    """Unpaid, or paid while nobody has begun to pack."""
    if order.state is OrderState.PAID:
        return all(one.state is ParcelState.PAID for one in sent)
    return order.state is OrderState.AWAITING_PAYMENT


def discount_view(one: OrderDiscount) -> dict[str, Any]:
    return {
        "seller": one.seller,
        "kind": one.kind,
        "value": one.value,
        "minimum_fen": one.minimum_fen,
        "amount_fen": one.amount_fen,
    }


def _stage(order: Order, sent: list[Parcel]) -> str:
    """In a word: the order's state, or, once it is paid, that of the parcel that is furthest behind."""
    if order.state is not OrderState.PAID or not sent:
        return order.state
    return min((one.state for one in sent), key=parcels.STEPS.index)


def _line(
    line: OrderLine,
    seller: str,
    parcel: Parcel | None,
    off: dict[int, int],
    back: list[Return],
    said: dict[int, Review],
    state: OrderState,
) -> dict[str, Any]:
    assert line.id
    gone = sum(one.quantity for one in back if one.line_id == line.id and one.state is not ReturnState.REFUSED)
    review, received = said.get(line.id), parcel is not None and parcel.state is ParcelState.DELIVERED
    sent = parcel is not None and parcel.state in parcels.GONE
    paid_fen = line.price_fen * line.quantity - off.get(line.id, 0)
    return {
        "id": line.id,
        "product_id": line.product_id,
        "variant_id": line.variant_id,
        "seller": seller,
        "name": line.name,
        "label": line.label,
        "price_fen": line.price_fen,
        "paid_fen": paid_fen,
        "quantity": line.quantity,
        "can_return": line.quantity - gone if sent and state is OrderState.PAID else 0,
        "can_review": received,
        "review": reviews.view(review) if review else None,
    }
