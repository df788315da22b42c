"""The currencies of an installation: the house's own, those people may hold besides (`WALLET_CURRENCIES`), and for each
what cards and envelopes may move (`rules.json`). Asked by everything that takes money in or out, and by the host's
pages. Nothing is ever exchanged: each currency has accounts, limits and histories of its own."""

from dataclasses import dataclass
from typing import ClassVar

from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind
from wallet.money import EXPONENTS, Money
from wallet.payments.rules import CurrencyAmounts, Rules, load_rules, read_amount
from wallet.settings import WalletSettings


@dataclass(eq=False)
class CurrencyNotHere(WalletError):
    """known: those that may be held here, as a list in words."""

    code: ClassVar[str] = "currency_not_here"
    currency: str
    known: str


@dataclass(eq=False)
class CurrencyWithoutRules(WalletError):
    """The settings name it, the rules do not say enough about it. lacking: the place to add it to."""

    code: ClassVar[str] = "currency_without_rules"
    currency: str
    lacking: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """In one currency. presets: of top-ups; day: what a person may withdraw within 24 hours; share_most: the largest
    mean share of an envelope."""

    least: Money
    most: Money
    presets: list[Money]
    day: Money
    fee_least: Money
    share_most: Money


def bounds_of(settings: WalletSettings, currency: str) -> Bounds:
    """Also of one that is not taken in any more: what people still hold can leave. Raises CurrencyNotHere for one the
    rules say nothing of."""
    found = _amounts_of(settings, currency)
    if found is None:
        raise CurrencyNotHere(currency, ", ".join(settings.all_currencies()))

    def amount(text: str, own_minor: int | None = None) -> Money:
        is_said = own_minor is not None and currency == settings.currency
        return Money(own_minor if own_minor is not None and is_said else read_amount(text, currency), currency)

    most = amount(found.top_up_most, settings.top_up_minor_max)
    return Bounds(
        least=amount(found.top_up_least),
        most=most,
        presets=[one for one in map(amount, found.top_up_presets) if one <= most],
        day=amount(found.withdrawals_in_a_day, settings.withdrawal_minor_max),
        fee_least=amount(found.withdrawal_fee_least, settings.withdrawal_fee_minor_min),
        share_most=amount(found.envelope_share_most, settings.envelope_share_minor_max),
    )


async def currency_to_spend(house: WalletHouse, person_id: str, asked: str) -> str:
    """asked: "" for the house's own; else one that people may hold here, or that this person still holds. Raises
    CurrencyNotHere."""
    currency = asked or house.settings.currency
    if currency in house.settings.all_currencies():
        return currency
    if currency not in EXPONENTS or not await house.ledger.find_account(AccountKind.PERSON, person_id, currency):
        require_here(house, currency)
    return currency


def currency_to_take(house: WalletHouse, asked: str) -> str:
    """asked: "" for the house's own. Raises CurrencyNotHere."""
    currency = asked or house.settings.currency
    require_here(house, currency)
    return currency


def require_here(house: WalletHouse, currency: str) -> None:
    """Before money in it is taken in, or asked for. Raises CurrencyNotHere."""
    known = house.settings.all_currencies()
    if currency not in known:
        raise CurrencyNotHere(currency, ", ".join(known))


def require_rules_for_all(settings: WalletSettings) -> None:
    """At the start: a currency that a limit forgets would be a way around it. Raises CurrencyWithoutRules, and what
    `load_rules` raises."""
    rules, own = load_rules(settings.rules_file), settings.currency
    for currency in settings.all_currencies():
        if _amounts_of(settings, currency) is None:
            raise CurrencyWithoutRules(currency, "currencies")
        if lacking := _forgotten_by(rules, own, currency):
            raise CurrencyWithoutRules(currency, lacking)


def _amounts_of(settings: WalletSettings, currency: str) -> CurrencyAmounts | None:
    """The operator's own, else what ships."""
    return load_rules(settings.rules_file).currencies.get(currency) or load_rules(None).currencies.get(currency)


def _forgotten_by(rules: Rules, own: str, currency: str) -> str:
    """The first place that names the house's currency and not this one."""
    for tier in rules.tiers:
        for limit in tier.limits:
            if own in limit.at_most and currency not in limit.at_most:
                return f"the limit {limit.id} of {tier.id}"
        if own in tier.balance_at_most and currency not in tier.balance_at_most:
            return f"balance_at_most of {tier.id}"
    return ""
