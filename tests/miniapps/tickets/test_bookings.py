"""From the held seat to the money that comes back: paid by the host's word only, given back once, exchanged without a
gap. After every story, what the till kept is what the tickets and the fees are worth."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from miniapps.kit.problems import Problem
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.rules import tokens
from tests.miniapps.tickets.buying import bought, event_day, flight, same_film, seats, showing
from tests.miniapps.tickets.conftest import StandInTill
from tests.support import TravelClock


async def states(desk: Desk, showing_id: str, openid: str = "mei") -> dict[str, str]:
    shown = await desk.hold(openid, showing_id, [])
    return {seat["id"]: seat["state"] for row in shown["rows"] for seat in row["seats"] if seat["state"] != "free"}


async def test_two_seats_become_two_tickets_that_a_door_can_read(desk: Desk, till: StandInTill) -> None:
    one = showing()
    booking = await desk.show("ann", await bought(desk, till, seats(one, "G8", "G9")))

    assert booking["state"] == "paid"
    assert [ticket["label"] for ticket in booking["tickets"]] == ["G8", "G9"]
    public = Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key()
    claims = tokens.read(public, booking["tickets"][0]["token"])
    assert (claims.kind, claims.day.isoformat(), claims.label) == ("cinema", booking["day"], "G8")
    assert claims.title == one.film.title
    assert booking["tickets"][0]["picture"].startswith("data:image/svg+xml")
    assert till.kept_fen() == booking["value_fen"]


async def test_a_held_seat_is_anothers_after_five_minutes(desk: Desk, clock: TravelClock) -> None:
    one = showing()
    first = await desk.hold("ann", one.id, ["G8"])
    assert first["seconds_left"] == 300
    with pytest.raises(Problem, match="seat_taken"):
        await desk.hold("ben", one.id, ["G8", "G9"])
    clock.travel(seconds=299)
    assert (await desk.hold("ann", one.id, ["G8", "G9"]))["seconds_left"] == 1
    clock.travel(seconds=1)
    assert (await desk.hold("ben", one.id, ["G8", "G9"]))["seconds_left"] == 300
    with pytest.raises(Problem, match="seat_not_held"):
        await desk.book("ann", seats(one, "G8"), request_key="key-0001")


async def test_nobody_books_what_they_do_not_hold(desk: Desk) -> None:
    one = showing()
    await desk.hold("ann", one.id, ["G8"])
    for openid, wanted in (("ben", ["G8"]), ("ann", ["G8", "G9"])):
        with pytest.raises(Problem, match="seat_not_held"):
            await desk.book(openid, seats(one, *wanted), request_key=f"key-{openid}-1")


async def test_unpaid_seats_return_and_only_after_the_host_has_closed(
    desk: Desk, till: StandInTill, clock: TravelClock
) -> None:
    one = showing()
    await desk.hold("ann", one.id, ["G8"])
    made = await desk.book("ann", seats(one, "G8"), request_key="key-0001")
    clock.travel(seconds=301)
    with pytest.raises(Problem, match="seat_taken"):
        await desk.hold("ben", one.id, ["G8"])

    assert await desk.sweep() == 1
    assert till.orders[made["booking"]["waiting"]["number"]].state == "CLOSED"
    assert (await desk.show("ann", made["booking"]["id"]))["state"] == "cancelled"
    await desk.hold("ben", one.id, ["G8"])


async def test_who_paid_in_the_last_second_keeps_the_seat(desk: Desk, till: StandInTill, clock: TravelClock) -> None:
    one = showing()
    await desk.hold("ann", one.id, ["G8"])
    made = await desk.book("ann", seats(one, "G8"), request_key="key-0001")
    till.pay(made["payment"])
    clock.travel(seconds=301)

    await desk.sweep()

    assert (await desk.show("ann", made["booking"]["id"]))["state"] == "paid"
    assert await states(desk, one.id) == {"G8": "taken"}


async def test_the_same_page_sent_twice_is_one_booking(desk: Desk, till: StandInTill) -> None:
    choice = event_day("t1", 2)
    first = await desk.book("ann", choice, request_key="key-0001")
    again = await desk.book("ann", choice, request_key="key-0001")
    assert again["booking"]["id"] == first["booking"]["id"]
    assert len(till.orders) == 1
    with pytest.raises(Problem, match="request_key_taken"):
        await desk.book("ben", choice, request_key="key-0001")


async def test_the_last_tickets_of_a_tier_are_sold_once(desk: Desk, till: StandInTill) -> None:
    for number in range(3):
        await bought(desk, till, event_day("t1", 8, event="tea-fair"), key=f"key-{number:04}")
    with pytest.raises(Problem, match="sold_out"):
        await desk.book("ben", event_day("t1", 1, event="tea-fair"), request_key="key-ben-1")


async def test_a_refund_frees_the_seats_at_once_and_the_money_follows(desk: Desk, till: StandInTill) -> None:
    one = showing()
    booking_id = await bought(desk, till, seats(one, "G8"))
    quote = await desk.refund_quote("ann", booking_id)
    till.away = True
    shown = await desk.refund("ann", booking_id, back_fen=quote["back_fen"])
    assert (shown["state"], shown["tickets"]) == ("refunding", [])
    await desk.hold("ben", one.id, ["G8"])

    till.away = False
    await desk.sweep()

    assert (await desk.show("ann", booking_id))["state"] == "refunded"
    assert till.kept_fen() == 0
    with pytest.raises(Problem, match="not_paid"):
        await desk.refund_quote("ann", booking_id)


async def test_a_refund_that_the_clock_changed_is_shown_again(
    desk: Desk, till: StandInTill, clock: TravelClock
) -> None:
    one = showing()
    booking_id = await bought(desk, till, seats(one, "G8"))
    quote = await desk.refund_quote("ann", booking_id)
    clock.travel(seconds=(one.starts_at - clock.now()).total_seconds() - 90 * 60)

    with pytest.raises(Problem, match="refund_changed"):
        await desk.refund("ann", booking_id, back_fen=quote["back_fen"])

    later = await desk.refund_quote("ann", booking_id)
    assert 0 < later["back_fen"] < quote["back_fen"]
    await desk.refund("ann", booking_id, back_fen=later["back_fen"])
    assert till.kept_fen() == later["fee_fen"]


async def test_a_refund_that_fails_is_asked_for_again_and_holds_up_no_other(desk: Desk, till: StandInTill) -> None:
    first = await bought(desk, till, seats(showing(), "G8"))
    till.broke = set(till.orders)
    second = await bought(desk, till, event_day("t0"), key="key-0002")
    for booking_id in (first, second):
        await desk.refund("ann", booking_id, back_fen=(await desk.refund_quote("ann", booking_id))["back_fen"])
    assert [(await desk.show("ann", one))["state"] for one in (first, second)] == ["refunding", "refunded"]

    till.broke = set()
    await desk.sweep()

    assert (await desk.show("ann", first))["state"] == "refunded"
    assert till.kept_fen() == 0


async def test_a_light_fare_gives_nothing_back(desk: Desk, till: StandInTill) -> None:
    booking_id = await bought(desk, till, flight("light"))
    assert (await desk.refund_quote("ann", booking_id))["allowed"] is False
    with pytest.raises(Problem, match="refund_refused"):
        await desk.refund("ann", booking_id, back_fen=0)
    assert (await desk.show("ann", booking_id))["state"] == "paid"


async def test_an_exchange_for_dearer_seats_asks_for_the_difference(desk: Desk, till: StandInTill) -> None:
    one = showing(0)
    other = same_film(one)
    booking_id = await bought(desk, till, seats(one, "A1"))
    before = (await desk.show("ann", booking_id))["tickets"][0]["id"]
    lounge = other.hall.seats()[-1]
    await desk.hold("ann", other.id, [lounge])
    quote = await desk.quote("ann", seats(other, lounge), booking_id)
    assert quote["due_fen"] > 0
    made = await desk.exchange("ann", booking_id, seats(other, lounge), request_key="key-0002")
    assert (made["booking"]["state"], made["booking"]["waiting"]["total_fen"]) == ("paid", quote["due_fen"])
    assert await states(desk, one.id) == {"A1": "taken"}  # until the difference is paid

    await desk.settle(till.pay(made["payment"]))

    shown = await desk.show("ann", booking_id)
    assert [ticket["label"] for ticket in shown["tickets"]] == [lounge]
    assert shown["tickets"][0]["id"] != before
    assert await states(desk, one.id) == {}
    assert till.kept_fen() == shown["value_fen"]


async def test_an_exchange_for_cheaper_seats_gives_the_difference_back_and_a_refund_the_rest(
    desk: Desk, till: StandInTill
) -> None:
    one = showing()
    other = same_film(one)
    booking_id = await bought(desk, till, seats(one, "M1"))
    await desk.hold("ann", other.id, ["A1"])
    made = await desk.exchange("ann", booking_id, seats(other, "A1"), request_key="key-0002")
    assert made["payment"] is None
    assert made["booking"]["value_fen"] == till.kept_fen()
    assert made["booking"]["money"]["back_fen"] > 0

    quote = await desk.refund_quote("ann", booking_id)
    await desk.refund("ann", booking_id, back_fen=quote["back_fen"])
    assert till.kept_fen() == 0
    assert await states(desk, other.id) == {}


async def test_leaving_an_exchange_leaves_the_old_tickets(desk: Desk, till: StandInTill) -> None:
    booking_id = await bought(desk, till, flight("standard"))
    other = flight("standard", number=1)
    quote = await desk.quote("ann", other, booking_id)
    assert quote["fee_fen"] == 12_000
    await desk.exchange("ann", booking_id, other, request_key="key-0002")
    with pytest.raises(Problem, match="exchange_waiting"):
        await desk.refund_quote("ann", booking_id)
    shown = await desk.cancel("ann", booking_id)
    assert (shown["state"], shown["waiting"], len(shown["tickets"])) == ("paid", None, 1)


async def test_what_was_used_meanwhile_is_not_exchanged_and_the_difference_comes_back(
    desk: Desk, till: StandInTill
) -> None:
    from miniapps.tickets.server import doors

    booking_id = await bought(desk, till, flight("standard"))
    ticket = (await desk.show("ann", booking_id))["tickets"][0]
    made = await desk.exchange("ann", booking_id, flight("standard", number=1), request_key="key-0002")
    async with desk.database.write() as session:
        await doors.take_uses(session, [doors.Use(ticket["id"], desk.now())], desk.now())

    await desk.settle(till.pay(made["payment"]))

    shown = await desk.show("ann", booking_id)
    assert shown["tickets"][0]["id"] == ticket["id"]
    assert till.kept_fen() == shown["value_fen"]
    with pytest.raises(Problem, match="ticket_used"):
        await desk.refund_quote("ann", booking_id)


async def test_only_another_time_of_the_same_is_an_exchange(desk: Desk, till: StandInTill) -> None:
    booking_id = await bought(desk, till, event_day("t0"))
    for choice in (event_day("t0"), event_day("t0", 2, week=3), flight("flex"), event_day("t0", event="tea-fair")):
        with pytest.raises(Problem, match="exchange_refused"):
            await desk.exchange("ann", booking_id, choice, request_key="key-0002")
    with pytest.raises(Problem, match="booking_unknown"):
        await desk.exchange("ben", booking_id, event_day("t0", week=3), request_key="key-0003")


async def test_a_wrong_amount_is_not_believed(desk: Desk, till: StandInTill) -> None:
    made = await desk.book("ann", event_day("t0"), request_key="key-0001")
    number = till.pay(made["payment"])
    till.orders[number].total_fen -= 1
    await desk.settle(number)
    assert (await desk.show("ann", made["booking"]["id"]))["state"] == "awaiting_payment"
