"""Between our payments and the host: money is set aside when somebody orders, taken when the kitchen accepts, let go
when it refuses or they change their mind, and given back dish by dish afterwards. Network calls stay outside of
transactions; each may be repeated, and the sweep repeats what failed."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from miniapps.food.server import orders
from miniapps.food.server.backend import Backend
from miniapps.food.server.rules import steps
from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import DESCRIPTIONS, LANGUAGES, MOVES, Order, Payment, PaymentState, Refund
from miniapps.food.server.words import WORDS
from miniapps.kit.books import enter, said_at
from miniapps.kit.descriptions import first_said
from miniapps.kit.holds import OVER, payment_number
from miniapps.kit.languages import language_of, say
from miniapps.kit.problems import Problem


async def ask(backend: Backend, openid: str, number: str) -> dict[str, Any]:
    """The arguments of `wx.requestPayment` for this person's part of the order. Refuses with order_settled."""
    async with backend.database.read() as session:
        order = await orders.get_own(session, number, openid)
        payments = await orders.payments_of(session, number)
        language = await language_of(session, LANGUAGES, openid)
    payment = next((one for one in payments if one.openid == openid), None)
    if order.state is not State.AWAITING_PAYMENT or payment is None or payment.state is not PaymentState.WAITING:
        raise Problem(409, "order_settled", "This no longer waits for your payment.")
    name = backend.menu.restaurant(order.restaurant_id).name
    wanted = name if len(payments) == 1 else say(WORDS, language, "share", name)
    return await backend.till.ask_hold(
        number=payment.id,
        description=await first_said(backend.database, DESCRIPTIONS, payment.id, wanted),
        most_fen=payment.amount_fen,
        openid=openid,
    )


async def settle(backend: Backend, number: str) -> None:
    """Ask the host how the open payments of an order stand and write it down."""
    async with backend.database.read() as session:
        waiting = [one.id for one in await orders.payments_of(session, number) if one.state is PaymentState.WAITING]
    for payment_id in waiting:
        facts = await backend.till.look_hold(payment_id)
        if facts.state == "HELD":
            await mark_held(backend, payment_id, facts.total_fen)
        elif facts.state in OVER:
            await mark_closed(backend, payment_id)


async def mark_held(backend: Backend, payment_id: str, total_fen: int) -> None:
    """The host says that the money is set aside. The kitchen sees the order when all its payments are; what comes for
    an order that has ended meanwhile is let go. Repeats change nothing."""
    now = backend.now()
    async with backend.database.write() as session:
        payment = await session.get(Payment, payment_id)
        if (
            payment is None
            or payment.amount_fen != total_fen
            or payment.state in (PaymentState.HELD, PaymentState.PAID)
        ):
            return
        payment.state = PaymentState.HELD
        session.add(payment)
        await session.flush()
        order = await orders.get(session, payment.number)
        if all(one.state is PaymentState.HELD for one in await orders.payments_of(session, order.number)):
            await orders.move(session, order, State.PAID, now)
        if order.state is State.CANCELLED:
            await orders.return_rest(session, order.number, now, reason="paid_too_late")


async def take_accepted(backend: Backend) -> None:
    """Capture what is set aside for orders a kitchen has accepted. What fails now is done by the sweep."""
    async with backend.database.read() as session:
        rows = await session.exec(
            select(Payment)
            .join(Order, col(Order.number) == col(Payment.number))
            .where(Payment.state == PaymentState.HELD, col(Order.state).in_(steps.ACCEPTED))
            .limit(100)
        )
        waiting = rows.all()
    for payment in waiting:
        with suppress(Problem, OSError):
            facts = await backend.till.capture(payment.id, payment.amount_fen)
            if facts.state == "CAPTURED":
                await mark_taken(backend, payment.id, facts.transaction_id, facts.ended_at)


async def mark_taken(backend: Backend, payment_id: str, transaction_id: str, told_at: str) -> None:
    """told_at: when, as the host says it."""
    at = said_at(told_at, backend.now())
    async with backend.database.write() as session:
        payment = await session.get(Payment, payment_id)
        if payment and payment.state in (PaymentState.WAITING, PaymentState.HELD):
            payment.state, payment.transaction_id = PaymentState.PAID, transaction_id
            session.add(payment)
            await enter(session, MOVES, "payment", payment_number(payment_id), payment.amount_fen, at)


async def mark_closed(backend: Backend, payment_id: str) -> None:
    async with backend.database.write() as session:
        payment = await session.get(Payment, payment_id)
        if payment is None or payment.state is not PaymentState.WAITING:
            return
        payment.state = PaymentState.CLOSED
        session.add(payment)
        order = await orders.get(session, payment.number)
        await orders.move(session, order, State.CANCELLED, backend.now(), reason="not_paid")


async def close(backend: Backend, number: str) -> None:
    """End an unpaid order. What one of a group has set aside meanwhile is believed, and let go with the rest."""
    await settle(backend, number)
    async with backend.database.read() as session:
        order = await orders.get(session, number)
        waiting = [one.id for one in await orders.payments_of(session, number) if one.state is PaymentState.WAITING]
    if order.state is State.AWAITING_PAYMENT:
        for payment_id in waiting:
            if (await backend.till.release(payment_id)).state in ("", *OVER):
                await mark_closed(backend, payment_id)
    await send_refunds(backend)


async def send_refunds(backend: Backend) -> int:
    """Every refund that is written down and not done yet; returns how many. The same id may be sent again."""
    await take_accepted(backend)
    async with backend.database.read() as session:
        rows = await session.exec(
            select(Refund, Payment).where(col(Refund.done).is_(False), Refund.payment_id == Payment.id).limit(100)
        )
        waiting = rows.all()
    for refund, payment in waiting:
        # What fails now is sent again by the sweep.
        with suppress(Problem, OSError):
            await (_let_go if payment.state is PaymentState.HELD else _refund)(backend, refund, payment)
    return len(waiting)


async def _let_go(backend: Backend, refund: Refund, payment: Payment) -> None:
    """Money that was only set aside goes back without having been paid; one that was taken meanwhile is refunded."""
    if refund.amount_fen < payment.amount_fen:
        return  # a part comes back once the whole was taken
    facts = await backend.till.release(payment.id)
    if facts.state == "CAPTURED":
        await mark_taken(backend, payment.id, facts.transaction_id, facts.ended_at)
        await _refund(backend, refund, payment)
    else:
        await mark_returned(backend, refund.id, None)


async def _refund(backend: Backend, refund: Refund, payment: Payment) -> None:
    done_at = await backend.till.refund(
        refund_number=refund.id,
        number=payment_number(payment.id),
        amount_fen=refund.amount_fen,
        total_fen=payment.amount_fen,
        reason=refund.reason,
    )
    if done_at:
        await mark_returned(backend, refund.id, said_at(done_at, backend.now()))


async def mark_returned(backend: Backend, refund_id: str, refunded_at: datetime | None) -> None:
    """refunded_at: None for what was let go, which never was ours."""
    async with backend.database.write() as session:
        refund = await session.get(Refund, refund_id)
        if refund:
            refund.done = True
            session.add(refund)
            if refunded_at:
                await enter(session, MOVES, "refund", refund_id, refund.amount_fen, refunded_at)


async def take_notice(backend: Backend, headers: Mapping[str, str], body: bytes) -> bool:
    """A notice of the host; False when it is not the host's word."""
    notice = await backend.till.read_notice(headers, body)
    if not notice:
        return False
    facts = notice["resource"]
    if notice["event_type"] == "HOLD.CONFIRMED" and facts["state"] == "HELD":
        await mark_held(backend, facts["out_hold_no"], facts["amount"]["total"])
        await send_refunds(backend)
    elif notice["event_type"] == "HOLD.CAPTURED":
        await mark_taken(backend, facts["out_hold_no"], facts["transaction_id"], facts["end_time"])
    elif notice["event_type"] == "REFUND.SUCCESS":
        await mark_returned(backend, facts["out_refund_no"], said_at(facts["success_time"], backend.now()))
    return True
