"""Between our payments and the host: asking, looking, notices, closing what was never paid, sending refunds. Network
calls stay outside of transactions."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from sqlmodel import col, select

from miniapps.food.server import orders
from miniapps.food.server.backend import Backend
from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import Payment, PaymentState, Refund
from miniapps.kit.problems import Problem


async def ask(backend: Backend, openid: str, number: str) -> dict[str, Any]:
    """The arguments of `wx.requestPayment` for this person's part of the order. Refuses with order_settled."""
    async with backend.database.read() as session:
        order = await orders.get_own(session, number, openid)
        payments = await orders.payments_of(session, number)
    payment = next((one for one in payments if one.openid == openid), None)
    if order.state is not State.AWAITING_PAYMENT or payment is None or payment.state is not PaymentState.WAITING:
        raise Problem(409, "order_settled", "This no longer waits for your payment.")
    name = backend.menu.restaurant(order.restaurant_id).name
    return await backend.till.ask(
        number=payment.id,
        description=name if len(payments) == 1 else f"{name}, your share",
        total_fen=payment.amount_fen,
        openid=openid,
        expires_at=order.expires_at[:19] + "+00:00",
    )


async def settle(backend: Backend, number: str) -> None:
    """Ask the host how the open payments of an order stand and write it down."""
    async with backend.database.read() as session:
        waiting = [one.id for one in await orders.payments_of(session, number) if one.state is PaymentState.WAITING]
    for payment_id in waiting:
        facts = await backend.till.look(payment_id)
        if facts.state in ("SUCCESS", "REFUND"):
            await mark_paid(backend, payment_id, facts.transaction_id, facts.total_fen)
        elif facts.state == "CLOSED":
            await mark_closed(backend, payment_id)


async def mark_paid(backend: Backend, payment_id: str, transaction_id: str, total_fen: int) -> None:
    """The host says so. The order is paid when all its payments are; money that comes for an order that has ended
    meanwhile goes back. Repeats change nothing."""
    now = backend.now()
    async with backend.database.write() as session:
        payment = await session.get(Payment, payment_id)
        if payment is None or payment.amount_fen != total_fen or payment.state is PaymentState.PAID:
            return
        payment.state, payment.transaction_id = PaymentState.PAID, transaction_id
        session.add(payment)
        await session.flush()
        order = await orders.get(session, payment.number)
        if all(one.state is PaymentState.PAID for one in await orders.payments_of(session, order.number)):
            await orders.move(session, order, State.PAID, now)
        if order.state is State.CANCELLED:
            await orders.return_rest(session, order.number, now, reason="paid too late")


async def mark_closed(backend: Backend, payment_id: str) -> None:
    async with backend.database.write() as session:
        payment = await session.get(Payment, payment_id)
        if payment is None or payment.state is not PaymentState.WAITING:
            return
        payment.state = PaymentState.CLOSED
        session.add(payment)
        order = await orders.get(session, payment.number)
        await orders.move(session, order, State.CANCELLED, backend.now(), reason="not paid")


async def close(backend: Backend, number: str) -> None:
    """End an unpaid order: every open payment is closed at the host first; one that was paid meanwhile is believed."""
    async with backend.database.read() as session:
        waiting = [one.id for one in await orders.payments_of(session, number) if one.state is PaymentState.WAITING]
    for payment_id in waiting:
        if await backend.till.close(payment_id):
            await mark_closed(backend, payment_id)
    await settle(backend, number)
    await send_refunds(backend)


async def send_refunds(backend: Backend) -> int:
    """Every refund that is written down and not done yet; returns how many. The same id may be sent again."""
    async with backend.database.read() as session:
        rows = await session.exec(
            select(Refund, Payment).where(col(Refund.done).is_(False), Refund.payment_id == Payment.id).limit(100)
        )
        waiting = [(refund, payment.amount_fen) for refund, payment in rows]
    for refund, total in waiting:
        # What fails now is sent again by the sweep.
        with suppress(Problem, OSError):
            done = await backend.till.refund(
                refund_number=refund.id,
                number=refund.payment_id,
                amount_fen=refund.amount_fen,
                total_fen=total,
                reason=refund.reason,
            )
            if done:
                await mark_returned(backend, refund.id)
    return len(waiting)


async def mark_returned(backend: Backend, refund_id: str) -> None:
    async with backend.database.write() as session:
        refund = await session.get(Refund, refund_id)
        if refund:
            refund.done = True
            session.add(refund)


async def take_notice(backend: Backend, headers: Mapping[str, str], body: bytes) -> bool:
    """A notice of the host; False when it is not the host's word."""
    notice = await backend.till.read_notice(headers, body)
    if not notice:
        return False
    facts = notice["resource"]
    if notice["event_type"] == "TRANSACTION.SUCCESS":
        await mark_paid(backend, facts["out_trade_no"], facts["transaction_id"], facts["amount"]["total"])
        await send_refunds(backend)
    elif notice["event_type"] == "REFUND.SUCCESS":
        await mark_returned(backend, facts["out_refund_no"])
    return True
