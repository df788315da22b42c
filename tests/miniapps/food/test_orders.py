"""Orders and their money: portions never oversell, states are entered once, and whatever is owed comes back."""

import asyncio
import json

import pytest
from sqlalchemy import select

from miniapps.food.server import chores, desk, kitchen, money, orders, simulator
from miniapps.food.server.rules.baskets import Wanted
from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import LANGUAGES, OUTBOX, PaymentState
from miniapps.food.server.views import COURIERS
from miniapps.kit.languages import speak
from miniapps.kit.problems import Problem
from tests.miniapps.food.kit import BURGER, FRIES, Kit, cards_of


async def test_thirty_people_want_the_last_two_burgers(kit: Kit) -> None:
    await kit.set_stock(BURGER, 2)
    outcomes = await asyncio.gather(
        *(kit.order((BURGER, 1), openid=f"p{n}", key=f"basket-{n:04}") for n in range(30)), return_exceptions=True
    )
    refused = [one for one in outcomes if isinstance(one, Problem)]
    assert len(outcomes) - len(refused) == 2
    assert {one.code for one in refused} == {"sold_out"}
    assert await kit.stock() == 0


async def test_two_lines_of_one_dish_eat_from_the_same_pot(kit: Kit) -> None:
    await kit.set_stock(BURGER, 3)
    with pytest.raises(Problem, match="sold_out") as refusal:
        await kit.order((BURGER, 2), (BURGER, 2))
    assert refusal.value.facts == {"dish": "House Burger", "left": 3}
    assert await kit.stock() == 3


async def test_the_same_basket_sent_twice_is_one_order(kit: Kit) -> None:
    before = await kit.stock()
    first, again = await kit.order((BURGER, 1)), await kit.order((BURGER, 1))
    assert first["number"] == again["number"]
    assert await kit.stock() == before - 1
    with pytest.raises(Problem, match="request_key_taken"):
        await kit.order((BURGER, 1), openid="ben")


async def test_rules_stand_at_the_door(kit: Kit) -> None:
    for items, changes, code in [
        ([], {}, "basket_empty"),
        ([(FRIES, 1)], {}, "below_minimum"),
        ([(BURGER, 1), ("tide-baguette", 1)], {}, "one_restaurant"),
        ([(BURGER, 2)], {"code": "NOSUCH"}, "code_unknown"),
        ([(BURGER, 1)], {"code": "LUNCH20"}, "code_too_small"),
        ([(BURGER, 1)], {"deliver_at": "2026-11-24T11:01:00Z"}, "slot_refused"),
    ]:
        with pytest.raises(Problem, match=code):
            await kit.order(*items, **changes)  # pyright: ignore[reportArgumentType]
    kit.clock.forward(hours=11)  # midnight in town
    with pytest.raises(Problem, match="closed"):
        await kit.order(("saffron-butter-chicken", 2), place="saffron")


async def test_an_order_for_later_waits_for_its_kitchen(kit: Kit) -> None:
    kit.clock.forward(hours=11)
    basket = desk.Basket("saffron", [desk.Wanted("saffron-butter-chicken", 2, {})], "12 Harbour Street")
    quote = await desk.quote(kit.backend, "ann", basket)
    assert quote["asap"] is False
    made = await kit.order(("saffron-butter-chicken", 2), place="saffron", deliver_at=quote["slots"][0])
    await kit.pay(made)
    for _ in range(5):
        kit.clock.forward(minutes=5)
        await simulator.look(kit.backend)
    shown = await desk.show(kit.backend, "ann", made["number"])
    assert shown["state"] == State.CONFIRMED
    assert shown["promised_at"] == quote["slots"][0]


async def test_a_code_is_good_once_and_again_after_cancelling(kit: Kit) -> None:
    first = await kit.order((BURGER, 1), code="welcome10")
    assert first["discount_fen"] == 420
    with pytest.raises(Problem, match="code_used"):
        await kit.order((BURGER, 1), code="WELCOME10", key="basket-0002")
    await desk.cancel(kit.backend, "ann", first["number"])
    assert (await kit.order((BURGER, 1), code="WELCOME10", key="basket-0003"))["discount_fen"] == 420


async def test_from_paid_to_delivered_each_state_is_told_once(kit: Kit) -> None:
    made = await kit.order((BURGER, 1), (FRIES, 1))
    assert (await kit.pay(made))["state"] == State.PAID
    for _ in range(300):
        kit.clock.forward(seconds=2)
        await simulator.look(kit.backend)
    shown = await desk.show(kit.backend, "ann", made["number"])
    told = [step["state"] for step in shown["steps"]]
    assert told == ["awaiting_payment", "paid", "confirmed", "cooking", "ready", "on_the_way", "delivered"]
    assert all(line["prepared"] for line in shown["lines"])
    assert kit.till.returned == 0


async def test_the_courier_comes_nearer(kit: Kit) -> None:
    made = await kit.pay(await kit.order((BURGER, 1)))
    await kit.hire()
    for after in (State.CONFIRMED, State.COOKING, State.READY, State.ON_THE_WAY):
        if after is State.CONFIRMED:
            await kitchen.accept(kit.backend, "griddle", made["number"], 15)
        else:
            await kitchen.step(kit.backend, "griddle", made["number"], after)
    left = list[int]()
    for _ in range(6):
        left.append((await desk.show(kit.backend, "ann", made["number"]))["map"]["metres_left"])
        kit.clock.forward(seconds=5)
    assert left == sorted(left, reverse=True)
    assert left[0] > left[-1] > 0


async def test_a_courier_nobody_simulates_has_no_name_and_no_place(kit: Kit) -> None:
    made = await kit.pay(await kit.order((BURGER, 1)))
    await kitchen.accept(kit.backend, "griddle", made["number"], 15)
    for after in (State.COOKING, State.READY, State.ON_THE_WAY):
        assert (await desk.show(kit.backend, "ann", made["number"]))["map"]["courier"] is None
        await kitchen.step(kit.backend, "griddle", made["number"], after)
    simulated = (await desk.show(kit.backend, "ann", made["number"]))["map"]
    assert simulated["courier_name"] in COURIERS
    kit.backend.simulation.running = False
    alone = (await desk.show(kit.backend, "ann", made["number"]))["map"]
    assert (alone["moving"], alone["courier"], alone["courier_name"]) == (True, None, "")
    assert alone["path"] == simulated["path"]


async def test_a_refusal_of_the_kitchen_brings_everything_back(kit: Kit) -> None:
    before = await kit.stock()
    made = await kit.pay(await kit.order((BURGER, 2)))
    await kitchen.refuse(kit.backend, "griddle", made["number"], "No gas today")
    shown = await desk.show(kit.backend, "ann", made["number"])
    assert shown["state"] == State.REFUSED
    assert shown["reason"] == "No gas today"
    assert shown["refunded_fen"] == kit.till.returned == made["total_fen"]
    assert shown["refund_done"]
    assert await kit.stock() == before


async def test_a_refund_that_fails_is_sent_again_and_counted_once(kit: Kit) -> None:
    made = await kit.pay(await kit.order((BURGER, 2)))
    kit.till.broken = True
    await kitchen.refuse(kit.backend, "griddle", made["number"], "No gas today")
    assert not (await desk.show(kit.backend, "ann", made["number"]))["refund_done"]
    kit.till.broken = False
    await chores.sweep(kit.backend)
    await chores.sweep(kit.backend)
    assert (await desk.show(kit.backend, "ann", made["number"]))["refund_done"]
    assert kit.till.returned == made["total_fen"]


async def test_cancelling_is_free_until_the_kitchen_cooks(kit: Kit) -> None:
    early = await kit.pay(await kit.order((BURGER, 1)))
    assert (await desk.cancel(kit.backend, "ann", early["number"]))["state"] == State.CANCELLED
    assert kit.till.returned == early["total_fen"]

    late = await kit.pay(await kit.order((BURGER, 1), key="basket-0002"))
    await kitchen.accept(kit.backend, "griddle", late["number"], 15)
    await kitchen.step(kit.backend, "griddle", late["number"], State.COOKING)
    with pytest.raises(Problem, match="too_late"):
        await desk.cancel(kit.backend, "ann", late["number"])


async def test_missing_dishes_come_back_to_the_last_fen(kit: Kit) -> None:
    made = await kit.pay(await kit.order((BURGER, 3), (FRIES, 1), code="WELCOME10"))
    async with kit.backend.database.write() as session:
        order = await orders.get(session, made["number"])
        order.state = State.DELIVERED
        session.add(order)
    await chores.sweep(kit.backend)
    burgers = made["lines"][0]
    for _ in range(3):
        await desk.claim(kit.backend, "ann", made["number"], burgers["id"], 1)
    assert kit.till.returned == burgers["value_fen"]
    with pytest.raises(Problem, match="claimed_already"):
        await desk.claim(kit.backend, "ann", made["number"], burgers["id"], 1)
    shown = await desk.claim(kit.backend, "ann", made["number"], made["lines"][1]["id"], 1)
    assert shown["refunded_fen"] == made["total_fen"] - made["fee_fen"]
    kit.clock.forward(hours=25)
    assert not (await desk.show(kit.backend, "ann", made["number"]))["can_claim"]


async def test_a_line_the_kitchen_cannot_make_comes_back_and_the_rest_is_cooked(kit: Kit) -> None:
    made = await kit.pay(await kit.order((BURGER, 1), (FRIES, 1)))
    await kitchen.accept(kit.backend, "griddle", made["number"], 15)
    await kitchen.drop(kit.backend, "griddle", made["number"], made["lines"][1]["id"])
    fries = made["lines"][1]["value_fen"]
    assert kit.till.returned == fries
    card = (await cards_of(kit))[-1]
    assert (card["title"], card["state"]) == ("1 × Salted Fries", "Ran out")
    assert card["note"] == f"¥{fries / 100:.2f} comes back to you. The rest is being made."
    with pytest.raises(Problem, match="last_line"):
        await kitchen.drop(kit.backend, "griddle", made["number"], made["lines"][0]["id"])
    await kitchen.tick(kit.backend, "griddle", made["number"], made["lines"][0]["id"], True)
    assert (await desk.show(kit.backend, "ann", made["number"]))["state"] == State.COOKING


async def test_an_order_that_is_never_paid_gives_its_portions_back(kit: Kit) -> None:
    before = await kit.stock()
    made = await kit.order((BURGER, 2))
    kit.clock.forward(minutes=16)
    assert await chores.sweep(kit.backend) == 1
    assert (await desk.show(kit.backend, "ann", made["number"]))["state"] == State.CANCELLED
    assert await kit.stock() == before


async def test_money_that_comes_for_a_cancelled_order_goes_back(kit: Kit) -> None:
    made = await kit.order((BURGER, 1))
    await desk.cancel(kit.backend, "ann", made["number"])
    kit.till.closed.discard(made["number"])
    kit.till.paid.add(made["number"])
    await money.mark_held(kit.backend, made["number"], made["total_fen"])
    await money.send_refunds(kit.backend)
    assert kit.till.returned == made["total_fen"]


async def test_only_the_whole_amount_pays(kit: Kit) -> None:
    made = await kit.order((BURGER, 1))
    await money.mark_held(kit.backend, made["number"], made["total_fen"] - 1)
    async with kit.backend.database.read() as session:
        (payment,) = await orders.payments_of(session, made["number"])
    assert payment.state is PaymentState.WAITING


async def test_money_is_set_aside_by_the_order_and_taken_by_the_kitchens_yes(kit: Kit) -> None:
    async with kit.backend.database.write() as session:
        await speak(session, LANGUAGES, "ann", "it-IT")
    made = await kit.pay(await kit.order((BURGER, 1)))
    assert kit.till.taken == set()
    kit.till.broken = True
    await kitchen.accept(kit.backend, "griddle", made["number"], 15)
    assert kit.till.taken == set()
    kit.till.broken = False
    await chores.sweep(kit.backend)
    assert kit.till.taken == {made["number"]}
    assert await desk.cancel(kit.backend, "ann", made["number"])
    assert kit.till.back  # what was taken is refunded; what was only set aside would have been let go
    assert kit.till.returned == made["total_fen"]
    async with kit.backend.database.read() as session:
        told = (await session.execute(select(OUTBOX.c.name).order_by(OUTBOX.c.id))).scalars().all()
        first = json.loads((await session.execute(select(OUTBOX.c.body).order_by(OUTBOX.c.id))).scalars().first() or "")
    assert first["state"] == "Ordinato"
    assert told == [f"{made['number']}:{state}" for state in (State.PAID, State.CONFIRMED, State.CANCELLED)]


async def test_a_low_rating_is_a_complaint_with_a_time_to_answer(kit: Kit) -> None:
    made = await kit.pay(await kit.order((BURGER, 1)))
    for _ in range(200):
        kit.clock.forward(seconds=3)
        await simulator.look(kit.backend)
    shown = await desk.rate(kit.backend, "ann", made["number"], 1, "It was cold")
    assert shown["rating"]["complaint"]
    assert not shown["rating"]["late"]
    board = await kitchen.board(kit.backend, "griddle")
    assert [one["text"] for one in board["complaints"]] == ["It was cold"]
    kit.clock.forward(hours=25)
    assert (await desk.show(kit.backend, "ann", made["number"]))["rating"]["late"]
    await kitchen.answer(kit.backend, "griddle", made["number"], "We are sorry")
    card = (await cards_of(kit))[-1]
    assert (card["title"], card["state"], card["note"]) == (
        "Midnight Griddle",
        "The restaurant answers you",
        "We are sorry",
    )
    assert (await kitchen.board(kit.backend, "griddle"))["complaints"] == []
    with pytest.raises(Problem, match="rated_already"):
        await desk.rate(kit.backend, "ann", made["number"], 5, "")


async def test_another_person_sees_nothing_of_an_order(kit: Kit) -> None:
    made = await kit.order((BURGER, 1))
    with pytest.raises(Problem, match="order_unknown"):
        await desk.show(kit.backend, "ben", made["number"])


async def test_a_kitchen_sees_only_its_own(kit: Kit) -> None:
    made = await kit.pay(await kit.order((BURGER, 1)))
    with pytest.raises(Problem, match="order_unknown"):
        await kitchen.accept(kit.backend, "cloud", made["number"], 15)
    with pytest.raises(Problem, match="dish_unknown"):
        await kitchen.set_dish(kit.backend, "cloud", BURGER, on_sale=False, stock=0)


async def test_a_switch_of_the_kitchen_counts_at_once(kit: Kit) -> None:
    await kitchen.set_dish(kit.backend, "griddle", BURGER, on_sale=False, stock=60)
    told = await desk.quote(kit.backend, "ann", desk.Basket("griddle", [Wanted(BURGER, 1, {})]))
    assert (told["problem"]["code"], told["problem"]["facts"]) == ("sold_out", {"dish": "House Burger", "left": 0})
    with pytest.raises(Problem, match="sold_out"):
        await kit.order((BURGER, 1))
    await kitchen.set_accepting(kit.backend, "griddle", False)
    with pytest.raises(Problem, match="restaurant_paused"):
        await kit.order((FRIES, 3))


async def test_a_paused_simulator_leaves_everything_to_people(kit: Kit) -> None:
    made = await kit.pay(await kit.order((BURGER, 1)))
    kit.backend.simulation.running = False
    kit.clock.forward(hours=1)
    assert await simulator.look(kit.backend) == 0
    assert (await desk.show(kit.backend, "ann", made["number"]))["state"] == State.PAID
