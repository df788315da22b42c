"""Limits, amounts free of the PIN and restrictions hold for baskets of several merchants and for holds as for orders;
what comes to nothing counts for nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from tests.support import TravelClock
from tests.wallet.payments import test_combined, test_holds
from tests.wallet.payments.between import react, trust_every_pin
from tests.wallet.payments.test_limits import RULES, write_rules
from tests.wallet.people import ANN, MCHID, PIN, WRONG_PIN, ann_has, ann_holds, give
from wallet.house import WalletHouse
from wallet.ledger.model import AccountRefused, InsufficientFunds
from wallet.money import Money
from wallet.payments.combined import Combined, agree_to_combine, confirm_combined, create_combined, get_combined
from wallet.payments.holds import (
    HoldState,
    MerchantHold,
    capture_hold,
    confirm_hold,
    create_hold,
    finish_holds,
    get_hold,
    release_expired_holds,
    release_hold,
)
from wallet.payments.limit_rows import MoneyUseRow
from wallet.payments.limits import LimitOnce, LimitReached, PinNeeded
from wallet.payments.payables import find_done
from wallet.payments.pins import PinWrong, set_pin
from wallet.payments.restrictions import freeze, lift
from wallet.payments.standing import set_pin_free
from wallet.settings import WalletSettings


@pytest.fixture
def wallet_settings(wallet_settings: WalletSettings, tmp_path: Path) -> WalletSettings:
    """20.00 at once, 30.00 in a day; without a PIN 2.00 at once, 5.00 in a day."""
    return write_rules(wallet_settings, tmp_path, RULES)


@pytest.fixture
async def house(house: WalletHouse) -> AsyncIterator[WalletHouse]:
    """Ann has a PIN and 60.00; two shops let the market combine for them."""
    await ann_has(house, 6_000)
    for mchid in (test_combined.TEA, test_combined.BOOKS):
        await agree_to_combine(house, mchid, test_combined.MARKET)
    yield house
    await react(house)


async def uses(house: WalletHouse) -> list[int]:
    """What counts of payments."""
    wanted = select(MoneyUseRow).where(MoneyUseRow.operation == "payment")
    async with house.database.read() as session:
        return sorted(one.amount_minor for one in (await session.exec(wanted)).all())


async def held(house: WalletHouse, number: str, amount_minor: int, pin: str = PIN) -> MerchantHold:
    asked = await create_hold(house, replace(test_holds.DRAFT, out_hold_no=number, amount_minor=amount_minor))
    return await confirm_hold(house, hold_id=asked.id, person_id=ANN, pin=pin)


async def basket(house: WalletHouse, number: str, *amounts: int) -> Combined:
    parts = tuple(
        replace(part, out_trade_no=f"{number}-{part.mchid}", total_minor=amount)
        for part, amount in zip(test_combined.PARTS, amounts, strict=True)
    )
    return await create_combined(house, replace(test_combined.DRAFT, out_trade_no=number, parts=parts))


async def paid(house: WalletHouse, number: str, *amounts: int, pin: str = PIN) -> Combined:
    asked = await basket(house, number, *amounts)
    return await confirm_combined(house, combine_id=asked.id, person_id=ANN, pin=pin)


async def test_a_hold_counts_with_its_maximum_until_it_ends_and_then_with_what_was_taken(
    house: WalletHouse, clock: TravelClock
) -> None:
    await held(house, "ride-0001", 2_000)
    with pytest.raises(LimitReached) as full:
        await held(house, "ride-0002", 1_001)
    assert full.value.left == Money(1_000)
    assert (await get_hold(house, MCHID, "ride-0002")).state is HoldState.WAIT_USER_CONFIRM

    for _ in range(2):
        await capture_hold(house, MCHID, "ride-0001", amount_minor=700)
        assert await uses(house) == [700]
    await held(house, "ride-0003", 2_000)
    await release_hold(house, MCHID, "ride-0003")
    assert await uses(house) == [700]
    await held(house, "ride-0004", 2_000)
    await react(house)
    clock.travel(days=8)
    await release_expired_holds(house)
    await react(house)
    assert await uses(house) == [700]


async def test_a_basket_counts_once_with_its_sum(house: WalletHouse) -> None:
    with pytest.raises(LimitOnce):
        await paid(house, "basket-1", 1_500, 501)
    whole = await paid(house, "basket-2", 1_500, 500)
    await confirm_combined(house, combine_id=whole.id, person_id=ANN, pin=PIN)
    assert await uses(house) == [2_000]
    with pytest.raises(LimitReached):
        await paid(house, "basket-3", 900, 101)
    # A refused one stands open, whole, and may be paid when there is room.
    refused = await create_hold(house, replace(test_holds.DRAFT, out_hold_no="ride-0001", amount_minor=1_000))
    await confirm_hold(house, hold_id=refused.id, person_id=ANN, pin=PIN)
    assert await uses(house) == [1_000, 2_000]


async def test_what_the_ledger_refuses_counts_for_nothing(house: WalletHouse) -> None:
    other = "per_poor"
    await give(house, other, 100)
    await set_pin(house, other, PIN)
    asked = await create_hold(house, replace(test_holds.DRAFT, amount_minor=500))
    whole = await basket(house, "basket-1", 300, 200)
    with pytest.raises(InsufficientFunds):
        await confirm_hold(house, hold_id=asked.id, person_id=other, pin=PIN)
    with pytest.raises(InsufficientFunds):
        await confirm_combined(house, combine_id=whole.id, person_id=other, pin=PIN)
    assert await uses(house) == []
    await give(house, other, 1_000, "more")
    await confirm_hold(house, hold_id=asked.id, person_id=other, pin=PIN)
    await confirm_combined(house, combine_id=whole.id, person_id=other, pin=PIN)
    assert await uses(house) == [500, 500]


async def test_of_many_at_once_only_those_pass_that_fit(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    trust_every_pin(monkeypatch)  # six PINs in flight at once lock a person out, as they should
    rides = [held(house, f"ride-000{n}", 1_000) for n in range(3)]
    outcomes = await asyncio.gather(
        *rides, *(paid(house, f"basket-{n}", 500, 500) for n in range(3)), return_exceptions=True
    )
    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert [type(one) for one in refused] == [LimitReached] * 3
    assert await uses(house) == [1_000] * 3


async def test_small_ones_go_without_the_pin_and_a_release_gives_the_day_back(house: WalletHouse) -> None:
    with pytest.raises(PinNeeded):
        await held(house, "ride-0001", 200, pin="")
    with pytest.raises(PinWrong):
        await paid(house, "basket-1", 100, 100, pin=WRONG_PIN)
    await set_pin_free(house, ANN, Money(200), PIN)
    await paid(house, "basket-1", 100, 100, pin="")
    await held(house, "ride-0001", 200, pin="")
    with pytest.raises(PinNeeded) as day:
        await held(house, "ride-0002", 200, pin="")
    assert day.value.left == Money(100)
    await release_hold(house, MCHID, "ride-0001")
    await held(house, "ride-0002", 200, pin="")


async def test_a_frozen_person_confirms_nothing_and_nothing_counts(house: WalletHouse) -> None:
    await held(house, "ride-0001", 500)
    row = await freeze(house, "person", ANN, cause="fraud", reason="Two reports", by="olga")
    whole = await basket(house, "basket-1", 300, 200)
    with pytest.raises(AccountRefused):
        await held(house, "ride-0002", 500)
    with pytest.raises(AccountRefused):
        await confirm_combined(house, combine_id=whole.id, person_id=ANN, pin=PIN)
    with pytest.raises(AccountRefused):
        await capture_hold(house, MCHID, "ride-0001", amount_minor=500)
    assert (await uses(house), await ann_holds(house)) == ([500], 6_000)
    await lift(house, row.id, reason="A mistake", by="olga")
    await confirm_combined(house, combine_id=whole.id, person_id=ANN, pin=PIN)
    await capture_hold(house, MCHID, "ride-0001", amount_minor=500)
    assert (await uses(house), await ann_holds(house)) == ([500, 500], 5_000)


async def test_a_frozen_shop_is_paid_its_part(house: WalletHouse) -> None:
    await freeze(house, "merchant", test_combined.TEA, cause="dispute", reason="Goods never came", by="olga")
    whole = await paid(house, "basket-1", 300, 200)
    assert (await get_combined(house, whole.id)).is_divided


async def test_what_was_paid_or_set_aside_is_found_by_the_merchants_number(house: WalletHouse) -> None:
    hold, whole = await held(house, "ride-0001", 500), await paid(house, "basket-1", 300, 200)
    await create_hold(house, replace(test_holds.DRAFT, out_hold_no="ride-0002"))
    await finish_holds(house)
    market = test_combined.MARKET
    found = [await find_done(house, MCHID, "ride-0001"), await find_done(house, market, "basket-1")]
    assert [one and one.id for one in found] == [hold.id, whole.id]
    assert await find_done(house, MCHID, "ride-0002") is None
    assert await find_done(house, MCHID, "basket-1") is None
    await release_hold(house, MCHID, "ride-0001")
    assert await find_done(house, MCHID, "ride-0001")
