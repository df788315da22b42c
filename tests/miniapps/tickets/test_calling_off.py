"""What is called off is not sold any more, and everybody who paid gets everything back and reads it, whatever the rules
say and whatever was on its way at that moment."""

import json

import httpx2
import pytest

from miniapps.kit.problems import Problem
from miniapps.tickets.server import doors, programme, views
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.doors import Use
from miniapps.tickets.server.tables import OUTBOX
from miniapps.tickets.server.world import EVENTS
from tests.miniapps.tickets.buying import DAY, bought, event_day, flight, same_film, seats, showing
from tests.miniapps.tickets.conftest import TOKENS, StandInTill, ask
from tests.support import TravelClock


async def cards(desk: Desk) -> list[dict[str, str]]:
    async with desk.database.read() as session:
        return [json.loads(row.body) for row in await session.execute(OUTBOX.select().order_by(OUTBOX.c.id))]


async def test_everybody_gets_everything_back_and_reads_it(desk: Desk, till: StandInTill, clock: TravelClock) -> None:
    one = showing()
    first = await bought(desk, till, seats(one, "G8", "G9"))
    second = await bought(desk, till, seats(one, "A1"), openid="ben", key="key-0002")
    other = await bought(desk, till, seats(showing(0), "A1"), openid="mei", key="key-0003")
    clock.travel(seconds=(one.starts_at - clock.now()).total_seconds())  # by the rules nothing comes back any more

    await desk.call_off(one.id)
    await desk.call_off(one.id)

    for openid, booking in (("ann", first), ("ben", second)):
        shown = await desk.show(openid, booking)
        assert (shown["state"], shown["money"]["back_fen"]) == ("refunded", shown["money"]["paid_fen"])
    assert till.kept_fen() == (await desk.show("mei", other))["value_fen"]
    assert set(till.reasons.values()) == {"It does not take place"}
    told = [(card["touser"], card["state"]) for card in await cards(desk)]
    for openid in ("ann", "ben"):
        assert told.count((openid, "Called off: your money comes back")) == 1
    async with desk.database.read() as session:
        listed = await doors.day_list(session, DAY.isoformat())
    assert len(listed["void"]) == 3


async def test_nothing_of_it_is_sold_any_more(desk: Desk) -> None:
    one, kites = showing(), event_day("t0")
    flown = flight("light")
    await desk.hold("ann", one.id, ["G8"])
    for offer_id in (one.id, kites.offer_id, flown.offer_id):
        await desk.call_off(offer_id)
    for choice in (seats(one, "G8"), kites, flown):
        with pytest.raises(Problem, match="called_off"):
            await desk.book("ann", choice, request_key=f"key-{choice.offer_id}")
    with pytest.raises(Problem, match="called_off"):
        await desk.hold("ann", one.id, ["A1"])
    async with desk.database.read() as session:
        with pytest.raises(Problem, match="called_off"):
            await views.hall(session, one.id, "ann", desk.now())
        film = await views.film(session, one.film.id, desk.now())
        event = await views.event(session, "kite-day", desk.now())
        flights = await views.flights(session, "LHR", "MXP", DAY, desk.now())
        events = await views.events(session, desk.now())
    assert one.id not in json.dumps(film)
    assert kites.offer_id not in json.dumps(event)
    assert flown.offer_id not in json.dumps(flights)
    assert len(events["events"]) == len(EVENTS)


async def test_what_waits_for_its_payment_is_closed_or_comes_back_once_it_is_paid(
    desk: Desk, till: StandInTill
) -> None:
    one = showing()
    await desk.hold("ann", one.id, ["G8"])
    unpaid = await desk.book("ann", seats(one, "G8"), request_key="key-0001")
    await desk.hold("ben", one.id, ["A1"])
    late = await desk.book("ben", seats(one, "A1"), request_key="key-0002")
    paid = till.pay(late["payment"])  # at the host, and we have not heard of it

    await desk.call_off(one.id)

    assert (await desk.show("ann", unpaid["booking"]["id"]))["state"] == "cancelled"
    assert (await desk.show("ben", late["booking"]["id"]))["state"] == "refunded"
    assert sum(till.orders[paid].back.values()) == late["booking"]["value_fen"]
    assert till.kept_fen() == 0


async def test_an_exchange_away_from_it_comes_back_with_all_that_was_paid(desk: Desk, till: StandInTill) -> None:
    one = showing(0)
    booking, other = await bought(desk, till, seats(one, "A1")), same_film(one)
    lounge = other.hall.seats()[-1]
    await desk.hold("ann", other.id, [lounge])
    made = await desk.exchange("ann", booking, seats(other, lounge), request_key="key-0002")
    assert made["payment"]
    await desk.call_off(one.id)
    await desk.settle(till.pay(made["payment"]))
    await desk.sweep()
    assert (await desk.show("ann", booking))["state"] == "refunded"
    assert till.kept_fen() == 0


async def test_the_box_office_sees_its_day_and_calls_a_showing_off(
    server: httpx2.AsyncClient,
    desk: Desk,
    till: StandInTill,
    clock: TravelClock,
) -> None:
    one = showing()
    booking = await desk.show("ann", await bought(desk, till, seats(one, "G8", "G9")))
    async with desk.database.write() as session:
        await doors.take_uses(session, [Use(booking["tickets"][0]["id"], desk.now())], desk.now())
    assert (await ask(server, "door", f"/office/showings/{one.id}/call-off", {}))[1]["code"] == "door_code_needed"
    await ask(server, "door", "/door/pair", {"code": "12345678"})
    headers = {"Authorization": f"Bearer {TOKENS['door']}"}
    listed = (await server.get(f"/office/showings?day={DAY}", headers=headers)).json()["showings"]
    mine = {"sold": 2, "inside": 1, "called_off": False, "over": False}
    assert [one["id"] for one in listed if mine.items() <= one.items()] == [one.id]
    assert len(listed) > 10
    assert [each["time"] for each in listed] == sorted(each["time"] for each in listed)

    _, after = await ask(server, "door", f"/office/showings/{one.id}/call-off", {})

    [off] = [each for each in after["showings"] if each["called_off"]]
    assert (off["id"], off["sold"]) == (one.id, 0)
    assert (await ask(server, "door", "/office/showings/c-none/call-off", {}))[1]["code"] == "offer_unknown"
    assert (await server.get("/office/showings?day=soon", headers=headers)).json()["code"] == "form_refused"
    clock.travel(days=30)
    assert (await ask(server, "door", f"/office/showings/{one.id}/call-off", {}))[1]["code"] == "too_late"


async def test_a_day_lists_flights_that_somebody_booked(desk: Desk, till: StandInTill) -> None:
    flown = flight("flex")
    await bought(desk, till, flown)
    async with desk.database.read() as session:
        found = await programme.on_day(session, DAY, desk.now())
    assert [(one["title"], one["sold"]) for one in found if one["id"] == flown.offer_id] == [("London – Milan", 1)]
