"""One rating for each booking, once it is over or used; a low one is owed an answer, which is told in a card."""

import json
from datetime import timedelta

import httpx2
import pytest

from miniapps.kit.problems import Problem
from miniapps.tickets.server import doors
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.doors import Use
from miniapps.tickets.server.tables import OUTBOX
from tests.miniapps.tickets.buying import bought, event_day, seats, showing
from tests.miniapps.tickets.conftest import TOKENS, StandInTill, ask
from tests.support import TravelClock


async def test_a_rating_waits_for_the_end_and_is_given_once(desk: Desk, till: StandInTill, clock: TravelClock) -> None:
    booking = await bought(desk, till, seats(showing(), "G8"))
    assert not (await desk.show("ann", booking))["can_rate"]
    with pytest.raises(Problem, match="not_over"):
        await desk.rate("ann", booking, stars=5, text="")
    with pytest.raises(Problem, match="booking_unknown"):
        await desk.rate("ben", booking, stars=5, text="")
    clock.travel(days=8)
    assert (await desk.show("ann", booking))["can_rate"]

    shown = await desk.rate("ann", booking, stars=5, text="")

    assert (shown["rating"]["stars"], shown["rating"]["answer_by"], shown["can_rate"]) == (5, "", False)
    with pytest.raises(Problem, match="rated_already"):
        await desk.rate("ann", booking, stars=1, text="")


async def test_who_went_through_the_door_may_rate_before_the_end(desk: Desk, till: StandInTill) -> None:
    booking = await bought(desk, till, event_day("t0"))
    ticket = (await desk.show("ann", booking))["tickets"][0]["id"]
    async with desk.database.write() as session:
        await doors.take_uses(session, [Use(ticket, desk.now() - timedelta(minutes=1))], desk.now())
    assert (await desk.rate("ann", booking, stars=4, text=""))["rating"]["stars"] == 4


async def test_what_is_given_back_is_not_rated(desk: Desk, till: StandInTill, clock: TravelClock) -> None:
    booking = await bought(desk, till, seats(showing(), "G8"))
    await desk.refund("ann", booking, back_fen=(await desk.refund_quote("ann", booking))["back_fen"])
    clock.travel(days=8)
    with pytest.raises(Problem, match="not_over"):
        await desk.rate("ann", booking, stars=1, text="")


async def test_a_low_rating_is_answered_by_the_box_office_in_a_card(
    server: httpx2.AsyncClient,
    desk: Desk,
    till: StandInTill,
    clock: TravelClock,
) -> None:
    booking = await bought(desk, till, seats(showing(), "G8"))
    clock.travel(days=8)
    await desk.rate("ann", booking, stars=2, text="The sound was gone")
    assert (await ask(server, "door", f"/office/opinions/{booking}", {"text": "Sorry"}))[1][
        "code"
    ] == "door_code_needed"
    await ask(server, "door", "/door/pair", {"code": "12345678"})
    told = await server.get("/office/opinions", headers={"Authorization": f"Bearer {TOKENS['door']}"})
    title = (await desk.show("ann", booking))["title"]
    assert told.json()["ratings"] == [{"title": title, "stars": 2.0, "count": 1}]
    assert [one["text"] for one in told.json()["complaints"]] == ["The sound was gone"]

    _, after = await ask(server, "door", f"/office/opinions/{booking}", {"text": "A free seat waits for you"})

    assert after["complaints"] == []
    assert (await desk.show("ann", booking))["rating"]["answer"] == "A free seat waits for you"
    async with desk.database.read() as session:
        card = [json.loads(row.body) for row in await session.execute(OUTBOX.select())][-1]
    assert (card["state"], card["note"]) == ("The box office answers you", "A free seat waits for you")
    assert (await ask(server, "door", "/office/opinions/B0", {"text": "Sorry"}))[1]["code"] == "booking_unknown"
