"""Choosing and changing the payment PIN. Called by the wallet pages and by the cashier for a first payment."""

from superapp.accounts.people import Person
from superapp.house import House
from wallet.payments import pins


async def set_pin(house: House, person: Person, pin: str) -> None:
    """A first PIN. Raises PinTooWeak, PinMalformed, PinAlreadySet."""
    await pins.set_pin(house.wallet, person.id, pin)


async def change_pin(house: House, person: Person, old: str, new: str) -> None:
    """Raises PinWrong, PinLocked, PinTooWeak, PinMalformed."""
    await pins.change_pin(house.wallet, person.id, old, new)


async def has_pin(house: House, person: Person) -> bool:
    return await pins.has_pin(house.wallet, person.id)
