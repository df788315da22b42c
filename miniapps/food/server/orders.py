"""Orders in the database: made with their portions, lines and payments in one transaction; every change of state goes
through `move`, which knows what may follow what and writes it down once."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server import shelves
from miniapps.food.server.cards import tell
from miniapps.food.server.menu import Menu, Restaurant
from miniapps.food.server.rules import baskets, prices, steps
from miniapps.food.server.rules.baskets import PricedLine
from miniapps.food.server.rules.places import Spot
from miniapps.food.server.rules.prices import Price
from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import (
    LANGUAGES,
    Order,
    OrderLine,
    OrderStep,
    Payment,
    PaymentState,
    Refund,
    stamp,
)
from miniapps.food.server.words import reason_said
from miniapps.kit.languages import language_of
from miniapps.kit.problems import Problem


@dataclass(frozen=True, slots=True)
class Plan:
    """An order that has passed every rule. shares: who pays what; names: how they are called on the ticket."""

    place: Restaurant
    openid: str
    lines: Sequence[PricedLine]
    price: Price
    code: str
    spot: Spot
    distance_m: int
    deliver_at: datetime | None
    start_at: datetime
    promised_at: datetime
    shares: Mapping[str, int]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Where:
    """What the person wrote down at the checkout."""

    recipient: str
    address: str
    phone: str = ""
    note: str = ""


async def find_by_key(session: AsyncSession, request_key: str, openid: str) -> Order | None:
    """The order this basket has already become. Refuses with request_key_taken when it is another person's."""
    known = (await session.exec(select(Order).where(Order.request_key == request_key))).first()
    if known and known.openid != openid:
        raise Problem(409, "request_key_taken", "Please try again.")
    return known


async def place(
    session: AsyncSession,
    menu: Menu,
    plan: Plan,
    where: Where,
    *,
    request_key: str,
    group_code: str,
    now: datetime,
    payment_seconds: int,
) -> Order:
    """Set the portions aside and write everything down, in the caller's transaction. Refuses with sold_out."""
    await shelves.take(session, menu, baskets.needed([(one.wanted.dish_id, one.wanted.quantity) for one in plan.lines]))
    number = f"FD{now:%y%m%d%H%M%S}{secrets.token_hex(4)}"
    order = Order(
        number=number,
        restaurant_id=plan.place.id,
        openid=plan.openid,
        state=State.AWAITING_PAYMENT,
        state_since=stamp(now),
        subtotal_fen=plan.price.subtotal,
        discount_fen=plan.price.discount,
        fee_fen=plan.price.fee,
        total_fen=plan.price.total,
        code=plan.code,
        recipient=where.recipient,
        phone=where.phone,
        address=where.address,
        note=where.note,
        latitude=plan.spot.latitude,
        longitude=plan.spot.longitude,
        distance_m=plan.distance_m,
        deliver_at=stamp(plan.deliver_at) if plan.deliver_at else "",
        start_at=stamp(plan.start_at),
        promised_at=stamp(plan.promised_at),
        created_at=stamp(now),
        expires_at=stamp(now + timedelta(seconds=payment_seconds)),
        group_code=group_code,
        request_key=request_key,
    )
    values = prices.line_values([one.amount for one in plan.lines], plan.price.discount)
    session.add(order)
    session.add(OrderStep(number=number, state=State.AWAITING_PAYMENT, at=stamp(now)))
    for one, value in zip(plan.lines, values, strict=True):
        session.add(
            OrderLine(
                number=number,
                dish_id=one.wanted.dish_id,
                name=menu.dishes[one.wanted.dish_id].name,
                labels=json.dumps(one.labels),
                choices=json.dumps({key: list(ids) for key, ids in one.wanted.choices.items()}),
                unit_fen=one.unit,
                quantity=one.wanted.quantity,
                value_fen=value,
                owner=one.wanted.owner or plan.openid,
                owner_name=plan.names.get(one.wanted.owner, ""),
            )
        )
    for n, (openid, amount) in enumerate(plan.shares.items()):
        payment_id = number if n == 0 else f"{number}S{n}"
        session.add(
            Payment(id=payment_id, number=number, openid=openid, name=plan.names.get(openid, ""), amount_fen=amount)
        )
    await session.flush()
    return order


async def move(session: AsyncSession, order: Order, after: State, now: datetime, *, reason: str = "") -> bool:
    """Into the next state, if it may follow; False when it may not. Portions that are not cooked go back, money of an
    order that ends without food goes back."""
    before = order.state
    if not steps.may_follow(before, after):
        return False
    order.state, order.state_since, order.reason = after, stamp(now), reason or order.reason
    session.add(order)
    session.add(OrderStep(number=order.number, state=after, at=stamp(now)))
    portions = baskets.needed([(line.dish_id, line.quantity) for line in await lines_of(session, order.number)])
    if after is State.PAID:
        await shelves.count_sold(session, portions)
    await tell(session, order)
    if after in (State.CANCELLED, State.REFUSED):
        if before in steps.UNCOOKED:
            await shelves.put_back(session, portions)
        await return_rest(session, order.number, now, reason=reason or after.value)
    return True


async def return_rest(session: AsyncSession, number: str, now: datetime, *, reason: str) -> None:
    """Whatever was set aside or paid and has not come back yet comes back."""
    for payment in await payments_of(session, number):
        if payment.state in (PaymentState.HELD, PaymentState.PAID) and payment.returned_fen < payment.amount_fen:
            await ask_refund(session, payment, payment.amount_fen - payment.returned_fen, now, reason=reason)


async def ask_refund(
    session: AsyncSession, payment: Payment, amount_fen: int, now: datetime, *, reason: str, line_id: int | None = None
) -> None:
    """Written down here, with the reason in the payer's language as it is now: a refund that is sent again is the same
    one. Sent by `money.send_refunds` once this transaction is over."""
    language = await language_of(session, LANGUAGES, payment.openid)
    payment.returned_fen += amount_fen
    session.add(payment)
    session.add(
        Refund(
            id=f"R{now:%y%m%d%H%M%S}{secrets.token_hex(6)}",
            payment_id=payment.id,
            number=payment.number,
            line_id=line_id,
            amount_fen=amount_fen,
            reason=reason_said(language, reason),
            created_at=stamp(now),
        )
    )


async def claim(
    session: AsyncSession, order: Order, line_id: int, quantity: int, now: datetime, reason: str
) -> tuple[Payment, int]:
    """Give back what was paid for `quantity` portions of a line, to who paid for it; returns their payment and the
    amount. Refuses with line_unknown, claimed_already."""
    line = await session.get(OrderLine, line_id)
    if line is None or line.number != order.number:
        raise Problem(404, "line_unknown", "This is not part of the order.")
    if not 1 <= quantity <= line.quantity - line.claimed:
        raise Problem(409, "claimed_already", "This has been given back already.")
    after = line.claimed + quantity
    # By what has come back in all, so that the last portion also brings the odd fen.
    amount = line.value_fen * after // line.quantity - line.value_fen * line.claimed // line.quantity
    line.claimed = after
    session.add(line)
    payments = await payments_of(session, order.number)
    payment = next((one for one in payments if one.openid == line.owner), payments[0])
    if amount:
        await ask_refund(session, payment, amount, now, reason=reason, line_id=line.id)
    return payment, amount


async def get(session: AsyncSession, number: str) -> Order:
    order = await session.get(Order, number)
    if order is None:
        raise Problem(404, "order_unknown", "There is no such order.")
    return order


async def get_own(session: AsyncSession, number: str, openid: str) -> Order:
    """For who ordered, and for those who eat or pay along."""
    order = await get(session, number)
    if order.openid == openid:
        return order
    paying = any(one.openid == openid for one in await payments_of(session, number))
    eating = any(line.owner == openid for line in await lines_of(session, number))
    if not (paying or eating):
        raise Problem(404, "order_unknown", "There is no such order.")
    return order


async def lines_of(session: AsyncSession, number: str) -> list[OrderLine]:
    rows = await session.exec(select(OrderLine).where(OrderLine.number == number).order_by(col(OrderLine.id)))
    return list(rows.all())


async def payments_of(session: AsyncSession, number: str) -> list[Payment]:
    return list((await session.exec(select(Payment).where(Payment.number == number).order_by(Payment.id))).all())


async def expired(session: AsyncSession, now: datetime) -> list[str]:
    """Numbers of unpaid orders whose time is over."""
    rows = await session.exec(
        select(Order.number)
        .where(Order.state == State.AWAITING_PAYMENT, col(Order.expires_at) <= stamp(now))
        .limit(100)
    )
    return list(rows.all())


def line_view(line: OrderLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "dish_id": line.dish_id,
        "name": line.name,
        "labels": json.loads(line.labels),
        "choices": json.loads(line.choices),
        "unit_fen": line.unit_fen,
        "quantity": line.quantity,
        "value_fen": line.value_fen,
        "owner_name": line.owner_name,
        "prepared": line.prepared,
        "claimed": line.claimed,
    }
