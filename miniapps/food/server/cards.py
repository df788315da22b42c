"""How an order stands, as a card in each payer's chat and in their language: written down with every step of the order,
with what the kitchen takes out of it, and with its answer to a complaint. Sent by miniapps/kit/outbox."""

import hashlib
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server.rules.steps import State
from miniapps.food.server.spoken import NAMES
from miniapps.food.server.tables import LANGUAGES, OUTBOX, Order, OrderLine, Payment, PaymentState
from miniapps.food.server.words import WORDS, things, yuan
from miniapps.kit.languages import language_of, say
from miniapps.kit.outbox import ORDER, order_card, put

STEPS = ("ordered", "cooking", "on_the_way", "delivered")
# state -> (word of WORDS, tone, step)
CARDS = {
    State.PAID: ("ordered", "busy", 0),
    State.CONFIRMED: ("accepted", "busy", 0),
    State.COOKING: ("cooking", "busy", 1),
    State.READY: ("ready", "busy", 1),
    State.ON_THE_WAY: ("on_the_way", "busy", 2),
    State.DELIVERED: ("delivered", "good", 3),
    State.REFUSED: ("refused", "bad", 0),
    State.CANCELLED: ("cancelled", "warn", 0),
}


async def tell(session: AsyncSession, order: Order) -> None:
    """In the caller's transaction. Who has set no money aside is told nothing: there is no order of theirs
    yet."""
    if order.state not in CARDS:
        return
    word, tone, _ = CARDS[order.state]
    ended = order.state in (State.REFUSED, State.CANCELLED)
    theirs = col(Payment.state).in_((PaymentState.HELD, PaymentState.PAID))
    paid = select(Payment).where(Payment.number == order.number, theirs)
    for payment in (await session.exec(paid)).all():
        language = await language_of(session, LANGUAGES, payment.openid)
        note = say(WORDS, language, "money_back") if ended else ""
        news = News(order.state, await _title(session, order, language), say(WORDS, language, word), tone, note)
        await _put(session, order, payment, language, news)


async def tell_dropped(session: AsyncSession, order: Order, payment: Payment, line: OrderLine, amount_fen: int) -> None:
    """The kitchen cannot make a line; what was paid for it comes back with `payment`."""
    language = await language_of(session, LANGUAGES, payment.openid)
    news = News(
        f"dropped:{line.id}",
        f"{line.quantity} × {NAMES.say(language, line.name)}",
        say(WORDS, language, "ran_out"),
        "warn",
        say(WORDS, language, "part_back", yuan(amount_fen)) if amount_fen else "",
    )
    await _put(session, order, payment, language, news)


async def tell_answered(session: AsyncSession, order: Order, openid: str, restaurant: str, answer: str) -> None:
    """The restaurant answers a complaint of `openid`. What is answered anew is told anew."""
    wanted = select(Payment).where(Payment.number == order.number, Payment.openid == openid)
    payment = (await session.exec(wanted)).first()
    if payment is None:
        return
    language = await language_of(session, LANGUAGES, openid)
    change = f"answered:{hashlib.sha256(answer.encode()).hexdigest()[:12]}"
    word = say(WORDS, language, "answered")
    await _put(session, order, payment, language, News(change, restaurant, word, "plain", answer))


@dataclass(frozen=True, slots=True)
class News:
    """change: its own name, within the order's."""

    change: str
    title: str
    state: str
    tone: str
    note: str


async def _put(session: AsyncSession, order: Order, payment: Payment, language: str, news: News) -> None:
    _, _, step = CARDS[order.state]
    ended = order.state in (State.REFUSED, State.CANCELLED)
    card = order_card(
        openid=payment.openid,
        out_trade_no=payment.id,
        order_id=order.number,
        change=news.change,
        title=news.title,
        state=news.state,
        tone=news.tone,
        steps=[] if ended else [say(WORDS, language, one) for one in STEPS],
        step=step,
        amount_fen=payment.amount_fen,
        page=f"pages/order/order?number={order.number}",
        note=news.note,
    )
    await put(session, OUTBOX, f"{payment.id}:{news.change}", ORDER, card)


async def _title(session: AsyncSession, order: Order, language: str) -> str:
    wanted = select(OrderLine).where(OrderLine.number == order.number).order_by(col(OrderLine.id))
    lines = (await session.exec(wanted)).all()
    if not lines:
        return order.number
    return things(language, f"{lines[0].quantity} × {NAMES.say(language, lines[0].name)}", len(lines))
