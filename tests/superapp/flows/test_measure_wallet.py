"""Figures come from the journal itself, and a reader that is behind is seen."""

from superapp.flows.measure_wallet import measure
from superapp.storage.cursors import advance
from tests.superapp.conftest import Site
from wallet import reactions
from wallet.money import Money
from wallet.payments.top_ups import top_up_demo


async def test_a_reader_is_behind_until_it_has_read(both_sites: Site) -> None:
    house = both_sites.house
    for number in range(3):
        await top_up_demo(house.wallet, "per_1", Money(100), reference=f"gift-{number}")
    async with house.database.write() as session:
        await advance(session, "somebody", 1)
    for consumer in reactions.built_in(house.wallet):
        await reactions.catch_up(house.wallet, consumer)

    figures = await measure(house)

    assert figures.entries == 3
    assert figures.batches >= 1
    assert figures.behind["wallet.settle"] == figures.behind["wallet.notices"] == 0
    assert figures.behind["somebody"] == 2
