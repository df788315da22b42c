"""Whether a person who spends must give the PIN, and whether it is right. Called by everything that takes money out
of a person's wallet, so that the amount free of the PIN holds for all of it alike."""

from wallet.house import WalletHouse
from wallet.money import Money
from wallet.payments.limits import PinNeeded, pin_free_left
from wallet.payments.pins import PinNotSet, check_pin, has_pin


async def ask_pin(house: WalletHouse, person_id: str, pin: str, amount: Money, *, device: str = "") -> bool:
    """True: the PIN was given and is right. False: none was given and none is needed; whoever counts the use then says
    `without_pin`, which looks again under the person's lock.

    Raises PinNeeded, and whatever `check_pin` raises. An empty PIN is no guess.
    """
    if pin:
        await check_pin(house, person_id, pin, device=device)
        return True
    async with house.database.read() as session:
        left = await pin_free_left(session, house, person_id, amount.currency)
    if amount > left:
        if not await has_pin(house, person_id):
            raise PinNotSet(person_id)
        raise PinNeeded(left)
    return False


async def is_free_of_pin(house: WalletHouse, person_id: str, amount: Money) -> bool:
    """For a sheet that need not ask; the use itself looks again."""
    async with house.database.read() as session:
        return amount <= await pin_free_left(session, house, person_id, amount.currency)
