"""What a person can do: ask for a price, order, look, cancel, claim a missing dish, rate. Each function is one of these
verbs; rules decide, the database remembers, money moves after the transaction."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server import groups, money, orders, shelves, views
from miniapps.food.server.backend import Backend
from miniapps.food.server.menu import Restaurant
from miniapps.food.server.rules import baskets, places, prices, slots, steps
from miniapps.food.server.rules.baskets import PricedLine, Refused, Wanted
from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import Order, OrderLine, Payment, Place, Rating, moment, stamp
from miniapps.kit.problems import Problem

REFUSALS = {
    "basket_empty": "There is nothing in the basket.",
    "basket_full": "The basket is full.",
    "dish_unknown": "One of the dishes is no longer on the menu.",
    "one_restaurant": "An order comes from one restaurant.",
    "quantity_refused": f"Please choose between 1 and {baskets.QUANTITY_MAX}.",
    "options_refused": "One of the dishes can no longer be had like this.",
}


@dataclass(frozen=True, slots=True)
class Basket:
    """What somebody wants to order, as far as it is known. group: code of the group whose basket it is, or ""."""

    restaurant_id: str
    items: Sequence[Wanted]
    address: str = ""
    code: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A basket with its price; `problem` is the first reason why it cannot be ordered as it is."""

    place: Restaurant
    lines: Sequence[PricedLine]
    price: prices.Price
    distance_m: int
    lead_minutes: int
    code: str
    problem: Problem | None


async def quote(backend: Backend, openid: str, basket: Basket) -> dict[str, Any]:
    """The price and the delivery times of a basket, with what stands against it."""
    async with backend.database.read() as session:
        basket = await _with_group(session, backend, basket, openid)
        found = await _quote(session, backend, openid, basket)
    times = slots.slots(found.place.hours, backend.now(), found.lead_minutes)
    return views.quote(found.price, found.place.minimum, found.code) | {
        "distance_m": found.distance_m,
        "lead_minutes": found.lead_minutes,
        "asap": found.place.hours.is_open(backend.now()),
        "slots": [stamp(one) for one in times],
        "problem": {"code": found.problem.code, "message": found.problem.message, "facts": found.problem.facts}
        if found.problem
        else None,
    }


async def _with_group(session: AsyncSession, backend: Backend, basket: Basket, openid: str) -> Basket:
    if not basket.group:
        return basket
    group = await groups.get(session, basket.group)
    if group.host != openid:
        raise Problem(403, "host_only", "Only who started the group can order.")
    items = await groups.items(session, basket.group)
    return Basket(group.restaurant_id, items, basket.address, basket.code, basket.group)


async def _quote(session: AsyncSession, backend: Backend, openid: str, basket: Basket) -> Quote:
    place, now = backend.menu.restaurant(basket.restaurant_id), backend.now()
    facts = {dish.id: dish.facts for dish in backend.menu.dishes.values()}
    lines = baskets.price_lines(basket.items, facts, place.id)
    if isinstance(lines, Refused):
        dish = backend.menu.dishes.get(lines.dish_id)
        raise Problem(409, lines.code, REFUSALS[lines.code], {"dish": dish.name if dish else ""})
    subtotal = sum(line.amount for line in lines)
    spot, problem = backend.menu.locate(basket.address), None
    distance = places.metres_between(place.spot, spot) if spot else 0
    code = backend.menu.code(basket.code) if basket.code.strip() else None
    if basket.code.strip() and code is None:
        problem = Problem(409, "code_unknown", "This code is not known.")
    elif code and subtotal < code.above:
        problem = Problem(409, "code_too_small", "The code needs a larger order.", {"above_fen": code.above})
    elif code and code.once and await _has_used(session, openid, code.code):
        problem, code = Problem(409, "code_used", "You have used this code already."), None
    known = await session.get_one(Place, place.id)
    if not known.accepting:
        problem = Problem(409, "restaurant_paused", f"{place.name} takes no orders at the moment.")
    if spot is None:
        problem = Problem(409, "address_unknown", f"We cannot find this address in {backend.menu.town}.")
    elif distance > place.reach_m:
        problem = Problem(409, "out_of_reach", f"{place.name} does not deliver there.")
    elif subtotal < place.minimum:
        missing = place.minimum - subtotal
        problem = Problem(409, "below_minimum", "The order is below the minimum.", {"missing_fen": missing})
    lead = place.preparation_minutes + places.ride_minutes(distance)
    if problem is None and not place.hours.is_open(now) and not slots.slots(place.hours, now, lead):
        problem = Problem(409, "closed", f"{place.name} is closed.")
    portions = baskets.needed([(one.wanted.dish_id, one.wanted.quantity) for one in lines])
    problem = problem or await shelves.lacking(session, backend.menu, portions)
    price = prices.price(subtotal, distance, place.offer, code)
    return Quote(place, lines, price, distance, lead, code.code if code and price.from_code else "", problem)


async def _has_used(session: AsyncSession, openid: str, code: str) -> bool:
    used = select(Order.number).where(
        Order.openid == openid, Order.code == code, col(Order.state).not_in([State.CANCELLED, State.REFUSED])
    )
    return (await session.exec(used.limit(1))).first() is not None


async def order(
    backend: Backend, openid: str, basket: Basket, where: orders.Where, *, deliver_at: str, request_key: str
) -> dict[str, Any]:
    """Make the order; returns it with the arguments of `wx.requestPayment` for who ordered, or none when only the
    others of the group pay. The same request_key returns the same order."""
    now = backend.now()
    async with backend.database.write() as session:
        made = await orders.find_by_key(session, request_key, openid)
        if made is None:
            basket = await _with_group(session, backend, basket, openid)
            plan = await _plan(session, backend, openid, basket, deliver_at)
            made = await orders.place(
                session,
                backend.menu,
                plan,
                where,
                request_key=request_key,
                group_code=basket.group,
                now=now,
                payment_seconds=backend.settings.payment_seconds,
            )
            if basket.group:
                await groups.mark_ordered(session, basket.group, made.number)
        mine = any(one.openid == openid for one in await orders.payments_of(session, made.number))
        shown = await views.order(session, backend, made, openid)
    return {"order": shown, "payment": await money.ask(backend, openid, made.number) if mine else None}


async def _plan(session: AsyncSession, backend: Backend, openid: str, basket: Basket, deliver_at: str) -> orders.Plan:
    now, found = backend.now(), await _quote(session, backend, openid, basket)
    if found.problem:
        raise found.problem
    wanted: datetime | None = None
    if deliver_at:
        with suppress(ValueError):
            wanted = moment(deliver_at).astimezone(UTC)
        if wanted is None or not slots.is_slot(found.place.hours, now, found.lead_minutes, wanted):
            raise Problem(409, "slot_refused", "This time can no longer be chosen.")
    elif not found.place.hours.is_open(now):
        raise Problem(409, "closed", f"{found.place.name} is closed. Choose a later time.")
    lead = timedelta(minutes=found.lead_minutes)
    spot = backend.menu.locate(basket.address)
    assert spot, "a basket without a known address has a problem"
    paid_by, names = {openid: found.price.total}, dict[str, str]()
    if basket.group:
        group = await groups.get(session, basket.group)
        names = await groups.names(session, basket.group)
        if group.each_pays:
            values = dict[str, int]()
            amounts = prices.line_values([one.amount for one in found.lines], found.price.discount)
            for line, value in zip(found.lines, amounts, strict=True):
                values[line.wanted.owner] = values.get(line.wanted.owner, 0) + value
            paid_by = prices.shares(values, found.price.fee, group.host)
    return orders.Plan(
        place=found.place,
        openid=openid,
        lines=found.lines,
        price=found.price,
        code=found.code,
        spot=spot,
        distance_m=found.distance_m,
        deliver_at=wanted,
        start_at=(wanted - lead) if wanted else now,
        promised_at=wanted or now + lead,
        shares=paid_by,
        names=names,
    )


async def show(backend: Backend, openid: str, number: str) -> dict[str, Any]:
    """The order; while it waits for payment, the host is asked first."""
    async with backend.database.read() as session:
        found = await orders.get_own(session, number, openid)
    if found.state is State.AWAITING_PAYMENT:
        # The host may be away for a moment: the order is still shown as far as we know it.
        with suppress(Problem, OSError):
            await money.settle(backend, number)
    async with backend.database.read() as session:
        return await views.order(session, backend, await orders.get_own(session, number, openid), openid)


async def list_own(backend: Backend, openid: str) -> dict[str, Any]:
    """Newest first: the orders one made, pays or eats along."""
    async with backend.database.read() as session:
        along = select(Payment.number).where(Payment.openid == openid)
        eats = select(OrderLine.number).where(OrderLine.owner == openid)
        rows = await session.exec(
            select(Order)
            .where(or_(Order.openid == openid, col(Order.number).in_(along), col(Order.number).in_(eats)))
            .order_by(col(Order.created_at).desc(), col(Order.number))
            .limit(50)
        )
        return {"orders": [await views.order(session, backend, one, openid) for one in rows.all()]}


async def cancel(backend: Backend, openid: str, number: str) -> dict[str, Any]:
    """Free until the kitchen starts to cook: an unpaid order is closed, a paid one comes back in whole. Refuses with
    too_late, host_only."""
    async with backend.database.read() as session:
        found = await orders.get_own(session, number, openid)
    if found.openid != openid:
        raise Problem(403, "host_only", "Only who ordered can cancel.")
    if found.state is State.AWAITING_PAYMENT:
        await money.close(backend, number)
    else:
        async with backend.database.write() as session:
            found = await orders.get(session, number)
            if not await orders.move(session, found, State.CANCELLED, backend.now(), reason="changed_mind"):
                raise Problem(409, "too_late", "The kitchen has started. It can no longer be cancelled.")
        await money.send_refunds(backend)
    return await show(backend, openid, number)


async def claim(backend: Backend, openid: str, number: str, line_id: int, quantity: int) -> dict[str, Any]:
    """A dish was missing: what was paid for it comes back. Refuses with too_early, too_late."""
    now = backend.now()
    async with backend.database.write() as session:
        found = await orders.get_own(session, number, openid)
        if found.state is not State.DELIVERED:
            raise Problem(409, "too_early", "Please wait until the food has come.")
        if now - moment(found.state_since) > timedelta(hours=steps.CLAIM_HOURS):
            raise Problem(409, "claim_over", f"Claims are possible for {steps.CLAIM_HOURS} hours.")
        line = await session.get(OrderLine, line_id)
        if line and openid not in (found.openid, line.owner):
            raise Problem(403, "host_only", "This dish is somebody else's.")
        await orders.claim(session, found, line_id, quantity, now, "missing_dish")
    await money.send_refunds(backend)
    return await show(backend, openid, number)


async def rate(backend: Backend, openid: str, number: str, stars: int, text: str) -> dict[str, Any]:
    """One rating for each order, by who ordered. A low one is a complaint: the restaurant owes an answer in time."""
    now = backend.now()
    async with backend.database.write() as session:
        found = await orders.get_own(session, number, openid)
        if found.openid != openid or found.state is not State.DELIVERED:
            raise Problem(409, "too_early", "Please wait until the food has come.")
        if await session.get(Rating, number):
            raise Problem(409, "rated_already", "You have rated this order already.")
        low = stars <= steps.LOW_RATING
        session.add(
            Rating(
                number=number,
                openid=openid,
                restaurant_id=found.restaurant_id,
                stars=stars,
                text=text,
                answer_by=stamp(now + timedelta(hours=steps.ANSWER_HOURS)) if low else "",
                created_at=stamp(now),
            )
        )
        place = await session.get_one(Place, found.restaurant_id)
        place.stars, place.ratings = place.stars + stars, place.ratings + 1
        session.add(place)
    return await show(backend, openid, number)
