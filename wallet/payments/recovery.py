"""What became of a payment whose end nobody saw: its process died, or it is slow. The journal is asked by key; when it
knows nothing and the attempt is old, the key is used up ("fenced") before the order may be paid or closed again, so
that a process which wakes up late finds its key taken and cannot pay a closed order."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ledger.model import Entry
from wallet.payments.fencing import use_up
from wallet.payments.limits import give_back
from wallet.payments.order_rows import OrderRow, OrderState, change_order
from wallet.payments.settling import ORDER_CAUSE, pay_key, settle_order

# A living attempt takes milliseconds; the ledger's queue is bounded, so even a crowd takes well under a second.
ATTEMPT_LIFE = timedelta(seconds=30)


async def look_after(house: WalletHouse, row: OrderRow) -> bool:
    """Bring a PAYING order to what the journal says. True: it is no longer PAYING; False: somebody may be at it."""
    if entry := await house.ledger.find_entry_by_key(pay_key(row.id, row.attempt)):
        await write_down(house, row, entry)
        return True
    if row.paying_since and house.clock.now() - row.paying_since < ATTEMPT_LIFE:
        return False
    await write_down(house, row, await fence(house, row))
    return True


async def fence(house: WalletHouse, row: OrderRow) -> Entry:
    """Use up the key of the row's attempt, unless the payment was faster. Returns the entry that has the key."""
    key, since = pay_key(row.id, row.attempt), row.paying_since
    ensure(since, "an order that is being paid knows since when", order=row.id)
    assert since
    return await use_up(house, key, currency=row.currency, cause=f"fence:{row.id}", until=since + ATTEMPT_LIFE)


async def give_up(house: WalletHouse, row: OrderRow, *, attempt: int) -> None:
    """Let the order be paid again, if this attempt is still the current one. attempt: the next one's number."""
    change = update(OrderRow).where(
        col(OrderRow.id) == row.id, col(OrderRow.state) == OrderState.PAYING, col(OrderRow.attempt) == row.attempt
    )
    async with house.database.write() as session:
        await change_order(
            session,
            change.values(state=OrderState.NOTPAY, attempt=attempt, paying_since=None, payer_person_id=None),
        )
        # Whoever calls knows that nothing was paid under this attempt, and that nothing will be.
        await give_back(session, pay_key(row.id, row.attempt))


async def write_down(house: WalletHouse, row: OrderRow, entry: Entry) -> None:
    """entry: the one that has the attempt's key: the payment, or a fence."""
    if entry.cause == ORDER_CAUSE + row.id:
        async with house.database.write() as session:
            await settle_order(session, entry)
    else:
        await give_up(house, row, attempt=row.attempt + 1)
