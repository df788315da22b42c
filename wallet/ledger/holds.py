"""The end of holds that nobody captured in time. The worker calls `void_expired` now and then; twice is harmless, since
each void has a key derived from its hold."""

from datetime import datetime

from wallet.ids import key_for
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import Draft, HoldRefused, Kind

AT_ONCE = 100


async def void_expired(ledger: Ledger, now: datetime) -> int:
    """Void the open holds whose time was over before `now`. Returns how many this call voided."""
    voided = 0
    while expired := await ledger.open_holds(expired_at=now, limit=AT_ONCE):
        for hold in expired:
            name = hold.key.hex()
            draft = Draft(key_for(f"expire:{name}"), Kind.VOID, 0, 0, 0, f"expire:{name}", hold=hold.key)
            try:
                await ledger.submit(draft)
            except HoldRefused:
                continue  # captured or voided meanwhile
            voided += 1
    return voided
