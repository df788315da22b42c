"""Drivers get what they earned: fares by share, tips in whole, once."""

import asyncio

import pytest

from miniapps.kit.languages import speak
from miniapps.kit.problems import Problem
from miniapps.taxi.server.drivers import SHARE_PERCENT
from miniapps.taxi.server.payouts import DriversPay
from miniapps.taxi.server.tables import LANGUAGES
from tests.miniapps.taxi.stand import NOW, Taxi


@pytest.fixture
def pay(taxi: Taxi) -> DriversPay:
    return DriversPay(taxi.database, taxi.till, taxi.clock, "1900000001", "wx-driver")


async def test_a_ride_and_its_tip_are_paid_out_once(taxi: Taxi, pay: DriversPay) -> None:
    await taxi.hire("d1")
    with pytest.raises(Problem, match="nothing_owed"):
        await pay.ask("d1")
    number = await taxi.with_driver()
    await taxi.drive()
    await taxi.desk.tip("ann", number, 500)
    [tip] = [one for one in taxi.till.asked if one.startswith("T")]
    await taxi.money.paid(tip, 500, NOW)
    earned = (await taxi.ride(number)).fare_fen * SHARE_PERCENT // 100 + 500
    assert await pay.show("d1") == {"owed_fen": earned, "waiting_fen": 0}

    asked = await asyncio.gather(*(pay.ask("d1") for _ in range(4)))

    assert len({one["package"] for one in asked}) == 1
    assert list(taxi.till.payouts.values()) == [("d1", earned)]
    assert await pay.show("d1") == {"owed_fen": 0, "waiting_fen": earned}
    [payout] = taxi.till.payouts
    taxi.till.states[payout] = "SUCCESS"
    await pay.look("d1")
    assert await pay.show("d1") == {"owed_fen": 0, "waiting_fen": 0}


async def test_money_nobody_took_is_owed_again(taxi: Taxi, pay: DriversPay) -> None:
    await taxi.hire("d1")
    await taxi.with_driver()
    await taxi.drive()
    first = await pay.ask("d1")
    [payout] = taxi.till.payouts
    taxi.till.states[payout] = "FAIL"
    again = await pay.ask("d1")
    assert again["amount_fen"] == first["amount_fen"]
    assert len(taxi.till.payouts) == 2


async def test_a_fare_that_is_not_taken_yet_is_not_owed(taxi: Taxi, pay: DriversPay) -> None:
    await taxi.hire("d1")
    await taxi.with_driver()
    taxi.till.away = True
    await taxi.drive()
    assert (await pay.show("d1"))["owed_fen"] == 0


async def test_a_payout_is_called_in_the_drivers_language_and_keeps_its_name(taxi: Taxi, pay: DriversPay) -> None:
    await taxi.hire("d1")
    await taxi.with_driver()
    await taxi.drive()
    for language in ("it-IT", "zh_TW"):
        async with taxi.database.write() as session:
            await speak(session, LANGUAGES, "d1", language)
        await pay.ask("d1")
    assert list(taxi.till.remarks.values()) == ["Le tue corse"]
