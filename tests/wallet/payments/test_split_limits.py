"""Limits, room in a wallet and amounts free of the PIN hold for the shares of split bills too."""

import asyncio
from pathlib import Path

import pytest

from tests.wallet.payments.between import has, send, trust_every_pin
from tests.wallet.payments.test_limits import RULES, uses, write_rules
from tests.wallet.people import ANN, BEN, PIN, ann_has, give
from wallet.house import WalletHouse
from wallet.money import Money
from wallet.payments.limits import LimitOnce, PinNeeded
from wallet.payments.splits import PartState, Split, SplitDraft, StarterFull, get_split, pay_part, start_split
from wallet.payments.standing import set_pin_free
from wallet.settings import WalletSettings


@pytest.fixture
def wallet_settings(wallet_settings: WalletSettings, tmp_path: Path) -> WalletSettings:
    return write_rules(wallet_settings, tmp_path, RULES)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    trust_every_pin(monkeypatch)


async def split(house: WalletHouse, starter: str, other: str, share_minor: int) -> Split:
    """Between two: each owes the same."""
    return await start_split(
        house, SplitDraft(starter, f"request-{share_minor}", "equal", 2 * share_minor, (starter, other))
    )


@pytest.mark.usefixtures("trusted")
async def test_a_share_of_a_split_bill_counts_as_a_transfer_and_needs_room(house: WalletHouse) -> None:
    await give(house, ANN, 5_000)
    await give(house, BEN, 4_000)
    with pytest.raises(LimitOnce):
        await pay_part(house, (await split(house, ANN, BEN, 2_001)).id, person_id=BEN, pin=PIN)
    await give(house, ANN, 4_500, "more")
    bill = await split(house, ANN, BEN, 501)
    with pytest.raises(StarterFull):
        await pay_part(house, bill.id, person_id=BEN, pin=PIN)
    part = (await get_split(house, bill.id, person_id=BEN)).part_of(BEN)
    assert part
    assert part.state is PartState.OPEN
    assert await uses(house) == [4_000, 4_500, 5_000]

    await send(house, amount_minor=1)
    await pay_part(house, bill.id, person_id=BEN, pin=PIN)
    assert await has(house, ANN) == 10_000
    # Once for him who pays and once for her whose wallet it fills, until it is there.
    assert await uses(house) == [1, 501, 501, 4_000, 4_500, 5_000]
    await send(house, amount_minor=1_000, request_id="request-room")
    await give(house, ANN, 1_000, "fits")


@pytest.mark.usefixtures("trusted")
async def test_two_who_pay_each_other_at_once_both_have_paid(house: WalletHouse) -> None:
    await give(house, ANN, 2_000)
    await give(house, BEN, 2_000)
    hers, his = await split(house, ANN, BEN, 300), await split(house, BEN, ANN, 500)
    await asyncio.gather(
        pay_part(house, hers.id, person_id=BEN, pin=PIN), pay_part(house, his.id, person_id=ANN, pin=PIN)
    )
    assert (await has(house, ANN), await has(house, BEN)) == (1_800, 2_200)


async def test_a_share_goes_without_the_pin_too(house: WalletHouse) -> None:
    await ann_has(house, 1_000)
    await set_pin_free(house, ANN, Money(200), PIN)
    small, large = await split(house, BEN, ANN, 200), await split(house, BEN, ANN, 201)
    with pytest.raises(PinNeeded):
        await pay_part(house, large.id, person_id=ANN, pin="")
    await pay_part(house, small.id, person_id=ANN, pin="")
    await pay_part(house, large.id, person_id=ANN, pin=PIN)
    assert await has(house, BEN) == 401
