"""The other people of a demonstration: they take seats like anybody, pay in cash or leave, and a hall stays open for
those who are real. Paused, nothing moves; only the program's secret pauses."""

from collections.abc import Sequence

import httpx2
import pytest
from sqlmodel import select

from miniapps.kit.problems import Problem
from miniapps.kit.simulation import Simulation
from miniapps.tickets.server import simulator
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.simulator import COUNTER, FULL_SHARE, PARTY_MAX
from miniapps.tickets.server.tables import Seat
from tests.miniapps.tickets.buying import bought, seats, showing
from tests.miniapps.tickets.conftest import StandInTill
from tests.support import TravelClock, seeded

THINKS = 40


async def all_seats(desk: Desk) -> Sequence[Seat]:
    async with desk.database.read() as session:
        return (await session.exec(select(Seat).order_by(Seat.showing_id, Seat.seat))).all()


async def test_a_party_sits_side_by_side_and_pays_or_leaves(desk: Desk, clock: TravelClock) -> None:
    simulation, rng = Simulation(running=True, seconds=THINKS), seeded(2)
    for _ in range(40):
        await simulator.look(desk, simulation, rng)
    held = await all_seats(desk)
    parties = {one.openid: [other for other in held if other.openid == one.openid] for one in held}

    assert len(parties) > 30
    for party in parties.values():
        row, numbers = party[0].seat[0], sorted(int(one.seat[1:]) for one in party)
        assert [f"{row}{number}" for number in range(numbers[0], numbers[0] + len(numbers))] == [
            f"{one.seat[0]}{number}" for one, number in zip(party, numbers, strict=True)
        ]
        assert len({one.showing_id for one in party}) == 1
        assert not any(one.order_number for one in party)

    clock.travel(seconds=THINKS + 1)
    await simulator.look(desk, simulation, rng)
    stayed = [one for one in await all_seats(desk) if one.openid in parties]
    assert {one.order_number for one in stayed} == {COUNTER}
    assert 0 < len(stayed) < len(held)


async def test_a_hall_stays_open_for_people(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    only = showing()
    monkeypatch.setattr(simulator, "showings_ahead", lambda _now: [only])
    simulation, rng = Simulation(running=True, seconds=THINKS), seeded()

    for _ in range(150):
        await simulator.look(desk, simulation, rng)

    taken, most = len(await all_seats(desk)), FULL_SHARE * len(only.hall.seats())
    assert most < taken <= most + PARTY_MAX


async def test_they_take_nothing_from_anybody_and_what_they_have_is_taken(desk: Desk, till: StandInTill) -> None:
    simulation, rng = Simulation(running=True, seconds=THINKS), seeded()
    booking = await desk.show("ann", await bought(desk, till, seats(showing(), "G8", "G9")))
    for _ in range(20):
        await simulator.look(desk, simulation, rng)
    theirs = next(one for one in await all_seats(desk) if one.openid != "ann")

    with pytest.raises(Problem, match="seat_taken"):
        await desk.hold("ben", theirs.showing_id, [theirs.seat])
    assert [one["label"] for one in booking["tickets"]] == ["G8", "G9"]
    assert {one.seat for one in await all_seats(desk) if one.openid == "ann"} == {"G8", "G9"}


async def test_what_does_not_take_place_is_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    off = showing()
    await desk.call_off(off.id)
    monkeypatch.setattr(simulator, "showings_ahead", lambda _now: [off])
    assert await simulator.look(desk, Simulation(running=True, seconds=THINKS), seeded()) == 0


async def test_late_in_the_evening_there_is_a_showing_to_go_to(clock: TravelClock) -> None:
    night = clock.now().replace(hour=23, minute=59)
    found = simulator.showings_ahead(night)
    assert found
    assert all(one.starts_at > night for one in found)


async def test_only_the_secret_pauses_them(server: httpx2.AsyncClient, desk: Desk) -> None:
    assert (await server.get("/admin/simulator")).status_code == 401
    headers = {"Authorization": f"Bearer {desk.settings.appsecret}"}
    wrong = await server.post("/admin/simulator", json={"seconds": 0}, headers=headers)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "form_refused")

    answer = await server.post("/admin/simulator", json={"running": False}, headers=headers)

    assert answer.json() == {"running": False, "seconds": THINKS}
    assert (await server.get("/admin/simulator", headers=headers)).json() == answer.json()


async def test_nothing_moves_while_they_are_paused(desk: Desk) -> None:
    assert await simulator.look(desk, Simulation(running=False, seconds=THINKS), seeded()) == 0
    assert await all_seats(desk) == []
