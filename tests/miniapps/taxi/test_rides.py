"""Rides and their money: paid at most what was promised, and given back once what was not used, come what may."""

import random

import pytest
from sqlmodel import select

from miniapps.kit.problems import Problem
from miniapps.taxi.server import fares
from miniapps.taxi.server.engine import SEARCH_SECONDS
from miniapps.taxi.server.simulator import Simulator
from miniapps.taxi.server.tables import Case, MoneyState, RideState, Tip
from tests.miniapps.taxi.stand import HARBOUR, NOW, STATION, Taxi, cards_of


async def test_a_ride_from_the_hold_to_its_fare(taxi: Taxi) -> None:
    await taxi.hire("d1", node=60)
    number = await taxi.with_driver()
    assert (await taxi.ride(number)).state is RideState.COMING

    await taxi.drive()

    ride = await taxi.ride(number)
    assert (ride.state, ride.money) == (RideState.FINISHED, MoneyState.SETTLED)
    assert 0 < ride.fare_fen <= ride.maximum_fen
    assert taxi.till.returned[number] == ride.maximum_fen - ride.fare_fen
    shown = await taxi.desk.show("ann", number)
    assert sum(line["fen"] for line in shown["lines"]) == ride.fare_fen
    assert (await taxi.driver("d1")).ride is None


async def test_nothing_is_searched_before_the_host_says_it_is_paid(taxi: Taxi) -> None:
    await taxi.hire("d1")
    number = await taxi.order()
    assert await taxi.engine.dispatch() == []
    await taxi.money.held(number, taxi.till.asked[number] - 1, taxi.clock.now())
    assert (await taxi.ride(number)).state is RideState.AWAITING_PAYMENT


async def test_a_long_wait_and_a_slow_drive_never_cost_more_than_promised(taxi: Taxi) -> None:
    await taxi.hire("d1")
    number = await taxi.with_driver()
    taxi.clock.move(900)
    await taxi.cab.step("d1", "arrive")
    taxi.clock.move(3_000)
    await taxi.cab.step("d1", "start")
    taxi.clock.move(9_000)
    await taxi.cab.step("d1", "finish")
    ride = await taxi.ride(number)
    assert ride.fare_fen == ride.maximum_fen
    assert ride.money is MoneyState.SETTLED
    assert taxi.till.returned[number] == 0


@pytest.mark.parametrize(("after_seconds", "fee_fen"), [(119, 0), (121, fares.CANCEL_FEE_FEN)])
async def test_calling_off_is_free_for_two_minutes(taxi: Taxi, after_seconds: int, fee_fen: int) -> None:
    await taxi.hire("d1", node=HARBOUR)
    number = await taxi.with_driver()
    taxi.clock.move(after_seconds)
    assert (await taxi.desk.show("ann", number))["fee_now_fen"] == fee_fen
    shown = await taxi.desk.cancel("ann", number, fee_fen)
    assert (shown["state"], shown["fare_fen"], shown["money"]) == ("cancelled", fee_fen, "settled")
    assert taxi.till.returned[number] == taxi.till.asked[number] - fee_fen
    assert (await taxi.driver("d1")).ride is None


async def test_nobody_pays_a_fee_they_have_not_agreed_to(taxi: Taxi) -> None:
    await taxi.hire("d1", node=HARBOUR)
    number = await taxi.with_driver()
    taxi.clock.move(119)
    agreed = (await taxi.desk.show("ann", number))["fee_now_fen"]
    taxi.clock.move(5)
    with pytest.raises(Problem) as refused:
        await taxi.desk.cancel("ann", number, agreed)
    assert (refused.value.status, refused.value.code) == (409, "fee_changed")
    assert refused.value.facts == {"fee_fen": fares.CANCEL_FEE_FEN}
    assert (await taxi.ride(number)).state is RideState.COMING
    assert (await taxi.desk.cancel("ann", number, refused.value.facts["fee_fen"]))["fare_fen"] == fares.CANCEL_FEE_FEN


async def test_calling_off_while_searching_gives_everything_back_and_frees_the_asked_driver(taxi: Taxi) -> None:
    await taxi.hire("d1")
    number = await taxi.order()
    await taxi.pay(number)
    await taxi.engine.dispatch()
    await taxi.desk.cancel("ann", number, 0)
    assert taxi.till.returned[number] == taxi.till.asked[number]
    assert (await taxi.cab.show("d1"))["offer"] is None


async def test_a_ride_that_has_begun_cannot_be_called_off(taxi: Taxi) -> None:
    await taxi.hire("d1")
    number = await taxi.with_driver()
    taxi.clock.move(900)
    await taxi.cab.step("d1", "arrive")
    await taxi.cab.step("d1", "start")
    with pytest.raises(Problem, match="too_late"):
        await taxi.desk.cancel("ann", number, 0)


async def test_money_that_comes_after_the_order_was_closed_goes_back(taxi: Taxi) -> None:
    number = await taxi.order()
    await taxi.desk.cancel("ann", number, 0)
    assert (await taxi.ride(number)).ended_by == "unpaid"
    await taxi.pay(number)
    await taxi.engine.sweep()
    assert taxi.till.returned == {number: taxi.till.asked[number]}


async def test_a_capture_the_host_did_not_answer_is_repeated_until_it_worked_once(taxi: Taxi) -> None:
    await taxi.hire("d1")
    number = await taxi.with_driver()
    taxi.till.away = True
    await taxi.drive()
    assert (await taxi.ride(number)).money is MoneyState.SETTLING
    await taxi.engine.sweep()
    taxi.till.away = False
    for _ in range(3):
        await taxi.engine.sweep()
    assert (await taxi.ride(number)).money is MoneyState.SETTLED
    assert taxi.till.captures_sent == 1


async def test_a_ride_nobody_can_drive_ends_with_all_the_money_back(taxi: Taxi) -> None:
    number = await taxi.order()
    await taxi.pay(number)
    taxi.clock.move(601)
    await taxi.engine.sweep()
    ride = await taxi.ride(number)
    assert (ride.state, ride.ended_by, ride.money) == (RideState.CANCELLED, "nobody", MoneyState.SETTLED)
    assert taxi.till.returned[number] == ride.maximum_fen


async def test_an_offer_that_is_declined_or_not_answered_goes_to_the_next_driver(taxi: Taxi) -> None:
    for name, node in (("d1", STATION), ("d2", 30), ("d3", 90)):
        await taxi.hire(name, node=node)
    number = await taxi.order()
    await taxi.pay(number)
    asked: list[str] = []
    for _ in range(3):
        [pair] = await taxi.engine.dispatch()
        asked.append(pair.driver_id)
        offer = (await taxi.cab.show(pair.driver_id))["offer"]
        if len(asked) == 1:
            await taxi.cab.decline(pair.driver_id, offer["id"])
        else:
            taxi.clock.move(21)
            with pytest.raises(Problem, match="offer_gone"):
                await taxi.cab.accept(pair.driver_id, offer["id"])
    assert sorted(asked) == ["d1", "d2", "d3"]
    assert await taxi.engine.dispatch() == []


async def test_a_driver_who_cannot_come_hands_the_ride_on(taxi: Taxi) -> None:
    await taxi.hire("d1")
    number = await taxi.with_driver()
    await taxi.hire("d2", node=30)
    await taxi.cab.step("d1", "hand_back")
    [pair] = await taxi.engine.dispatch()
    assert (pair.number, pair.driver_id) == (number, "d2")


async def test_a_ride_handed_back_late_is_searched_for_as_long_as_a_new_one(taxi: Taxi) -> None:
    await taxi.hire("d1", node=HARBOUR)
    number = await taxi.with_driver()
    assert not (await taxi.desk.show("ann", number))["handed_back"]
    taxi.clock.move(SEARCH_SECONDS + 60)

    await taxi.cab.step("d1", "hand_back")

    await taxi.engine.sweep()
    shown = await taxi.desk.show("ann", number)
    assert (shown["state"], shown["handed_back"]) == ("searching", True)
    assert [(card["state"], card["note"], len(card["steps"])) for card in await cards_of(taxi)] == [
        ("Your car is coming", "d1, Test car, T 1", 4),
        ("Your driver cannot come", "We look for another one.", 0),
    ]
    taxi.clock.move(SEARCH_SECONDS - 1)
    await taxi.engine.sweep()
    assert (await taxi.ride(number)).state is RideState.SEARCHING
    taxi.clock.move(2)
    await taxi.engine.sweep()
    assert (await taxi.ride(number)).ended_by == "nobody"
    assert len({card["change"] for card in await cards_of(taxi)}) == 3


async def test_a_price_that_went_up_is_asked_again(taxi: Taxi) -> None:
    seen = (await taxi.desk.quotes(STATION, HARBOUR))["quotes"][0]
    assert seen["seconds_away"] is None
    with pytest.raises(Problem, match="price_changed"):
        await taxi.desk.order(
            "ann",
            start=STATION,
            goal=HARBOUR,
            vehicle=seen["vehicle"],
            maximum_fen=seen["maximum_fen"] - 1,
            request_key="request-1",
        )


async def test_one_request_is_one_ride_and_one_passenger_has_one_ride(taxi: Taxi) -> None:
    number = await taxi.order()
    taxi.orders -= 1
    assert await taxi.order() == number
    taxi.orders -= 1
    with pytest.raises(Problem, match="request_key_taken"):
        await taxi.order("ben")
    await taxi.pay(number)
    taxi.orders += 5
    with pytest.raises(Problem, match="ride_running"):
        await taxi.order()


async def test_a_low_rating_opens_a_complaint_and_a_ride_is_rated_once(taxi: Taxi) -> None:
    await taxi.hire("d1")
    number = await taxi.with_driver()
    with pytest.raises(Problem, match="not_over"):
        await taxi.desk.rate("ann", number, stars=5, text="")
    await taxi.drive()
    shown = await taxi.desk.rate("ann", number, stars=1, text="Too fast")
    assert [(case["kind"], case["text"]) for case in shown["cases"]] == [("low_rating", "Too fast")]
    with pytest.raises(Problem, match="rated"):
        await taxi.desk.rate("ann", number, stars=5, text="")
    await taxi.desk.report_lost("ann", number, "A red umbrella")
    async with taxi.database.read() as session:
        assert [case.kind for case in await session.exec(select(Case))] == ["low_rating", "lost_property"]


async def test_a_thing_left_in_a_car_is_answered_by_its_driver_and_told_in_a_card(taxi: Taxi) -> None:
    for name in ("d1", "d2"):
        await taxi.hire(name)
    number = await taxi.with_driver()
    other, driver = ("d2", "d1") if (await taxi.ride(number)).driver_id == "d1" else ("d1", "d2")
    await taxi.drive(driver)
    await taxi.desk.report_lost("ann", number, "A red umbrella")
    await taxi.desk.report_lost("ann", number, "A blue glove")
    umbrella, glove = await taxi.cab.left_in_car(driver)
    assert (umbrella["text"], (await taxi.cab.show(driver))["lost"]) == ("A red umbrella", 2)
    assert await taxi.cab.left_in_car(other) == []
    with pytest.raises(Problem, match="case_unknown"):
        await taxi.cab.answer_lost(other, umbrella["id"], "It is mine")

    await taxi.cab.answer_lost(driver, umbrella["id"], "At the harbour until eight")
    await taxi.cab.answer_lost(driver, glove["id"], "")

    with pytest.raises(Problem, match="answered"):
        await taxi.cab.answer_lost(driver, glove["id"], "Here it is")
    assert await taxi.cab.left_in_car(driver) == []
    cases = (await taxi.desk.show("ann", number))["cases"]
    assert [case["answer"] for case in cases] == ["At the harbour until eight", "not_found"]
    cards = await cards_of(taxi)
    assert [(card["state"], card["note"]) for card in cards[-2:]] == [
        ("Your driver has found it", "At the harbour until eight"),
        ("Your driver could not find it", "A blue glove"),
    ]
    assert len({card["change"] for card in cards}) == len(cards)


async def test_a_tip_is_an_order_of_its_own_and_given_once(taxi: Taxi) -> None:
    await taxi.hire("d1")
    number = await taxi.with_driver()
    await taxi.drive()
    await taxi.desk.tip("ann", number, 500)
    await taxi.desk.tip("ann", number, 1_000)  # changed one's mind: the first order is closed
    async with taxi.database.read() as session:
        first, second = [tip.order_number for tip in await session.exec(select(Tip).order_by(Tip.order_number))]  # pyright: ignore
    assert taxi.till.states[first] == "CLOSED"
    taxi.till.states[second] = "SUCCESS"
    assert (await taxi.desk.show("ann", number))["tip_fen"] == 1_000
    with pytest.raises(Problem, match="tip_given"):
        await taxi.desk.tip("ann", number, 500)
    await taxi.money.paid(second, 1_000, NOW)  # the notice comes after all
    [told] = [card for card in await cards_of(taxi) if card["change"].startswith("tip:")]
    assert (told["out_trade_no"], told["order_id"]) == (second, number)
    earned = await taxi.cab.earnings("d1")
    assert earned["today_tips_fen"] == 1_000
    assert earned["today_fen"] == (await taxi.ride(number)).fare_fen * 80 // 100 + 1_000


async def test_strangers_see_nothing(taxi: Taxi) -> None:
    number = await taxi.order()
    with pytest.raises(Problem, match="ride_unknown"):
        await taxi.desk.show("ben", number)
    with pytest.raises(Problem, match="ride_unknown"):
        await taxi.desk.cancel("ben", number, 0)


async def test_simulated_drivers_bring_everybody_home(taxi: Taxi) -> None:
    simulator = Simulator(taxi.cab, 12, random.Random(3))
    await simulator.hire()
    numbers = [await taxi.order(f"p{n}", start=40 * n, goal=680 - 40 * n) for n in range(8)]
    for number in numbers:
        await taxi.pay(number)
    for _ in range(900):
        taxi.clock.move(3)
        await simulator.step()
        await taxi.engine.dispatch()
        if all([(await taxi.ride(number)).state is RideState.FINISHED for number in numbers]):
            break
    finished = [await taxi.ride(number) for number in numbers]
    assert {ride.state for ride in finished} == {RideState.FINISHED}
    assert sum(taxi.till.returned.get(ride.number, 0) + ride.fare_fen for ride in finished) == sum(
        taxi.till.asked.values()
    )
