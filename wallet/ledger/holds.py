"""The end of holds that nobody captured in time. The worker calls `void_expired` now and then; twice is harmless, since
each void has a key derived from its hold."""

from datetime import datetime

from wallet.ids import key_for
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import Draft, Hold, HoldRefused, Kind

AT_ONCE = 100
EXPIRE_CAUSE = "expire:"


def expiry_of(hold: Hold) -> Draft:
    """The void of a hold whose time is over; the caller has looked at the clock."""
    name = EXPIRE_CAUSE + hold.key.hex()
    return Draft(key_for(name), Kind.VOID, 0, 0, 0, name, hold=hold.key)


async def void_expired(ledger: Ledger, now: datetime) -> int:
    """Void the open holds whose time was over before `now`. Returns how many this call voided."""
    voided = 0
    while expired := await ledger.open_holds(expired_at=now, limit=AT_ONCE):
        for hold in expired:
            try:
                await ledger.submit(expiry_of(hold))
            except HoldRefused:
                continue  # captured or voided meanwhile
            voided += 1
    return voided
