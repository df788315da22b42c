"""Using up an idempotency key, so that a process which wakes up late finds it taken. Called by whoever must decide that
an attempt nobody has seen the end of did not happen: `recovery`, `combine_confirming`, `hold_confirming`,
`split_paying`."""

from datetime import datetime

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import Draft, Entry, KeyReused, Kind
from wallet.payments.accounts import fence_accounts


async def use_up(house: WalletHouse, key: bytes, *, currency: str, cause: str, until: datetime) -> Entry:
    """Take the key, unless the attempt was faster. Returns the entry that has it: the attempt's, or the fence.

    The fence is a hold of one minor unit between two house accounts, released at once: no money moves.
    until: when the fence runs out should this process die before releasing it.
    """
    out, into = await fence_accounts(house, currency)
    try:
        entry = await house.ledger.submit(Draft(key, Kind.AUTHORIZE, out, into, 1, cause, expires_at=until))
        # A crash before this line leaves an open hold that has expired: `release_expired_holds` voids it.
        await house.ledger.submit(Draft(key_for(f"void:{key.hex()}"), Kind.VOID, 0, 0, 0, cause, hold=key))
    except KeyReused:
        found = await house.ledger.find_entry_by_key(key)
        ensure(found, "a reused key is in the journal", cause=cause)
        assert found
        entry = found
    return entry
