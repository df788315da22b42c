"""How an order stands, as a card in the buyer's chat and in the buyer's language: written down with every change of the
order, of one of its parcels and of what goes back. Each change has a name, so each is told once.
Sent by miniapps/kit/outbox."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.outbox import ORDER, order_card, put
from miniapps.shop.server.customers import language_of
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import OUTBOX, Order, OrderLine, OrderState
from miniapps.shop.server.words import say, things

STEPS = ("paid", "packed", "sent", "delivered")
TONES = {
    "paid": "good",
    "packed": "busy",
    "sent": "busy",
    "delivered": "good",
    "refunding": "warn",
    "refunded": "warn",
    "return_refunding": "good",
    "return_refunded": "good",
    "return_refused": "bad",
}
NOTE_LETTERS_MAX = 120


async def tell(session: AsyncSession, order: Order, lines: Sequence[OrderLine]) -> None:
    """In the caller's transaction. An order that was never paid is no news to anybody."""
    if order.state not in (OrderState.PAID, OrderState.REFUNDING, OrderState.REFUNDED):
        return
    if not order.paid_at or not lines:
        return
    language, paid = await language_of(session, order.openid), order.state is OrderState.PAID
    note = say(language, "goes_to", order.address) if paid else ""
    title = things(language, f"{lines[0].quantity} × {NAMES.say(language, lines[0].name)}", len(lines))
    await _tell(session, order, title, order.state, change=order.state, note=note, step=0 if paid else None)


async def tell_parcel(
    session: AsyncSession, order: Order, seller: str, state: str, lines: Sequence[OrderLine], *, note: str
) -> None:
    """lines: what is in this seller's parcel."""
    change, language = f"parcel:{seller}:{state}", await language_of(session, order.openid)
    title = things(language, f"{lines[0].quantity} × {NAMES.say(language, lines[0].name)}", len(lines))
    await _tell(session, order, title, state, change=change, note=note, step=STEPS.index(state))


async def tell_return(
    session: AsyncSession,
    order: Order,
    line: OrderLine,
    *,
    return_id: int,
    quantity: int,
    state: str,
    amount_fen: int,
    note: str,
) -> None:
    word, change = f"return_{state}", f"return:{return_id}:{state}"
    title = f"{quantity} × {NAMES.say(await language_of(session, order.openid), line.name)}"
    await _tell(session, order, title, word, change=change, note=note, step=None, amount_fen=amount_fen)


async def _tell(
    session: AsyncSession,
    order: Order,
    title: str,
    word: str,
    *,
    change: str,
    note: str,
    step: int | None,
    amount_fen: int | None = None,
) -> None:
    """step: which of STEPS it stands at; None: none of them. amount_fen: None for what the order costs."""
    language = await language_of(session, order.openid)
    card = order_card(
        openid=order.openid,
        out_trade_no=order.number,
        order_id=order.number,
        change=change,
        title=title,
        state=say(language, word),
        tone=TONES[word],
        steps=[] if step is None else [say(language, one) for one in STEPS],
        step=step or 0,
        amount_fen=order.total_fen if amount_fen is None else amount_fen,
        page=f"pages/order/order?number={order.number}",
        note=note[:NOTE_LETTERS_MAX],
    )
    await put(session, OUTBOX, f"{order.number}:{change}", ORDER, card)
