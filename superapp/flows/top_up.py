"""Money from a card into the wallet, and demo money where the demo is on. Called by web/pages/top_ups and
web/pages/wallet; the wallet asks the card processor and decides."""

from dataclasses import dataclass

from superapp.accounts.people import Person
from superapp.base.amounts import typed_money
from superapp.base.words import N_, Say, sayer
from superapp.house import House
from wallet.money import Money
from wallet.payments import cards, top_ups
from wallet.payments.currencies import bounds_of, currency_to_take
from wallet.payments.top_ups import TopUp, TopUpDraft, TopUpState

# Why a card said no, and what to do about it.
DECLINES = {
    "authentication_expired": (N_("The time to confirm it is over."), N_("Nothing was charged. Begin again.")),
    "authentication_failed": (
        N_("The payment was not confirmed at the bank."),
        N_("Nothing was charged. Begin again if it was you."),
    ),
    "card_expired": (N_("The card has expired."), N_("Remove it and add the new one.")),
    "card_lost": (N_("The bank says that this card was reported lost."), N_("Use another card and ask your bank.")),
    "insufficient_funds": (
        N_("There is not enough money on the card."),
        N_("Try a smaller amount or another card."),
    ),
    "limit_exceeded": (N_("The limit of the card is reached."), N_("Try a smaller amount, or wait until tomorrow.")),
}
DECLINED = (N_("The bank did not allow it."), N_("Use another card, or ask your bank."))


@dataclass(frozen=True, slots=True)
class TopUpForm:
    """What there is to choose from. currencies: the house's own first; the amounts are in `currency`. presets: those
    that one press fills in; most: of one top-up. debts: what banks took back, by currency."""

    is_connected: bool
    cards: list[tuple[str, str]]
    currencies: tuple[str, ...]
    currency: str
    presets: list[Money]
    least: Money
    most: Money
    debts: list[Money]


@dataclass(frozen=True, slots=True)
class TopUpView:
    """state: as `TopUpState`, but "asking" for one whose fate nobody knows yet. reason, next: of one that was declined.
    card: such as "Visa •• 4242". seq: of its line on the statement, None before the money is there."""

    id: str
    state: str
    amount: Money
    card: str
    reason: str
    next: str
    challenge_url: str
    owed: Money
    seq: int | None


async def form(house: House, person: Person, asked: str) -> TopUpForm:
    """asked: a currency, "" for the house's own. Raises CurrencyNotHere."""
    wallet, currency = house.wallet, currency_to_take(house.wallet, asked)
    bounds = bounds_of(wallet.settings, currency)
    return TopUpForm(
        is_connected=wallet.rail is not None,
        cards=[(one.id, one.name) for one in await cards.cards_of(wallet, person.id)],
        currencies=wallet.settings.all_currencies(),
        currency=currency,
        presets=bounds.presets,
        least=bounds.least,
        most=bounds.most,
        debts=await top_ups.debts_of(wallet, person.id),
    )


async def start(
    house: House, person: Person, card_id: str, amount: str, currency: str, request_id: str, origin: str
) -> str:
    """The top-up's id; for a repeated request, the first one's. amount: as they typed it. origin: ours, as this
    browser names it; a challenge leads back there.

    Raises CurrencyNotHere, AmountInvalid and whatever `top_ups.start_top_up` refuses.
    """
    money = typed_money(amount, currency_to_take(house.wallet, currency), person.language)
    back = f"{origin}/wallet/top-ups/{{top_up}}"
    draft = TopUpDraft(person.id, card_id, request_id, money.amount_minor, back, money.currency)
    return (await top_ups.start_top_up(house.wallet, draft)).id


async def look(house: House, person: Person, top_up_id: str) -> TopUpView:
    """Raises TopUpUnknown."""
    return await _view(house, person, await top_ups.look_at_top_up(house.wallet, top_up_id, person_id=person.id))


async def cancel(house: House, person: Person, top_up_id: str) -> None:
    """Give up one that is not decided; what was decided meanwhile stands. Raises TopUpUnknown."""
    await top_ups.cancel_top_up(house.wallet, top_up_id, person_id=person.id)


async def top_up_demo(house: House, person: Person, amount: Money, reference: str) -> None:
    """reference: made by the page, so that pressing twice brings money once. Raises DemoOnly, TopUpInvalid."""
    await top_ups.top_up_demo(house.wallet, person.id, amount, reference=f"{person.id}:{reference}")


async def _view(house: House, person: Person, top_up: TopUp) -> TopUpView:
    say, known = sayer(person.language), await cards.some_cards(house.wallet, {top_up.card_id})
    reason, then = _why(top_up, say)
    return TopUpView(
        id=top_up.id,
        state="asking" if top_up.state is TopUpState.WRITTEN else top_up.state,
        amount=Money(top_up.amount_minor, top_up.currency),
        card=known[top_up.card_id].name if top_up.card_id in known else "",
        reason=reason,
        next=then,
        challenge_url=top_up.challenge_url,
        owed=Money(top_up.owed_minor, top_up.currency),
        seq=top_up.entry_seq,
    )


def _why(top_up: TopUp, say: Say) -> tuple[str, str]:
    if top_up.state is not TopUpState.DECLINED:
        return "", ""
    reason, then = DECLINES.get(top_up.code, DECLINED)
    return say(reason), say(then)
