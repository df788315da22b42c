"""What a kitchen can do: see its orders, take or refuse them, tick lines off, hand them over, switch dishes and itself
on and off, answer complaints. A cook works in one restaurant at a time."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server import cards, money, orders
from miniapps.food.server.backend import Backend
from miniapps.food.server.rules import places
from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import Cook, Order, OrderLine, Place, Portion, Rating, Workplace, stamp
from miniapps.kit.problems import Problem

MINUTES = (10, 15, 20, 30, 45, 60)
STOCK_MAX = 999
AT_WORK = (State.PAID, State.CONFIRMED, State.COOKING, State.READY, State.ON_THE_WAY)


def staff_code(backend: Backend, restaurant_id: str) -> str:
    """What a restaurant gives to its staff, once; made from the kitchen program's secret, stored nowhere."""
    key = backend.settings.kitchen_appsecret.encode()
    return f"{int(hmac.new(key, restaurant_id.encode(), hashlib.sha256).hexdigest()[:12], 16) % 100_000_000:08}"


async def join(backend: Backend, openid: str, restaurant_id: str, code: str) -> dict[str, Any]:
    """Begin to work there. In a simulation, and where one has worked before, no code is needed. Refuses with
    staff_code_refused."""
    place = backend.menu.restaurant(restaurant_id)
    right = hmac.compare_digest(code.encode(), staff_code(backend, restaurant_id).encode())
    async with backend.database.write() as session:
        known = await session.get(Workplace, (openid, place.id))
        if not (backend.settings.simulate or right or known):
            raise Problem(403, "staff_code_refused", "This is not the code of the restaurant.")
        if known is None:
            session.add(Workplace(openid=openid, restaurant_id=place.id))
        cook = await session.get_one(Cook, openid)
        cook.restaurant_id = place.id
        session.add(cook)
    return await board(backend, place.id)


async def workplaces(backend: Backend, openid: str) -> list[str]:
    """The restaurants somebody has worked in, and the one they work in: it may be older than this list."""
    async with backend.database.read() as session:
        known = (await session.exec(select(Workplace.restaurant_id).where(Workplace.openid == openid))).all()
        cook = await session.get(Cook, openid)
    return sorted({*known, cook.restaurant_id if cook else ""} - {""})


async def board(backend: Backend, restaurant_id: str) -> dict[str, Any]:
    """The orders at work, those that must start first on top; complaints that wait for an answer."""
    place, now = backend.menu.restaurant(restaurant_id), backend.now()
    async with backend.database.read() as session:
        known = await session.get_one(Place, restaurant_id)
        rows = await session.exec(
            select(Order)
            .where(Order.restaurant_id == restaurant_id, col(Order.state).in_(AT_WORK))
            .order_by(col(Order.start_at), col(Order.number))
            .limit(100)
        )
        tickets = [await _ticket(session, one) for one in rows.all()]
        low = await session.exec(
            select(Rating)
            .where(Rating.restaurant_id == restaurant_id, Rating.answer_by != "", Rating.answer == "")
            .order_by(col(Rating.answer_by))
        )
        complaints = [
            {"number": r.number, "stars": r.stars, "text": r.text, "answer_by": r.answer_by} for r in low.all()
        ]
    return {
        "restaurant_id": place.id,
        "restaurant": place.name,
        "accepting": known.accepting,
        "in_hours": place.hours.is_open(now),
        "simulated": backend.simulation.running,
        "minutes": MINUTES,
        "tickets": tickets,
        "complaints": complaints,
    }


async def dishes(backend: Backend, restaurant_id: str) -> dict[str, Any]:
    place = backend.menu.restaurant(restaurant_id)
    async with backend.database.read() as session:
        rows = await session.exec(select(Portion).where(col(Portion.dish_id).in_([d.id for d in place.dishes])))
        portions = {portion.dish_id: portion for portion in rows}
    return {
        "dishes": [
            {
                "id": dish.id,
                "name": dish.name,
                "category": dish.category,
                "stock": portions[dish.id].stock,
                "on_sale": portions[dish.id].on_sale,
                "sold": portions[dish.id].sold,
            }
            for dish in place.dishes
        ]
    }


async def set_dish(backend: Backend, restaurant_id: str, dish_id: str, *, on_sale: bool, stock: int) -> dict[str, Any]:
    dish = backend.menu.dishes.get(dish_id)
    if dish is None or dish.restaurant_id != restaurant_id:
        raise Problem(404, "dish_unknown", "This dish is not on your menu.")
    async with backend.database.write() as session:
        portion = await session.get_one(Portion, dish_id)
        portion.on_sale, portion.stock = on_sale, stock
        session.add(portion)
    return await dishes(backend, restaurant_id)


async def set_accepting(backend: Backend, restaurant_id: str, accepting: bool) -> dict[str, Any]:
    async with backend.database.write() as session:
        place = await session.get_one(Place, restaurant_id)
        place.accepting = accepting
        session.add(place)
    return await board(backend, restaurant_id)


async def accept(backend: Backend, restaurant_id: str, number: str, minutes: int) -> dict[str, Any]:
    """The kitchen says how long it takes, and the promise to the person moves with it. Now the money is taken."""
    now = backend.now()
    async with backend.database.write() as session:
        order = await _own(session, restaurant_id, number)
        await _move(session, backend, order, State.CONFIRMED)
        if not order.deliver_at:
            lead = timedelta(minutes=minutes + places.ride_minutes(order.distance_m))
            order.promised_at = stamp(now + lead)
            session.add(order)
    await money.take_accepted(backend)
    return await board(backend, restaurant_id)


async def refuse(backend: Backend, restaurant_id: str, number: str, reason: str) -> dict[str, Any]:
    """Everything comes back to who paid, portions that are not cooked go back to the shelf."""
    async with backend.database.write() as session:
        order = await _own(session, restaurant_id, number)
        await _move(session, backend, order, State.REFUSED, reason=reason)
    await money.send_refunds(backend)
    return await board(backend, restaurant_id)


async def step(backend: Backend, restaurant_id: str, number: str, after: State) -> dict[str, Any]:
    """cooking, ready, on_the_way (handed to the courier) or delivered."""
    async with backend.database.write() as session:
        await _move(session, backend, await _own(session, restaurant_id, number), after)
    return await board(backend, restaurant_id)


async def tick(backend: Backend, restaurant_id: str, number: str, line_id: int, prepared: bool) -> dict[str, Any]:
    """A line is prepared; the first one starts the cooking."""
    async with backend.database.write() as session:
        order = await _own(session, restaurant_id, number)
        line = await _line(session, order, line_id)
        line.prepared = prepared
        session.add(line)
        if order.state is State.CONFIRMED and prepared:
            await _move(session, backend, order, State.COOKING)
    return await board(backend, restaurant_id)


async def drop(backend: Backend, restaurant_id: str, number: str, line_id: int) -> dict[str, Any]:
    """The kitchen cannot make this line: its money comes back, the rest is cooked. The last line cannot be dropped,
    for that is a refusal."""
    async with backend.database.write() as session:
        order = await _own(session, restaurant_id, number)
        if order.state not in (State.PAID, State.CONFIRMED, State.COOKING):
            raise Problem(409, "too_late", "This order has left the kitchen.")
        line = await _line(session, order, line_id)
        others = [one for one in await orders.lines_of(session, number) if one.id != line.id]
        if all(one.claimed == one.quantity for one in others):
            raise Problem(409, "last_line", "Nothing else would be left. Refuse the order instead.")
        rest = line.quantity - line.claimed
        payment, amount = await orders.claim(session, order, line_id, rest, backend.now(), "ran_out")
        await cards.tell_dropped(session, order, payment, line, amount)
    await money.send_refunds(backend)
    return await board(backend, restaurant_id)


async def answer(backend: Backend, restaurant_id: str, number: str, text: str) -> dict[str, Any]:
    async with backend.database.write() as session:
        rating = await session.get(Rating, number)
        if rating is None or rating.restaurant_id != restaurant_id:
            raise Problem(404, "order_unknown", "There is no such complaint.")
        rating.answer = text
        session.add(rating)
        order, place = await orders.get(session, number), backend.menu.restaurant(restaurant_id)
        await cards.tell_answered(session, order, rating.openid, place.name, text)
    return await board(backend, restaurant_id)


async def _move(session: AsyncSession, backend: Backend, order: Order, after: State, *, reason: str = "") -> None:
    # Repeating a step that has happened is no mistake: a slow answer makes people press twice.
    if order.state is not after and not await orders.move(session, order, after, backend.now(), reason=reason):
        raise Problem(409, "step_refused", "This order is elsewhere by now.")


async def _own(session: AsyncSession, restaurant_id: str, number: str) -> Order:
    order = await orders.get(session, number)
    if order.restaurant_id != restaurant_id or order.state is State.AWAITING_PAYMENT:
        raise Problem(404, "order_unknown", "There is no such order.")
    return order


async def _line(session: AsyncSession, order: Order, line_id: int) -> OrderLine:
    line = await session.get(OrderLine, line_id)
    if line is None or line.number != order.number:
        raise Problem(404, "line_unknown", "This is not part of the order.")
    return line


async def _ticket(session: AsyncSession, order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "short": order.number[-4:].upper(),
        "state": order.state,
        "recipient": order.recipient.split(" ")[0],
        "address": order.address,
        "note": order.note,
        "deliver_at": order.deliver_at,
        "start_at": order.start_at,
        "promised_at": order.promised_at,
        "total_fen": order.total_fen,
        "lines": [orders.line_view(line) for line in await orders.lines_of(session, order.number)],
    }
