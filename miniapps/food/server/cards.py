"""How an order stands, as a card in each payer's chat and in their language: written down with every step of the order.
Sent by miniapps/kit/outbox."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server.rules.steps import State
from miniapps.food.server.spoken import NAMES
from miniapps.food.server.tables import LANGUAGES, OUTBOX, Order, OrderLine, Payment, PaymentState
from miniapps.food.server.words import WORDS, things
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
    word, tone, step = CARDS[order.state]
    ended = order.state in (State.REFUSED, State.CANCELLED)
    lines = (
        await session.exec(select(OrderLine).where(OrderLine.number == order.number).order_by(col(OrderLine.id)))
    ).all()
    theirs = col(Payment.state).in_((PaymentState.HELD, PaymentState.PAID))
    paid = select(Payment).where(Payment.number == order.number, theirs)
    for payment in (await session.exec(paid)).all():
        language = await language_of(session, LANGUAGES, payment.openid)
        title = (
            things(language, f"{lines[0].quantity} × {NAMES.say(language, lines[0].name)}", len(lines))
            if lines
            else order.number
        )
        card = order_card(
            openid=payment.openid,
            out_trade_no=payment.id,
            order_id=order.number,
            change=order.state,
            title=title,
            state=say(WORDS, language, word),
            tone=tone,
            steps=[] if ended else [say(WORDS, language, one) for one in STEPS],
            step=step,
            amount_fen=payment.amount_fen,
            page=f"pages/order/order?number={order.number}",
            note=say(WORDS, language, "money_back") if ended else "",
        )
        await put(session, OUTBOX, f"{payment.id}:{order.state}", ORDER, card)
