"""How an order stands, as a card in each payer's chat: written down with every step of the order.
Sent by miniapps/kit/outbox."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import OUTBOX, Order, OrderLine, Payment, PaymentState
from miniapps.kit.outbox import ORDER, order_card, put

STEPS = ["Ordered", "Cooking", "On the way", "Delivered"]
# state -> (words, tone, step)
CARDS = {
    State.PAID: ("Ordered", "busy", 0),
    State.CONFIRMED: ("Accepted", "busy", 0),
    State.COOKING: ("Being cooked", "busy", 1),
    State.READY: ("Ready", "busy", 1),
    State.ON_THE_WAY: ("On the way", "busy", 2),
    State.DELIVERED: ("Delivered", "good", 3),
    State.REFUSED: ("The kitchen could not take it", "bad", 0),
    State.CANCELLED: ("Cancelled", "warn", 0),
}


async def tell(session: AsyncSession, order: Order) -> None:
    """In the caller's transaction. Who has set no money aside is told nothing: there is no order of theirs
    yet."""
    if order.state not in CARDS:
        return
    state, tone, step = CARDS[order.state]
    ended = order.state in (State.REFUSED, State.CANCELLED)
    lines = (
        await session.exec(select(OrderLine).where(OrderLine.number == order.number).order_by(col(OrderLine.id)))
    ).all()
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    theirs = col(Payment.state).in_((PaymentState.HELD, PaymentState.PAID))
    paid = select(Payment).where(Payment.number == order.number, theirs)
    for payment in (await session.exec(paid)).all():
        card = order_card(
            openid=payment.openid,
            out_trade_no=payment.id,
            order_id=order.number,
            change=order.state,
            title=f"{lines[0].quantity} × {lines[0].name}{more}" if lines else order.number,
            state=state,
            tone=tone,
            steps=[] if ended else STEPS,
            step=step,
            amount_fen=payment.amount_fen,
            page=f"pages/order/order?number={order.number}",
            note="Your money comes back." if ended else "",
        )
        await put(session, OUTBOX, f"{payment.id}:{order.state}", ORDER, card)
