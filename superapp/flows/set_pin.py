"""Choosing and changing the payment PIN. Called by the wallet pages and by the cashier for a first payment."""

from superapp.accounts.people import Person
from superapp.base.amounts import typed_money
from superapp.house import House
from wallet.payments import pins, standing
from wallet.payments.currencies import currency_to_spend


async def set_pin(house: House, person: Person, pin: str) -> None:
    """A first PIN. Raises PinTooWeak, PinMalformed, PinAlreadySet."""
    await pins.set_pin(house.wallet, person.id, pin)


async def change_pin(house: House, person: Person, old: str, new: str, *, device: str = "") -> None:
    """Raises PinWrong, PinLocked, PinLockedHere, PinTooWeak, PinMalformed."""
    await pins.change_pin(house.wallet, person.id, old, new, device=device)


async def set_pin_free(house: House, person: Person, amount: str, currency: str, pin: str, *, device: str = "") -> None:
    """Up to this the person spends without the PIN, in this currency. amount: as they typed it; currency: "" for the
    house's own. Raises CurrencyNotHere, AmountInvalid, PinFreeTooMuch and what `check_pin` raises."""
    money = typed_money(amount, await currency_to_spend(house.wallet, person.id, currency), person.language)
    await standing.set_pin_free(house.wallet, person.id, money, pin, device=device)


async def has_pin(house: House, person: Person) -> bool:
    return await pins.has_pin(house.wallet, person.id)
