"""What a page shows as a state has a word in each language: a state without one is a blank."""

from collections.abc import Iterable

import pytest

from miniapps.envelopes.server import tables as envelopes
from miniapps.food.server.rules.steps import State
from miniapps.food.server.tables import PaymentState
from miniapps.shop.server.parcels import ParcelState
from miniapps.shop.server.returns import ReturnState
from miniapps.shop.server.tables import OrderState
from miniapps.taxi.server.fares import VehicleClass
from miniapps.taxi.server.tables import RideState
from miniapps.tickets.server.tables import BookingState
from tests.miniapps.programs import words_of

AT_WORK = (State.PAID, State.CONFIRMED, State.COOKING, State.READY, State.ON_THE_WAY)
SENT_BACK = (OrderState.REFUNDING, OrderState.REFUNDED, OrderState.CANCELLED)
GIFTS = (*envelopes.UNDER_WAY, "ENDED")

# program, where the words stand ("group." or a beginning of the name), the states its pages show
SHOWN: list[tuple[str, str, Iterable[str]]] = [
    ("taxi/program", "st_", RideState),
    ("taxi/program", "", VehicleClass),
    ("taxi/driver", "", VehicleClass),
    ("food/program", "states.", State),
    ("food/program", "payStates.", PaymentState),
    ("food/kitchen", "states.", AT_WORK),
    ("shop/program", "stages.", [*OrderState, *ParcelState]),
    ("shop/program", "steps.", ParcelState),
    ("shop/program", "returnStates.", ReturnState),
    ("shop/seller", "steps.", ParcelState),
    ("shop/seller", "orderStates.", SENT_BACK),
    ("shop/seller", "returnStates.", ReturnState),
    ("tickets/program", "", [*BookingState, "used", "over"]),
    ("envelopes/desk", "state_", GIFTS),
]


@pytest.mark.parametrize(("program", "where", "states"), SHOWN)
def test_every_state_that_is_shown_has_a_word(program: str, where: str, states: Iterable[str]) -> None:
    for language, words in words_of(program).items():
        group = words[where.removesuffix(".")] if where.endswith(".") else words
        beginning = "" if where.endswith(".") else where
        assert [state for state in states if not group.get(beginning + state)] == [], language
