"""A person's cards: add one, list them, remove one. Called by web/pages/cards. The number is typed on the card
processor's own page; what comes back from there is a token, which stays in the wallet, and four digits."""

from dataclasses import dataclass

from superapp.accounts.people import Person
from superapp.house import House
from wallet.payments import cards
from wallet.payments.cards import CardState, CardView


@dataclass(frozen=True, slots=True)
class CardLine:
    """name: such as "Visa •• 4242"; expires: such as "08/31"; is_old: its date is over."""

    id: str
    name: str
    expires: str
    is_old: bool


@dataclass(frozen=True, slots=True)
class CardsPage:
    """is_connected: whether this host has a card processor at all. cards: those in use, the oldest first."""

    is_connected: bool
    cards: list[CardLine]
    cards_max: int


@dataclass(frozen=True, slots=True)
class AddingPage:
    """url: the processor's page, "" once the card is there."""

    id: str
    is_ready: bool
    url: str


async def cards_page(house: House, person: Person) -> CardsPage:
    lines = [_line(house, one) for one in await cards.cards_of(house.wallet, person.id)]
    return CardsPage(house.wallet.rail is not None, lines, cards.CARDS_MAX)


async def add(house: House, person: Person, origin: str) -> str:
    """The new card's id. origin: ours, as this browser names it; the processor sends the person back there.

    Raises RailAbsent, RailSilent, RailRefused, CardsFull.
    """
    card = await cards.add_card(house.wallet, person.id, return_url=f"{origin}/wallet/cards/{{card}}")
    return card.id


async def look(house: House, person: Person, card_id: str) -> AddingPage:
    """Raises CardUnknown."""
    card = await cards.look_at_card(house.wallet, card_id, person_id=person.id)
    return AddingPage(card.id, card.state is CardState.ACTIVE, card.page_url)


async def remove(house: House, person: Person, card_id: str) -> None:
    """Raises CardUnknown."""
    await cards.remove_card(house.wallet, card_id, person_id=person.id)


def _line(house: House, card: CardView) -> CardLine:
    today = house.clock.now()
    is_old = (card.expiry_year, card.expiry_month) < (today.year, today.month)
    return CardLine(card.id, card.name, f"{card.expiry_month:02}/{card.expiry_year % 100:02}", is_old)
