"""Bookings and their orders: made, paid, exchanged, returned. An order becomes paid by the host's notice or by asking
the host, never by what the page reports. Network calls are desk.py's; everything here is one transaction of the
caller."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.books import enter
from miniapps.kit.problems import Problem
from miniapps.tickets.server import inventory
from miniapps.tickets.server.cards import tell
from miniapps.tickets.server.issuing import Issuer
from miniapps.tickets.server.offers import Choice, Offer
from miniapps.tickets.server.rules.returns import POLICIES, ExchangeQuote, RefundQuote, exchange_quote, refund_quote
from miniapps.tickets.server.tables import (
    MOVES,
    Booking,
    BookingState,
    Order,
    OrderState,
    Refund,
    Ticket,
    moment,
    stamp,
)


async def book(
    session: AsyncSession,
    *,
    openid: str,
    offer: Offer,
    choice: Choice,
    request_key: str,
    now: datetime,
    payment_seconds: int,
) -> Booking:
    """A new booking with its first order, its places set aside. The same request_key returns the same booking."""
    if known := await _known(session, request_key, openid):
        return await _booking(session, known.booking_id)
    booking_id = f"B{now:%y%m%d}{secrets.token_hex(5)}"
    order = _order(openid, booking_id, offer, choice, offer.total_fen, request_key, now, payment_seconds)
    await inventory.take(session, offer, order, now)
    booking = Booking(
        id=booking_id,
        openid=openid,
        state=BookingState.AWAITING_PAYMENT,
        current=order.number,
        created_at=stamp(now),
    )
    session.add_all([booking, order])
    await session.flush()
    return booking


async def exchange(
    session: AsyncSession,
    issuer: Issuer,
    *,
    booking: Booking,
    offer: Offer,
    choice: Choice,
    request_key: str,
    now: datetime,
    payment_seconds: int,
) -> Order:
    """An order for other places instead of the booked ones. Without anything to pay it is done at once; what is too
    much becomes a refund. Refuses with exchange_refused, exchange_waiting, ticket_used."""
    if known := await _known(session, request_key, booking.openid):
        return known
    quote = await quote_exchange(session, booking, offer, now)
    if not quote.allowed:
        raise Problem(409, "exchange_refused", "This can no longer be exchanged.")
    order = _order(booking.openid, booking.id, offer, choice, max(0, quote.due_fen), request_key, now, payment_seconds)
    order.is_exchange = True
    await inventory.take(session, offer, order, now)
    session.add(order)
    await session.flush()
    if order.total_fen == 0:
        await _settle(session, issuer, order, transaction_id="", now=now)
        if quote.due_fen < 0:
            await _ask_back(session, booking.id, -quote.due_fen)
    return order


async def mark_paid(
    session: AsyncSession, issuer: Issuer, number: str, *, transaction_id: str, total_fen: int, now: datetime
) -> None:
    """The host says that this order was paid then. Repeats change nothing."""
    order = await session.get(Order, number)
    if order is None or order.total_fen != total_fen or order.state is not OrderState.AWAITING_PAYMENT:
        return
    await _settle(session, issuer, order, transaction_id=transaction_id, now=now)


async def _settle(session: AsyncSession, issuer: Issuer, order: Order, *, transaction_id: str, now: datetime) -> None:
    order.state, order.transaction_id, order.paid_at = OrderState.PAID, transaction_id, stamp(now)
    session.add(order)
    await enter(session, MOVES, "payment", order.number, order.total_fen, now)
    booking = await _booking(session, order.booking_id)
    if order.is_exchange:
        if booking.state is not BookingState.PAID or await _used(session, booking.id):
            # While they paid, the old ticket went through a door: there is nothing left to exchange.
            await inventory.give_back(session, order)
            await _ask_back(session, booking.id, order.total_fen)
            return
        await inventory.give_back(session, await get_order(session, booking.current))
        await issuer.void(session, booking.id)
    booking.state, booking.current = BookingState.PAID, order.number
    session.add(booking)
    await issuer.issue(session, order)
    await tell(session, booking)
    if json.loads(order.offer)["id"] in await inventory.called_off(session):
        # It was called off while they paid.
        await return_whole(session, issuer, booking)


async def mark_cancelled(session: AsyncSession, number: str) -> None:
    """Closed at the host, never paid: its places are free again."""
    order = await session.get(Order, number)
    if order is None or order.state is not OrderState.AWAITING_PAYMENT:
        return
    order.state = OrderState.CANCELLED
    await inventory.give_back(session, order)
    session.add(order)
    if not order.is_exchange:
        booking = await _booking(session, order.booking_id)
        booking.state = BookingState.CANCELLED
        session.add(booking)


async def quote_refund(session: AsyncSession, booking: Booking, now: datetime) -> RefundQuote:
    """Refuses with not_paid, ticket_used, exchange_waiting."""
    order = await _require_changeable(session, booking)
    policy = POLICIES[json.loads(order.offer)["policy"]]
    return refund_quote(policy, order.value_fen, moment(json.loads(order.offer)["starts_at"]), now)


async def quote_exchange(session: AsyncSession, booking: Booking, offer: Offer, now: datetime) -> ExchangeQuote:
    """Refuses with not_paid, ticket_used, exchange_waiting, exchange_refused."""
    order = await _require_changeable(session, booking)
    facts = json.loads(order.offer)
    if not _alike(facts, offer, json.loads(order.lines)):
        raise Problem(400, "exchange_refused", "It can be exchanged for another time of the same thing only.")
    return exchange_quote(POLICIES[facts["policy"]], order.value_fen, offer.total_fen, moment(facts["starts_at"]), now)


async def begin_refund(session: AsyncSession, issuer: Issuer, booking: Booking, now: datetime) -> RefundQuote:
    """The tickets are void and the places free from this moment; the money follows. Refuses with refund_refused."""
    quote = await quote_refund(session, booking, now)
    if not quote.allowed:
        raise Problem(409, "refund_refused", "Nothing comes back for this ticket any more.")
    booking.state = BookingState.REFUNDING
    session.add(booking)
    await issuer.void(session, booking.id)
    await inventory.give_back(session, await get_order(session, booking.current))
    await _ask_back(session, booking.id, quote.back_fen)
    await tell(session, booking)
    return quote


async def return_whole(session: AsyncSession, issuer: Issuer, booking: Booking) -> None:
    """It does not take place: whatever was paid comes back, whatever the rules say."""
    booking.state = BookingState.REFUNDING
    session.add(booking)
    await issuer.void(session, booking.id)
    await inventory.give_back(session, await get_order(session, booking.current))
    paid = select(Order).where(Order.booking_id == booking.id, Order.state == OrderState.PAID)
    await _ask_back(
        session, booking.id, sum(one.total_fen - one.refunded_fen for one in (await session.exec(paid)).all())
    )
    await tell(session, booking, word="called_off")


async def refund_done(session: AsyncSession, refund_number: str, done_at: datetime) -> None:
    refund = await session.get(Refund, refund_number)
    if refund is None or refund.done:
        return
    refund.done = True
    session.add(refund)
    await enter(session, MOVES, "refund", refund_number, refund.amount_fen, done_at)
    await session.flush()
    booking = await _booking(session, refund.booking_id)
    if booking.state is BookingState.REFUNDING and not await open_refunds(session, booking.id):
        booking.state = BookingState.REFUNDED
        session.add(booking)
        await tell(session, booking)


async def open_refunds(session: AsyncSession, booking_id: str = "") -> list[Refund]:
    wanted = select(Refund).where(col(Refund.done).is_(False)).limit(100)
    if booking_id:
        wanted = wanted.where(Refund.booking_id == booking_id)
    return list((await session.exec(wanted)).all())


async def expired(session: AsyncSession, now: datetime) -> list[str]:
    """Numbers of unpaid orders whose time is over."""
    rows = await session.exec(
        select(Order.number)
        .where(Order.state == OrderState.AWAITING_PAYMENT, col(Order.expires_at) <= stamp(now))
        .limit(100)
    )
    return list(rows.all())


async def get_own(session: AsyncSession, booking_id: str, openid: str) -> Booking:
    booking = await session.get(Booking, booking_id)
    if booking is None or booking.openid != openid:
        raise Problem(404, "booking_unknown", "There is no such booking.")
    return booking


async def get_order(session: AsyncSession, number: str) -> Order:
    order = await session.get(Order, number)
    if order is None:
        raise Problem(404, "order_unknown", "There is no such order.")
    return order


async def waiting_order(session: AsyncSession, booking_id: str) -> Order | None:
    """The order that waits for payment, the first one or that of an exchange."""
    return (
        await session.exec(
            select(Order).where(Order.booking_id == booking_id, Order.state == OrderState.AWAITING_PAYMENT)
        )
    ).first()


async def _require_changeable(session: AsyncSession, booking: Booking) -> Order:
    if booking.state is not BookingState.PAID:
        raise Problem(409, "not_paid", "This booking cannot be changed.")
    if await _used(session, booking.id):
        raise Problem(409, "ticket_used", "A ticket of this booking has been used.")
    if await waiting_order(session, booking.id):
        raise Problem(409, "exchange_waiting", "An exchange waits for its payment.")
    return await get_order(session, booking.current)


async def _used(session: AsyncSession, booking_id: str) -> bool:
    rows = await session.exec(
        select(Ticket.id).where(Ticket.booking_id == booking_id, Ticket.used_at != "", col(Ticket.void).is_(False))
    )
    return rows.first() is not None


async def _ask_back(session: AsyncSession, booking_id: str, amount_fen: int) -> None:
    """Spread an amount over what was paid, newest payment first; each part is a refund of its own."""
    paid = await session.exec(
        select(Order)
        .where(Order.booking_id == booking_id, Order.state == OrderState.PAID)
        .order_by(col(Order.paid_at).desc(), col(Order.number))
    )
    for order in paid.all():
        part = min(amount_fen, order.total_fen - order.refunded_fen)
        if part > 0:
            order.refunded_fen += part
            amount_fen -= part
            session.add_all(
                [
                    order,
                    Refund(
                        number=f"R{secrets.token_hex(8)}",
                        order_number=order.number,
                        booking_id=booking_id,
                        amount_fen=part,
                    ),
                ]
            )
    if amount_fen:
        raise RuntimeError("more would go back than was paid")
    await session.flush()


def _alike(facts: dict[str, object], offer: Offer, lines: Sequence[object]) -> bool:
    """Another time of the same film, event or route, for as many people, in the same fare."""
    key = {"cinema": "film_id", "event": "event_id", "flight": "fare"}[offer.kind]
    before = facts["extra"]
    return (
        facts["kind"] == offer.kind
        and facts["title"] == offer.title
        and isinstance(before, dict)
        and before.get(key) == offer.extra[key]
        and len(lines) == len(offer.lines)
        and (facts["id"] != offer.id)
    )


def _order(
    openid: str,
    booking_id: str,
    offer: Offer,
    choice: Choice,
    total_fen: int,
    request_key: str,
    now: datetime,
    payment_seconds: int,
) -> Order:
    facts = {
        "kind": offer.kind,
        "id": offer.id,
        "title": offer.title,
        "place": offer.place,
        "starts_at": stamp(offer.starts_at),
        "ends_at": stamp(offer.ends_at),
        "zone": offer.zone,
        "policy": offer.policy.id,
        "picture": offer.picture,
        "extra": offer.extra,
    }
    return Order(
        number=f"CC{now:%y%m%d%H%M%S}{secrets.token_hex(5)}",
        booking_id=booking_id,
        openid=openid,
        state=OrderState.AWAITING_PAYMENT,
        value_fen=offer.total_fen,
        total_fen=total_fen,
        offer=json.dumps(facts),
        lines=json.dumps([asdict(line) for line in offer.lines]),
        choice=json.dumps(asdict(choice)),
        created_at=stamp(now),
        expires_at=stamp(now + timedelta(seconds=payment_seconds)),
        request_key=request_key,
    )


async def _known(session: AsyncSession, request_key: str, openid: str) -> Order | None:
    known = (await session.exec(select(Order).where(Order.request_key == request_key))).first()
    if known and known.openid != openid:
        raise Problem(409, "request_key_taken", "Please try again.")
    return known


async def _booking(session: AsyncSession, booking_id: str) -> Booking:
    booking = await session.get(Booking, booking_id)
    if booking is None:
        raise Problem(404, "booking_unknown", "There is no such booking.")
    return booking
