"""Demo money: in demo mode only, once per reference."""

from dataclasses import replace

import pytest

from tests.wallet.people import ANN, MCHID, ann_holds, merchant_holds
from wallet.house import WalletHouse
from wallet.ledger.model import KeyReused
from wallet.money import Money
from wallet.payments.demo_money import DemoOnly, TopUpInvalid, top_up_demo, top_up_demo_merchant


async def test_a_top_up_counts_once_per_reference(house: WalletHouse) -> None:
    first = await top_up_demo(house, ANN, Money(500), reference="welcome")

    assert await top_up_demo(house, ANN, Money(500), reference="welcome") == first
    with pytest.raises(KeyReused):
        await top_up_demo(house, ANN, Money(501), reference="welcome")
    assert await ann_holds(house) == 500


async def test_a_merchant_gets_some_too_once_per_reference(house: WalletHouse) -> None:
    first = await top_up_demo_merchant(house, MCHID, Money(500), reference="welcome")
    assert await top_up_demo_merchant(house, MCHID, Money(500), reference="welcome") == first
    assert await merchant_holds(house) == 500
    with pytest.raises(TopUpInvalid):
        await top_up_demo_merchant(house, MCHID, Money(0), reference="nothing")


async def test_outside_demo_mode_no_money_is_made(house: WalletHouse) -> None:
    strict = replace(house, settings=house.settings.model_copy(update={"demo": False}))

    with pytest.raises(DemoOnly):
        await top_up_demo(strict, ANN, Money(500), reference="welcome")


@pytest.mark.parametrize(
    ("amount", "reference", "field"),
    [
        (Money(0), "welcome", "amount"),
        (Money(-5), "welcome", "amount"),
        (Money(2**53), "welcome", "amount"),
        (Money(5, "XAU"), "welcome", "currency"),
        (Money(5), "", "reference"),
        (Money(5), "two words", "reference"),
        (Money(5), "tup_01k3w8c5q2e8k0x4v7m1n9p3rt", "reference"),
        (Money(5), "x" * 65, "reference"),
    ],
)
async def test_a_malformed_top_up_is_refused(house: WalletHouse, amount: Money, reference: str, field: str) -> None:
    with pytest.raises(TopUpInvalid) as refused:
        await top_up_demo(house, ANN, amount, reference=reference)

    assert refused.value.field == field
