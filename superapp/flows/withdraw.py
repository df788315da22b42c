"""Money from the wallet to a card. Called by web/pages/withdrawals; the wallet sets it aside, asks the card processor
to pay it out, and gives it back when it does not arrive."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person
from superapp.base.amounts import typed_money
from superapp.house import House
from wallet import statements
from wallet.money import Money
from wallet.payments import cards, pins, top_ups, withdrawals
from wallet.payments.currencies import bounds_of, currency_to_spend
from wallet.payments.standing import standing_of
from wallet.payments.withdrawals import WithdrawalDraft, WithdrawalState


@dataclass(frozen=True, slots=True)
class WithdrawalForm:
    """currencies: the house's own first, then those the person has money in; the amounts are in `currency`. left: what
    may still leave within 24 hours; fee_percent, fee_least: of each withdrawal, on top of the amount.
    pin_free: up to this, with the fee, no PIN is asked for. debts: what banks took back, by currency."""

    is_connected: bool
    cards: list[tuple[str, str]]
    currencies: list[str]
    currency: str
    available: Money
    left: Money
    most: Money
    fee_percent: str
    fee_least: Money
    has_pin: bool
    pin_free: Money
    debts: list[Money]


@dataclass(frozen=True, slots=True)
class WithdrawalView:
    """state: as `WithdrawalState`, but "asking" for one whose fate nobody knows yet. card: such as "Visa •• 4242".
    seq: of its line on the statement, None before the money has left."""

    id: str
    state: str
    amount: Money
    fee: Money
    card: str
    arrives_at: datetime | None
    created_at: datetime
    seq: int | None


async def form(house: House, person: Person, asked: str) -> WithdrawalForm:
    """asked: a currency, "" for the house's own. Raises CurrencyNotHere."""
    wallet, settings = house.wallet, house.wallet.settings
    currency = await currency_to_spend(wallet, person.id, asked)
    bounds = bounds_of(settings, currency)
    held = [one.available.currency for one in await statements.balances_of(wallet, person.id)]
    return WithdrawalForm(
        is_connected=wallet.rail is not None,
        cards=[(one.id, one.name) for one in await cards.cards_of(wallet, person.id)],
        currencies=held,
        currency=currency,
        available=(await statements.balance_of(wallet, person.id, currency)).available,
        left=await withdrawals.left_today(wallet, person.id, currency),
        most=bounds.day,
        fee_percent=f"{settings.withdrawal_fee_basis_points / 100:g}",
        fee_least=bounds.fee_least,
        has_pin=await pins.has_pin(wallet, person.id),
        pin_free=(await standing_of(wallet, person.id, currency)).pin_free_left,
        debts=await top_ups.debts_of(wallet, person.id),
    )


async def start(
    house: House,
    person: Person,
    card_id: str,
    amount: str,
    currency: str,
    request_id: str,
    pin: str,
    *,
    device: str = "",
) -> str:
    """The withdrawal's id; for a repeated request, the first one's. amount: as they typed it.

    Raises CurrencyNotHere, AmountInvalid and whatever `withdrawals.withdraw` refuses.
    """
    money = typed_money(amount, await currency_to_spend(house.wallet, person.id, currency), person.language)
    draft = WithdrawalDraft(person.id, card_id, request_id, money.amount_minor, money.currency)
    return (await withdrawals.withdraw(house.wallet, draft, pin=pin, device=device)).id


async def look(house: House, person: Person, withdrawal_id: str) -> WithdrawalView:
    """Raises WithdrawalUnknown."""
    one = await withdrawals.look_at_withdrawal(house.wallet, withdrawal_id, person_id=person.id)
    known = await cards.some_cards(house.wallet, {one.card_id})
    is_unsure = one.state in (WithdrawalState.WRITTEN, WithdrawalState.HELD)
    return WithdrawalView(
        id=one.id,
        state="asking" if is_unsure else one.state,
        amount=Money(one.amount_minor, one.currency),
        fee=Money(one.fee_minor, one.currency),
        card=known[one.card_id].name if one.card_id in known else "",
        arrives_at=one.arrives_at,
        created_at=one.created_at,
        seq=one.entry_seq,
    )
