"""What became of a payment whose end nobody saw: its process died, or it is slow. The journal is asked by key; when it
knows nothing and the attempt is old, the key is used up ("fenced") before the order may be paid or closed again, so
that a process which wakes up late finds its key taken and cannot pay a closed order."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import Draft, Entry, KeyReused, Kind
from wallet.payments.accounts import fence_accounts
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
    ensure(row.paying_since, "an order that is being paid knows since when", order=row.id)
    assert row.paying_since
    return await use_up(house, pay_key(row.id, row.attempt), row.id, row.currency, since=row.paying_since)


async def use_up(house: WalletHouse, key: bytes, thing_id: str, currency: str, *, since: datetime) -> Entry:
    """The entry that has the key: what it was meant for, or a fence that nobody can pay under any more.

    The fence is a hold of one minor unit between two house accounts, released at once: no money moves.
    """
    out, into = await fence_accounts(house, currency)
    cause = f"fence:{thing_id}"
    try:
        hold = Draft(key, Kind.AUTHORIZE, out, into, 1, cause, expires_at=since + ATTEMPT_LIFE)
        entry = await house.ledger.submit(hold)
        # A crash before this line leaves an open hold that has expired: `release_expired_holds` voids it.
        await house.ledger.submit(Draft(key_for(f"void:{key.hex()}"), Kind.VOID, 0, 0, 0, cause, hold=key))
    except KeyReused:
        found = await house.ledger.find_entry_by_key(key)
        ensure(found, "a reused key is in the journal", thing=thing_id)
        assert found
        entry = found
    return entry


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
