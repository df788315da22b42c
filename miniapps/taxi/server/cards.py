"""How a ride stands, as a card in the passenger's chat: written down with every step of the ride.
Sent by miniapps/kit/outbox."""

from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.outbox import ORDER, order_card, put
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import OUTBOX, Driver, MoneyState, Ride, RideState

STEPS = ["Car found", "At the door", "On the way", "There"]
# state -> (words, tone, step)
CARDS = {
    RideState.COMING: ("Your car is coming", "busy", 0),
    RideState.ARRIVED: ("Your car is at the door", "busy", 1),
    RideState.DRIVING: ("On the way", "busy", 2),
    RideState.FINISHED: ("You are there", "good", 3),
    RideState.CANCELLED: ("Cancelled", "warn", 0),
}


async def tell(session: AsyncSession, ride: Ride) -> None:
    """In the caller's transaction. A ride that was never paid is no news to anybody."""
    if ride.state not in CARDS or ride.money is MoneyState.NOTHING:
        return
    state, tone, step = CARDS[ride.state]
    driver = await session.get(Driver, ride.driver_id) if ride.driver_id else None
    over = ride.state in (RideState.FINISHED, RideState.CANCELLED)
    page = "receipt/receipt" if ride.state is RideState.FINISHED else "ride/ride"
    card = order_card(
        openid=ride.openid,
        out_trade_no=ride.number,
        order_id=ride.number,
        # A driver may hand a ride back, and another one takes it.
        change=f"{ride.state}:{ride.assigned_at}",
        title=f"To {the_city().label(ride.goal)['title']}",
        state=state,
        tone=tone,
        steps=[] if ride.state is RideState.CANCELLED else STEPS,
        step=step,
        amount_fen=ride.fare_fen if over else ride.estimate_fen,
        page=f"pages/{page}?number={ride.number}",
        note="" if over or driver is None else f"{driver.name}, {driver.car}, {driver.plate}",
    )
    await put(session, OUTBOX, f"{ride.number}:{ride.state}:{ride.assigned_at}", ORDER, card)
