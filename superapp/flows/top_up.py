"""Demo money: the only way money comes in until funding sources exist. The wallet refuses outside demo mode."""

from superapp.accounts.people import Person
from superapp.house import House
from wallet.money import Money
from wallet.payments import top_ups


async def top_up_demo(house: House, person: Person, amount: Money, reference: str) -> None:
    """reference: made by the page, so that pressing twice brings money once. Raises TopUpRefused, AmountInvalid."""
    await top_ups.top_up_demo(house.wallet, person.id, amount, reference=f"{person.id}:{reference}")
