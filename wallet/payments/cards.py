"""Cards: a person adds one on the rail's own page, sees it in a list, removes it. Called by the host's flow; the worker
ends what was left half done.

The row is written before the rail is asked and carries the reference, so a lost answer is asked for again. Money under
way with a card goes on when the card is removed: the rail knows its charges and payouts by their own references."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.payments.card_rows import CardRow, CardsFull, CardState, CardUnknown, CardView, view_of
from wallet.rails.port import Card, Rail, RailAbsent, RailRefused, RailSilent

__all__ = [
    "CARDS_MAX",
    "CardState",
    "CardUnknown",
    "CardView",
    "CardsFull",
    "add_card",
    "cards_of",
    "finish_cards",
    "look_at_card",
    "remove_card",
    "require_active",
    "require_rail",
    "some_cards",
]

CARDS_MAX = 10  # of one person, those being added included
ADDING_LIFE = timedelta(days=1)  # the rail's page is of no use afterwards
AT_ONCE = 100


def require_rail(house: WalletHouse) -> Rail:
    """Raises RailAbsent."""
    if house.rail is None:
        raise RailAbsent()
    return house.rail


async def add_card(house: WalletHouse, person_id: str, *, return_url: str) -> CardView:
    """Ask the rail for a page on which the person types the number. return_url: with "{card}" for the card's id.

    Raises RailAbsent, RailSilent, RailRefused: then nothing is left behind that anybody sees; CardsFull.
    """
    rail, now = require_rail(house), house.clock.now()
    row = CardRow(id=new_id("crd", now, house.chance), person_id=person_id, rail=rail.name, created_at=now)
    # Somebody who gives up on the rail's page and tries again does not use up the list.
    if len(await cards_of(house, person_id)) >= CARDS_MAX:
        raise CardsFull(CARDS_MAX)
    async with house.database.write() as session:
        session.add(row)
    page = await rail.open_card_page(row.id, return_url=return_url.replace("{card}", row.id))
    await _change(house, row.id, CardState.ADDING, page_url=page.url)
    return view_of(await _get(house, row.id, person_id))


async def look_at_card(house: WalletHouse, card_id: str, *, person_id: str) -> CardView:
    """A card as it stands; one that is being added is asked for at the rail. Raises CardUnknown; never waits for a rail
    that is silent."""
    row = await _get(house, card_id, person_id)
    if row.state == CardState.ADDING:
        with suppress(RailSilent, RailRefused):
            if card := await require_rail(house).card_of(row.id):
                await _activate(house, row.id, card)
                row = await _get(house, card_id, person_id)
    return view_of(row)


async def cards_of(house: WalletHouse, person_id: str) -> list[CardView]:
    """Those in use, the oldest first."""
    return [
        view_of(row)
        for row in await _some(house, col(CardRow.person_id) == person_id, col(CardRow.state) == CardState.ACTIVE)
    ]


async def some_cards(house: WalletHouse, card_ids: set[str]) -> dict[str, CardView]:
    """Those that exist, removed ones included; for drawing what was done with them."""
    return {row.id: view_of(row) for row in await _some(house, col(CardRow.id).in_(sorted(card_ids)))}


async def require_active(house: WalletHouse, card_id: str, person_id: str) -> CardRow:
    """Raises CardUnknown, also for a card that is not ready or that was removed."""
    row = await _get(house, card_id, person_id)
    if row.state != CardState.ACTIVE:
        raise CardUnknown(card_id)
    return row


async def remove_card(house: WalletHouse, card_id: str, *, person_id: str) -> None:
    """It is of no use here from now on, and forgotten at the rail as soon as that answers. Raises CardUnknown."""
    row = await _get(house, card_id, person_id)
    await _change(house, row.id, CardState.ACTIVE, state=CardState.REMOVING)
    with suppress(RailSilent, RailRefused):
        await _forget(house, row.id)


async def finish_cards(house: WalletHouse) -> int:
    """Forget at the rail what was removed, and here what was never finished; returns how many. Several workers may."""
    if house.rail is None:
        return 0
    done = 0
    for row in await _some(house, col(CardRow.state) == CardState.REMOVING):
        with suppress(RailSilent, RailRefused):
            await _forget(house, row.id)
            done += 1
    old = (col(CardRow.state) == CardState.ADDING, col(CardRow.created_at) <= house.clock.now() - ADDING_LIFE)
    async with house.database.write() as session:
        gone = await session.exec(delete(CardRow).where(*old), execution_options={"synchronize_session": False})
    return done + gone.rowcount


async def _activate(house: WalletHouse, card_id: str, card: Card) -> None:
    # Two looks at once bring the same token; only one of them changes the row.
    with suppress(IntegrityError):
        await _change(
            house,
            card_id,
            CardState.ADDING,
            state=CardState.ACTIVE,
            page_url="",
            token=card.token,
            brand=card.brand,
            last4=card.last4,
            expiry_month=card.expiry_month,
            expiry_year=card.expiry_year,
        )


async def _forget(house: WalletHouse, card_id: str) -> None:
    row = next(iter(await _some(house, col(CardRow.id) == card_id)), None)
    if row and row.state == CardState.REMOVING and row.token:
        await require_rail(house).forget_card(row.token)
        await _change(house, card_id, CardState.REMOVING, state=CardState.REMOVED, token=None)


async def _change(house: WalletHouse, card_id: str, was: CardState, **values: Any) -> None:
    change = update(CardRow).where(col(CardRow.id) == card_id, col(CardRow.state) == was)
    async with house.database.write() as session:
        await session.exec(change.values(**values), execution_options={"synchronize_session": False})


async def _get(house: WalletHouse, card_id: str, person_id: str) -> CardRow:
    found = await _some(house, col(CardRow.id) == card_id, col(CardRow.person_id) == person_id)
    if not found or found[0].state in (CardState.REMOVING, CardState.REMOVED):
        raise CardUnknown(card_id)
    return found[0]


async def _some(house: WalletHouse, *which: ColumnElement[bool]) -> list[CardRow]:
    async with house.database.read() as session:
        return list((await session.exec(select(CardRow).where(*which).order_by(col(CardRow.id)).limit(AT_ONCE))).all())
