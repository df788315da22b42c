"""Orders and prices as the programs show them: decided here, so that a page only has to draw."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server import orders
from miniapps.food.server.backend import Backend
from miniapps.food.server.rules import places, steps
from miniapps.food.server.rules.places import Spot
from miniapps.food.server.rules.prices import Price
from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import Order, OrderStep, PaymentState, Rating, Refund, moment

COURIERS = ("Noor", "Tomas", "Wei", "Sofia", "Arif", "Olena", "Marko", "Lina")


def quote(price: Price, minimum: int, code: str) -> dict[str, Any]:
    return {
        "subtotal_fen": price.subtotal,
        "discount_fen": price.discount,
        "fee_fen": price.fee,
        "saved_fee_fen": price.saved_fee,
        "total_fen": price.total,
        "minimum_fen": minimum,
        "missing_fen": max(0, minimum - price.subtotal),
        "code": code,
        "from_code": price.from_code,
    }


async def order(session: AsyncSession, backend: Backend, one: Order, openid: str) -> dict[str, Any]:
    """Everything one person may see of an order."""
    place, now = backend.menu.restaurant(one.restaurant_id), backend.now()
    payments = await orders.payments_of(session, one.number)
    history = await session.exec(select(OrderStep).where(OrderStep.number == one.number).order_by(col(OrderStep.id)))
    refunds = (
        await session.exec(select(Refund).where(Refund.number == one.number).order_by(col(Refund.created_at)))
    ).all()
    rating = await session.get(Rating, one.number)
    mine = next((payment for payment in payments if payment.openid == openid), None)
    waiting = one.state is State.AWAITING_PAYMENT
    return {
        "number": one.number,
        "restaurant_id": one.restaurant_id,
        "restaurant": place.name,
        "state": one.state,
        "reason": one.reason,
        "is_host": one.openid == openid,
        "subtotal_fen": one.subtotal_fen,
        "discount_fen": one.discount_fen,
        "fee_fen": one.fee_fen,
        "code": one.code,
        "from_code": bool(one.code),
        "total_fen": one.total_fen,
        "my_fen": mine.amount_fen if mine else 0,
        "to_pay_fen": mine.amount_fen if mine and waiting and mine.state is PaymentState.WAITING else 0,
        "recipient": one.recipient,
        "phone": one.phone,
        "address": one.address,
        "note": one.note,
        "deliver_at": one.deliver_at,
        "promised_at": one.promised_at,
        "created_at": one.created_at,
        "seconds_left": max(0, int((moment(one.expires_at) - now).total_seconds())) if waiting else 0,
        "can_cancel": one.openid == openid and one.state in steps.CANCELLABLE,
        "can_rate": one.openid == openid and one.state is State.DELIVERED and rating is None,
        "can_claim": one.state is State.DELIVERED
        and (now - moment(one.state_since)).total_seconds() < steps.CLAIM_HOURS * 3600,
        "steps": [{"state": step.state, "at": step.at} for step in history],
        "lines": [orders.line_view(line) for line in await orders.lines_of(session, one.number)],
        "payments": [
            {"name": p.name, "amount_fen": p.amount_fen, "state": p.state, "mine": p.openid == openid} for p in payments
        ],
        "refunded_fen": sum(refund.amount_fen for refund in refunds),
        "refund_done": all(refund.done for refund in refunds),
        "rating": _rating(rating, now) if rating else None,
        "map": tracking(backend, one, now),
    }


def _rating(rating: Rating, now: datetime) -> dict[str, Any]:
    return {
        "stars": rating.stars,
        "text": rating.text,
        "complaint": bool(rating.answer_by),
        "answer_by": rating.answer_by,
        "answer": rating.answer,
        "late": bool(rating.answer_by) and not rating.answer and moment(rating.answer_by) < now,
    }


def tracking(backend: Backend, one: Order, now: datetime) -> dict[str, Any]:
    """The way from the kitchen to the door; while the food travels with a simulated courier, who that is and where.
    Nobody tells us of a real one: then courier is None."""
    place = backend.menu.restaurant(one.restaurant_id)
    path = places.route(place.spot, Spot(one.latitude, one.longitude))
    shown: dict[str, Any] = {
        "path": [{"latitude": each.latitude, "longitude": each.longitude} for each in path],
        "moving": one.state is State.ON_THE_WAY,
        "courier": None,
        "courier_name": "",
        "metres_left": 0,
    }
    if one.state is not State.ON_THE_WAY or not backend.simulation.running:
        return shown
    gone = (now - moment(one.state_since)).total_seconds() * backend.simulation.speed
    part = min(0.98, gone / steps.ride_seconds(one.distance_m))
    spot = places.along(path, part)
    return shown | {
        "courier": {"latitude": spot.latitude, "longitude": spot.longitude},
        "courier_name": COURIERS[int(one.number[-4:], 16) % len(COURIERS)],
        "metres_left": round(one.distance_m * (1 - part)),
    }
