"""How an order stands, as a card in the buyer's chat: written down with every change of the order.
Sent by miniapps/kit/outbox."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.outbox import ORDER, order_card, put
from miniapps.shop.server.tables import OUTBOX, Order, OrderLine, OrderState

# state -> (words, tone)
CARDS = {
    OrderState.PAID: ("Paid", "good"),
    OrderState.REFUNDING: ("Refund on its way", "warn"),
    OrderState.REFUNDED: ("Refunded", "warn"),
}


async def tell(session: AsyncSession, order: Order, lines: Sequence[OrderLine]) -> None:
    """In the caller's transaction. An order that was never paid is no news to anybody."""
    if order.state not in CARDS or not order.paid_at or not lines:
        return
    state, tone = CARDS[order.state]
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    card = order_card(
        openid=order.openid,
        out_trade_no=order.number,
        order_id=order.number,
        change=order.state,
        title=f"{lines[0].quantity} × {lines[0].name}{more}",
        state=state,
        tone=tone,
        steps=[],
        step=0,
        amount_fen=order.total_fen,
        page=f"pages/order/order?number={order.number}",
        note=f"Goes to {order.address}"[:120] if order.state is OrderState.PAID else "",
    )
    await put(session, OUTBOX, f"{order.number}:{order.state}", ORDER, card)
