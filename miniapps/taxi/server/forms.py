"""What the two programs send, checked before anything else sees it."""

from pydantic import Field

from miniapps.kit.forms import Strict
from miniapps.kit.problems import Problem
from miniapps.taxi.server.fares import TIP_FEN_MAX, VehicleClass
from miniapps.taxi.server.streets import the_city

PHRASE = "^[a-z_]{0,24}$"


class LoginForm(Strict):
    code: str = Field(min_length=1, max_length=128)
    language: str = Field(default="", max_length=20)


class OrderForm(Strict):
    start: int
    goal: int
    vehicle: VehicleClass
    maximum_fen: int = Field(gt=0)
    request_key: str = Field(min_length=8, max_length=64)


class CancelForm(Strict):
    fee_fen: int = Field(ge=0)


class SayForm(Strict):
    phrase: str = Field(default="", pattern=PHRASE)
    text: str = Field(default="", max_length=300)


class RateForm(Strict):
    stars: int = Field(ge=1, le=5)
    text: str = Field(default="", max_length=500)


class TipForm(Strict):
    amount_fen: int = Field(ge=100, le=TIP_FEN_MAX)


class LostForm(Strict):
    text: str = Field(min_length=3, max_length=500)


class FoundForm(Strict):
    """found: where it can be had back, "" when it is not in the car."""

    found: str = Field(max_length=200)


class CarForm(Strict):
    name: str = Field(min_length=1, max_length=40)
    car: str = Field(min_length=1, max_length=40)
    plate: str = Field(min_length=2, max_length=16)
    vehicle: VehicleClass


class SwitchForm(Strict):
    online: bool
    node: int | None = None


class SimulatorForm(Strict):
    paused: bool | None = None
    speed: float | None = Field(default=None, gt=0, le=600)
    drivers: int | None = Field(default=None, ge=0, le=500)


class AnswerForm(Strict):
    answer: str = Field(min_length=1, max_length=1_000)


def require_node(value: object) -> int:
    """A corner of the city. Refuses with place_unknown."""
    text = str(value)
    if not text.isdecimal() or len(text) > 6 or int(text) >= len(the_city().points):
        raise Problem(400, "place_unknown", "This place is not in the city.")
    return int(text)


def require_words(form: SayForm) -> SayForm:
    if not form.phrase and not form.text.strip():
        raise Problem(400, "nothing_said", "There is nothing to send.")
    return form
