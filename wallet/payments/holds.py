"""Scheduled work on money set aside: a hold whose time is over goes back to its owner. Called by the worker."""

from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import Draft, HoldRefused, Kind

ROUND_MAX = 100


async def release_expired_holds(house: WalletHouse) -> int:
    """Void every hold that has expired; returns how many this call released. Several workers may run it at once: the
    key comes from the hold, so each hold is voided once."""
    released = 0
    while holds := await house.ledger.open_holds(expired_at=house.clock.now(), limit=ROUND_MAX):
        before = released
        for hold in holds:
            void = Draft(key_for(f"void:{hold.key.hex()}"), Kind.VOID, 0, 0, 0, hold.cause, hold=hold.key)
            try:
                await house.ledger.submit(void)
            except HoldRefused:
                continue  # captured or voided a moment ago
            released += 1
        if released == before:
            break  # somebody else is at it
    return released
