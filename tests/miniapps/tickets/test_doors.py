"""Doors tell who came in, once each whatever comes twice; they hear what other doors and refunds did; only
keepers may."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest

from miniapps.tickets.server import customers, doors
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.doors import Use
from tests.miniapps.tickets.buying import DAY, bought, event_day, seats, showing
from tests.miniapps.tickets.conftest import StandInTill, ask
from tests.support import TravelClock


async def tell(desk: Desk, *uses: Use) -> list[dict[str, str]]:
    async with desk.database.write() as session:
        return await doors.take_uses(session, uses, desk.now())


async def heard(desk: Desk, day: str) -> dict[str, Any]:
    async with desk.database.read() as session:
        return await doors.day_list(session, day)


async def test_a_use_told_twice_is_one_and_two_doors_clash(desk: Desk, till: StandInTill, clock: TravelClock) -> None:
    booking = await desk.show("ann", await bought(desk, till, seats(showing(), "G8", "G9")))
    ticket, other = (one["id"] for one in booking["tickets"])
    first = clock.now()
    clock.travel(minutes=10)

    assert await tell(desk, Use(ticket, first)) == []
    assert await tell(desk, Use(ticket, first)) == []
    clash = await tell(desk, Use(ticket, first + timedelta(minutes=5)), Use(other, first), Use("0" * 16, first))

    assert [one["ticket_id"] for one in clash] == [ticket]
    listed = await heard(desk, booking["day"])
    assert set(listed["used"]) == {ticket, other}
    assert listed["used"][ticket] == clash[0]["used_at"]
    assert (listed["void"], listed["sold"]) == ([], 2)


async def test_a_clock_that_runs_ahead_makes_no_future(desk: Desk, till: StandInTill) -> None:
    booking = await desk.show("ann", await bought(desk, till, seats(showing(), "G8")))
    await tell(desk, Use(booking["tickets"][0]["id"], desk.now() + timedelta(hours=5)))
    assert next(iter((await heard(desk, booking["day"]))["used"].values())) == "2026-11-23T09:00:00Z"


async def test_what_was_given_back_or_exchanged_is_void_at_the_door(desk: Desk, till: StandInTill) -> None:
    back = await bought(desk, till, seats(showing(), "G8"))
    moved = await bought(desk, till, event_day("t0"), key="key-0002")
    before = await desk.show("ann", moved)
    void = (await desk.show("ann", back))["tickets"][0]["id"]
    await desk.refund("ann", back, back_fen=(await desk.refund_quote("ann", back))["back_fen"])
    await desk.exchange("ann", moved, event_day("t0", week=3), request_key="key-0003")

    assert (await heard(desk, DAY.isoformat()))["void"] == [void]
    assert (await heard(desk, before["day"]))["void"] == [before["tickets"][0]["id"]]


async def test_only_a_keeper_is_heard(server: httpx2.AsyncClient, desk: Desk) -> None:
    told = {"day": "2026-11-30", "uses": []}
    assert (await ask(server, "nobody", "/door/sync", told))[0] == 401
    assert (await ask(server, "buyer", "/door/sync", told))[1]["code"] == "door_code_needed"
    assert (await ask(server, "door", "/door/sync", told))[1]["code"] == "door_code_needed"
    assert (await ask(server, "door", "/door/pair", {"code": "1234 0000"}))[1]["code"] == "code_refused"
    status, paired = await ask(server, "door", "/door/pair", {"code": "1234 5678"})
    assert (status, paired["public_key"]) == (200, desk.issuer.public_key_hex())
    status, answer = await ask(server, "door", "/door/sync", told)
    assert (status, answer["sold"], answer["clashes"]) == (200, 0, [])
    assert (await ask(server, "door", "/api/quote", {}))[1]["code"] == "not_a_buyer"


async def test_nobody_guesses_the_code_of_a_door(server: httpx2.AsyncClient) -> None:
    for number in range(customers.WRONG_CODES_MAX):
        assert (await ask(server, "door", "/door/pair", {"code": f"{number:08}"}))[0] == 403
    assert (await ask(server, "door", "/door/pair", {"code": "12345678"}))[1]["code"] == "too_many_codes"


@pytest.mark.parametrize(
    "body",
    [
        {"day": "tomorrow", "uses": []},
        {"day": "2026-11-30", "uses": [{"ticket_id": "x", "used_at": "2026-11-30T09:00:00Z"}]},
        {"day": "2026-11-30", "uses": [{"ticket_id": "0" * 16, "used_at": "2026-11-30T09:00:00"}]},
        {"day": "2026-11-30", "uses": [], "more": 1},
    ],
)
async def test_a_door_is_understood_or_refused(server: httpx2.AsyncClient, body: dict[str, Any]) -> None:
    await ask(server, "door", "/door/pair", {"code": "12345678"})
    assert (await ask(server, "door", "/door/sync", body))[1]["code"] == "form_refused"
