"""Demo money: it comes from a house account that stands for nothing, in demo mode only, so that a product can be tried
out before a card is added. Called by the demo command and the wallet page's demo button, through `top_ups`."""

import re
from dataclasses import dataclass
from typing import ClassVar

from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import Draft, Entry, Kind
from wallet.money import AMOUNT_MINOR_MAX, EXPONENTS, Money
from wallet.payments.accounts import demo_money_account, merchant_account, person_account
from wallet.payments.limits import Use, counted

TOP_UP_CAUSE = "top_up:"
# Never the name of a top-up from a card: its entries have the same kind of cause.
REFERENCE = re.compile(r"(?!tup_)[0-9A-Za-z_.:\-]{1,64}", re.ASCII)


@dataclass(eq=False)
class DemoOnly(WalletError):
    """Demo money exists only where the demo setting is on."""

    code: ClassVar[str] = "demo_only"


@dataclass(eq=False)
class TopUpInvalid(WalletError):
    """field: "amount", "currency" or "reference"."""

    code: ClassVar[str] = "top_up_invalid"
    field: str


async def top_up_demo(house: WalletHouse, person_id: str, amount: Money, *, reference: str) -> Entry:
    """Give a person demo money, once per (person, reference). reference: 1 to 64 letters, digits or _.:-

    Raises DemoOnly, TopUpInvalid, what `limits.take` refuses, KeyReused when the reference returns with another amount.
    """
    _require(house, amount, reference)
    source = await demo_money_account(house, amount.currency)
    person = await person_account(house, person_id, amount.currency)
    key = key_for(f"top_up:{person_id}:{reference}")
    async with counted(house, Use(key, person_id, "top_up", amount)):
        return await house.ledger.submit(
            Draft(key, Kind.POST, source, person, amount.amount_minor, cause=TOP_UP_CAUSE + reference)
        )


async def top_up_demo_merchant(house: WalletHouse, mchid: str, amount: Money, *, reference: str) -> Entry:
    """Give a merchant demo money, once per (merchant, reference). Raises DemoOnly, TopUpInvalid, KeyReused."""
    _require(house, amount, reference)
    source, account = (
        await demo_money_account(house, amount.currency),
        await merchant_account(house, mchid, amount.currency),
    )
    key = key_for(f"top_up:{mchid}:{reference}")
    return await house.ledger.submit(
        Draft(key, Kind.POST, source, account, amount.amount_minor, cause=TOP_UP_CAUSE + reference)
    )


def _require(house: WalletHouse, amount: Money, reference: str) -> None:
    if not house.settings.demo:
        raise DemoOnly()
    if amount.currency not in EXPONENTS:
        raise TopUpInvalid("currency")
    if not 1 <= amount.amount_minor <= AMOUNT_MINOR_MAX:
        raise TopUpInvalid("amount")
    if not REFERENCE.fullmatch(reference):
        raise TopUpInvalid("reference")
