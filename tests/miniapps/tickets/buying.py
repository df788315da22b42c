"""What tests buy: real showings, flights and event days of the world as it is at the travelling clock's start."""

from datetime import date

from miniapps.tickets.server import offers
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.offers import Choice, Showing
from miniapps.tickets.server.rules.timetable import flights_on
from miniapps.tickets.server.world import CINEMAS, EVENTS
from tests.miniapps.tickets.conftest import StandInTill

DAY = date(2026, 11, 30)  # a Monday, a week after the clock's start
ANN = {
    "given_name": "Ann",
    "family_name": "Rivers",
    "born": "1990-02-28",
    "document": "AB123456",
    "document_until": "2030-01-01",
}


def showing(number: int = -1, day: date = DAY) -> Showing:
    """A showing in the Great Hall."""
    return [one for one in offers.showings_of(CINEMAS["lantern"], day) if one.hall.id == "great"][number]


def same_film(one: Showing) -> Showing:
    """Another showing of its film, in the week after."""
    days = (date(2026, 12, number) for number in range(1, 8))
    return next(
        other
        for day in days
        for cinema in CINEMAS.values()
        for other in offers.showings_of(cinema, day)
        if other.film == one.film
    )


def seats(one: Showing, *names: str) -> Choice:
    return Choice("cinema", one.id, seats=names)


def flight(fare: str, day: date = DAY, number: int = 0) -> Choice:
    return Choice("flight", flights_on("LHR", "MXP", day)[number].id, fare=fare, passengers=(ANN,))


def event_day(tier: str, quantity: int = 1, week: int = 2, event: str = "kite-day") -> Choice:
    days = offers.sessions_of(EVENTS[event], date(2026, 11, 23))
    return Choice("event", days[week][0], tier=tier, quantity=quantity)


async def bought(desk: Desk, till: StandInTill, choice: Choice, *, openid: str = "ann", key: str = "key-0001") -> str:
    """Held, booked and paid; the booking's id."""
    if choice.seats:
        await desk.hold(openid, choice.offer_id, choice.seats)
    made = await desk.book(openid, choice, request_key=key)
    await desk.settle(till.pay(made["payment"]))
    return made["booking"]["id"]
