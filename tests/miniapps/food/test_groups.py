"""Ordering together: one basket, everybody's own lines, and the money of each goes its own way."""

import pytest

from miniapps.food.server import desk, groups, kitchen
from miniapps.food.server.rules.baskets import Wanted
from miniapps.food.server.rules.steps import State
from miniapps.kit.problems import Problem
from tests.miniapps.food.kit import BURGER, FRIES, Kit


async def gathered(kit: Kit, *, each_pays: bool) -> str:
    made = await groups.start(kit.backend, "ann", "griddle", "Ann")
    code = made["code"]
    await groups.put_lines(kit.backend, "ann", code, "Ann", [Wanted(BURGER, 1, {})])
    await groups.put_lines(kit.backend, "ben", code, "Ben", [Wanted(BURGER, 1, {}), Wanted(FRIES, 2, {})])
    await groups.set_mode(kit.backend, "ann", code, each_pays)
    return code


async def test_each_pays_the_own_share_and_the_kitchen_waits_for_all(kit: Kit) -> None:
    made = await kit.order(group=await gathered(kit, each_pays=True))
    shares = {one["name"]: one["amount_fen"] for one in made["payments"]}
    assert sum(shares.values()) == made["total_fen"]
    assert shares["Ben"] - shares["Ann"] == 2 * 1800

    assert (await kit.pay(made, "ben"))["state"] == State.AWAITING_PAYMENT
    assert (await kit.pay(made, "ann"))["state"] == State.PAID

    await kitchen.refuse(kit.backend, "griddle", made["number"], "No gas today")
    assert kit.till.paid & kit.till.closed == set(kit.till.asked)


async def test_a_missing_dish_comes_back_to_who_paid_for_it(kit: Kit) -> None:
    made = await kit.order(group=await gathered(kit, each_pays=True))
    await kit.pay(made, "ben")
    await kit.pay(made, "ann")
    fries = next(line for line in made["lines"] if line["dish_id"] == FRIES)
    await kitchen.accept(kit.backend, "griddle", made["number"], 15)
    await kitchen.drop(kit.backend, "griddle", made["number"], fries["id"])
    ((payment_id, amount),) = kit.till.back.values()
    assert amount == fries["value_fen"]
    assert kit.till.asked[payment_id] == next(p["amount_fen"] for p in made["payments"] if p["name"] == "Ben")


async def test_the_host_may_pay_for_everybody(kit: Kit) -> None:
    made = await kit.order(group=await gathered(kit, each_pays=False))
    assert [one["amount_fen"] for one in made["payments"]] == [made["total_fen"]]
    assert (await kit.pay(made))["state"] == State.PAID
    assert (await desk.show(kit.backend, "ben", made["number"]))["to_pay_fen"] == 0


async def test_who_paid_gets_it_back_when_a_friend_never_does(kit: Kit) -> None:
    made = await kit.order(group=await gathered(kit, each_pays=True))
    await kit.pay(made, "ben")
    shown = await desk.cancel(kit.backend, "ann", made["number"])
    assert shown["state"] == State.CANCELLED
    assert kit.till.paid <= kit.till.closed
    assert kit.till.returned == sum(kit.till.asked[payment_id] for payment_id in kit.till.paid)


async def test_only_the_host_orders_and_nobody_adds_afterwards(kit: Kit) -> None:
    code = await gathered(kit, each_pays=False)
    with pytest.raises(Problem, match="host_only"):
        await kit.order(group=code, openid="ben")
    await kit.order(group=code)
    with pytest.raises(Problem, match="group_closed"):
        await groups.put_lines(kit.backend, "mei", code, "Mei", [Wanted(FRIES, 1, {})])


async def test_a_dish_of_another_restaurant_does_not_get_in(kit: Kit) -> None:
    code = await gathered(kit, each_pays=False)
    with pytest.raises(Problem, match="one_restaurant"):
        await groups.put_lines(kit.backend, "mei", code, "Mei", [Wanted("tide-baguette", 1, {})])


async def test_a_group_is_found_again_by_those_in_it_until_it_has_ordered(kit: Kit) -> None:
    code = await gathered(kit, each_pays=False)
    for openid in ("ann", "ben"):
        [found] = await groups.mine(kit.backend, openid)
        assert (found["code"], found["restaurant_id"], found["people"]) == (code, "griddle", ["Ann", "Ben"])
    assert await groups.mine(kit.backend, "mei") == []
    await kit.order(group=code)
    assert await groups.mine(kit.backend, "ann") == []
