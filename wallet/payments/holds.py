"""Scheduled work on money set aside: a hold whose time is over goes back to its owner. Called by the worker."""

from wallet.house import WalletHouse
from wallet.ledger.holds import void_expired


async def release_expired_holds(house: WalletHouse) -> int:
    """Void every hold that has expired; returns how many this call released. Several workers may run it at once."""
    return await void_expired(house.ledger, house.clock.now())
