"""What the wallet's rules leave a person now, in words. Called by web/pages/pin."""

from dataclasses import dataclass

from superapp.house import House
from superapp.limit_words import limit_words, tier_name
from wallet import statements
from wallet.payments import pins
from wallet.payments.currencies import currency_to_spend
from wallet.payments.standing import LimitNow, Standing, standing_of


@dataclass(frozen=True, slots=True)
class LimitRow:
    """share: how much of it is used, 0 to 100."""

    words: str
    now: LimitNow
    share: int


@dataclass(frozen=True, slots=True)
class LimitsView:
    """tier: its name. currencies: the house's own first, then those the person has money in; the amounts are in
    `currency`."""

    tier: str
    currencies: list[str]
    currency: str
    standing: Standing
    rows: list[LimitRow]
    has_pin: bool


async def limits_of(house: House, person_id: str, language: str, asked: str) -> LimitsView:
    """asked: a currency, "" for the house's own. Raises CurrencyNotHere."""
    currency = await currency_to_spend(house.wallet, person_id, asked)
    standing = await standing_of(house.wallet, person_id, currency)
    return LimitsView(
        tier=tier_name(standing.tier, language),
        currencies=[one.available.currency for one in await statements.balances_of(house.wallet, person_id)],
        currency=currency,
        standing=standing,
        rows=[
            LimitRow(
                limit_words(one.window, one.operations, language),
                one,
                min(100, one.used.amount_minor * 100 // max(1, one.at_most.amount_minor)),
            )
            for one in standing.limits
        ],
        has_pin=await pins.has_pin(house.wallet, person_id),
    )
