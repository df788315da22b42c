"""How a ride stands, as a card in the passenger's chat and language: written down with every step of the ride, and
with each answer to what the passenger wrote afterwards. Sent by miniapps/kit/outbox."""

import hashlib

from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.languages import language_of, say
from miniapps.kit.outbox import ORDER, order_card, put
from miniapps.taxi.server.spoken import NAMES
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import LANGUAGES, NOT_FOUND, OUTBOX, Case, Driver, MoneyState, Ride, RideState, Tip
from miniapps.taxi.server.words import WORDS

STEPS = ("found", "at_the_door", "on_the_way", "there")
# state -> (word of WORDS, tone, step)
CARDS = {
    # Only after a driver gave it back: the first search is no news to who has just ordered.
    RideState.SEARCHING: ("cannot_come", "warn", 0),
    RideState.COMING: ("coming", "busy", 0),
    RideState.ARRIVED: ("waits", "busy", 1),
    RideState.DRIVING: ("on_the_way", "busy", 2),
    RideState.FINISHED: ("arrived", "good", 3),
    RideState.CANCELLED: ("cancelled", "warn", 0),
}


async def tell_answered(session: AsyncSession, ride: Ride, case: Case) -> None:
    """What the passenger wrote to us has an answer. What is answered anew is told anew."""
    lost, missing = case.kind == "lost_property", case.answer == NOT_FOUND
    word = "not_found" if missing else "found_again" if lost else "answered"
    change = f"case:{case.id}:{hashlib.sha256(case.answer.encode()).hexdigest()[:12]}"
    tone = "good" if lost and not missing else "plain"
    note = case.text if missing else case.answer
    await _tell_afterwards(session, ride, change, word, tone, number=ride.number, fen=ride.fare_fen, note=note)


async def tell_tip(session: AsyncSession, ride: Ride, tip: Tip) -> None:
    """The tip has reached the driver; its receipt in the wallet leads to the ride from here on."""
    driver = await session.get(Driver, ride.driver_id) if ride.driver_id else None
    number, name = tip.order_number, driver.name if driver else ""
    await _tell_afterwards(
        session, ride, f"tip:{number}", "tip_arrived", "good", number=number, fen=tip.amount_fen, note=name
    )


async def _tell_afterwards(
    session: AsyncSession, ride: Ride, change: str, word: str, tone: str, *, number: str, fen: int, note: str
) -> None:
    """A card about a ride that is over. number: of the payment it belongs to."""
    language = await language_of(session, LANGUAGES, ride.openid)
    card = order_card(
        openid=ride.openid,
        out_trade_no=number,
        order_id=ride.number,
        change=change,
        title=say(WORDS, language, "to", NAMES.say(language, the_city().label(ride.goal)["title"])),
        state=say(WORDS, language, word),
        tone=tone,
        steps=[],
        step=0,
        amount_fen=fen,
        page=f"pages/receipt/receipt?number={ride.number}",
        note=note,
    )
    await put(session, OUTBOX, f"{ride.number}:{change}", ORDER, card)


async def tell(session: AsyncSession, ride: Ride) -> None:
    """In the caller's transaction. A ride that was never paid is no news to anybody."""
    if ride.state not in CARDS or ride.money is MoneyState.NOTHING:
        return
    (word, tone, step), language = CARDS[ride.state], await language_of(session, LANGUAGES, ride.openid)
    driver = await session.get(Driver, ride.driver_id) if ride.driver_id else None
    # A driver may hand a ride back, and another one takes it: each such change has its moment.
    change = f"{ride.state}:{ride.assigned_at or ride.searching_at}"
    is_off = ride.state is RideState.CANCELLED
    over = is_off or ride.state is RideState.FINISHED
    note = "" if over or driver is None else f"{driver.name}, {driver.car}, {driver.plate}"
    if ride.state is RideState.SEARCHING:
        note = say(WORDS, language, "another_sought")
    page = "receipt/receipt" if ride.state is RideState.FINISHED else "ride/ride"
    card = order_card(
        openid=ride.openid,
        out_trade_no=ride.number,
        order_id=ride.number,
        change=change,
        title=say(WORDS, language, "to", NAMES.say(language, the_city().label(ride.goal)["title"])),
        state=say(WORDS, language, word),
        tone=tone,
        steps=[say(WORDS, language, one) for one in STEPS] if ride.driver_id and not is_off else [],
        step=step,
        amount_fen=ride.fare_fen if over else ride.estimate_fen,
        page=f"pages/{page}?number={ride.number}",
        note=note,
    )
    await put(session, OUTBOX, f"{ride.number}:{change}", ORDER, card)
