"""What buyers are told in chat: how a booking stands, as a card written down with every change, what the box office
answers, and one message before it starts, for those who agreed to it. Sent by miniapps/kit/outbox."""

import hashlib
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.languages import language_of, say
from miniapps.kit.outbox import ORDER, SUBSCRIBED, order_card, put
from miniapps.tickets.server.spoken import NAMES
from miniapps.tickets.server.tables import LANGUAGES, OUTBOX, Booking, BookingState, Order, moment
from miniapps.tickets.server.words import WORDS

REMINDER = "reminder"
TEMPLATES = {REMINDER: (1001, (1, 2, 3))}
"""Of the host's library: "It starts soon", with what, when and where."""
AHEAD = timedelta(hours=3)

# state -> (word of WORDS, tone)
CARDS = {
    BookingState.PAID: ("paid", "good"),
    BookingState.REFUNDING: ("refunding", "warn"),
    BookingState.REFUNDED: ("refunded", "warn"),
}


async def tell(session: AsyncSession, booking: Booking, *, word: str = "") -> None:
    """In the caller's transaction. A booking that was never paid is no news to anybody. word: of WORDS, instead of that
    of its state."""
    if booking.state not in CARDS:
        return
    order, (plain, tone) = await session.get_one(Order, booking.current), CARDS[booking.state]
    word = word or plain
    language = await language_of(session, LANGUAGES, booking.openid)
    if order.is_exchange and booking.state is BookingState.PAID:
        word = "exchanged"
    change, note = f"{order.number}:{booking.state}", _when(json.loads(order.offer), language)
    await _put(session, booking, order, language, change=change, word=word, tone=tone, note=note)


async def tell_answered(session: AsyncSession, booking: Booking, answer: str) -> None:
    """The box office answers a complaint. What is answered anew is told anew."""
    order, language = (
        await session.get_one(Order, booking.current),
        await language_of(session, LANGUAGES, booking.openid),
    )
    change = f"answered:{booking.id}:{hashlib.sha256(answer.encode()).hexdigest()[:12]}"
    await _put(session, booking, order, language, change=change, word="answered", tone="plain", note=answer)


async def _put(
    session: AsyncSession,
    booking: Booking,
    order: Order,
    language: str,
    *,
    change: str,
    word: str,
    tone: str,
    note: str,
) -> None:
    card = order_card(
        openid=booking.openid,
        out_trade_no=await _paid_number(session, order),
        order_id=booking.id,
        change=change,
        title=NAMES.say(language, str(json.loads(order.offer)["title"])),
        state=say(WORDS, language, word),
        tone=tone,
        steps=[],
        step=0,
        amount_fen=order.value_fen,
        page=f"pages/ticket/ticket?id={booking.id}",
        note=note,
    )
    await put(session, OUTBOX, change, ORDER, card)


async def remind(session: AsyncSession, now: datetime) -> int:
    """Put down the messages whose time has come, each once; returns how many bookings were looked at."""
    waiting = select(Booking).where(Booking.state == BookingState.PAID, col(Booking.remind).is_(True))
    found = (await session.exec(waiting)).all()
    for booking in found:
        order = await session.get_one(Order, booking.current)
        offer = json.loads(order.offer)
        left = moment(offer["starts_at"]) - now
        if left > AHEAD:
            continue
        booking.remind = False
        session.add(booking)
        if left <= timedelta(0):
            continue
        language = await language_of(session, LANGUAGES, booking.openid)
        body = {
            "touser": booking.openid,
            "template": REMINDER,
            "page": f"pages/ticket/ticket?id={booking.id}",
            "client_msg_id": f"{REMINDER}:{booking.id}",
            "data": {
                "thing1": {"value": NAMES.say(language, str(offer["title"]))[:20]},
                "time2": {"value": _clock(offer)},
                "thing3": {"value": NAMES.say(language, str(offer.get("place") or offer["title"]))[:20]},
            },
        }
        await put(session, OUTBOX, f"{REMINDER}:{booking.id}", SUBSCRIBED, body)
    return len(found)


async def _paid_number(session: AsyncSession, order: Order) -> str:
    """An exchange that cost nothing has no payment of its own; the booking was paid by an earlier order."""
    if order.transaction_id:
        return order.number
    paid = select(Order.number).where(Order.booking_id == order.booking_id, col(Order.transaction_id) != "")
    return (await session.exec(paid.order_by(col(Order.created_at)).limit(1))).first() or order.number


def _when(offer: dict[str, object], language: str) -> str:
    place = NAMES.say(language, str(offer.get("place") or ""))
    return " · ".join(one for one in (_clock(offer), place) if one)[:120]


def _clock(offer: dict[str, object]) -> str:
    """By the calendar of the place."""
    local = moment(str(offer["starts_at"])).astimezone(ZoneInfo(str(offer["zone"])))
    return f"{local:%Y-%m-%d %H:%M}"
