"""What the two programs may send, and how it is read: anything else is refused with the field that is wrong."""

from typing import Literal

from pydantic import ConfigDict, Field

from miniapps.food.server.rules.baskets import LINES_MAX, QUANTITY_MAX, Wanted
from miniapps.food.server.rules.steps import State
from miniapps.kit.forms import Strict


class Trimmed(Strict):
    model_config = ConfigDict(str_strip_whitespace=True)


class LoginForm(Trimmed):
    code: str = Field(min_length=1, max_length=128)
    language: str = Field(default="", max_length=20)


class ItemForm(Trimmed):
    dish_id: str = Field(max_length=80)
    quantity: int = Field(ge=1, le=QUANTITY_MAX)
    choices: dict[str, list[str]] = Field(default={}, max_length=12)

    def wanted(self, owner: str = "") -> Wanted:
        return Wanted(self.dish_id, self.quantity, self.choices, owner)


class BasketForm(Trimmed):
    restaurant_id: str = Field(max_length=40)
    items: list[ItemForm] = Field(default=[], max_length=LINES_MAX)
    group: str = Field(default="", max_length=40)
    address: str = Field(default="", max_length=200)
    code: str = Field(default="", max_length=40)


class OrderForm(BasketForm):
    recipient: str = Field(min_length=1, max_length=60)
    address: str = Field(min_length=1, max_length=200)
    phone: str = Field(default="", max_length=30)
    note: str = Field(default="", max_length=200)
    deliver_at: str = Field(default="", max_length=30)
    request_key: str = Field(min_length=8, max_length=64)


class HeartForm(Trimmed):
    on: bool


class GroupForm(Trimmed):
    restaurant_id: str = Field(max_length=40)
    name: str = Field(min_length=1, max_length=30)


class GroupLinesForm(Trimmed):
    name: str = Field(min_length=1, max_length=30)
    items: list[ItemForm] = Field(max_length=LINES_MAX)


class ModeForm(Trimmed):
    each_pays: bool


class ClaimForm(Trimmed):
    line_id: int
    quantity: int = Field(ge=1, le=QUANTITY_MAX)


class RatingForm(Trimmed):
    stars: int = Field(ge=1, le=5)
    text: str = Field(default="", max_length=500)


class JoinForm(Trimmed):
    restaurant_id: str = Field(max_length=40)
    code: str = Field(default="", max_length=20)


class AcceptForm(Trimmed):
    minutes: int = Field(ge=5, le=120)


class RefuseForm(Trimmed):
    reason: str = Field(min_length=1, max_length=120)


class StepForm(Trimmed):
    to: Literal[State.COOKING, State.READY, State.ON_THE_WAY, State.DELIVERED]


class TickForm(Trimmed):
    prepared: bool


class DishForm(Trimmed):
    on_sale: bool
    stock: int = Field(ge=0, le=999)


class OpeningForm(Trimmed):
    accepting: bool


class AnswerForm(Trimmed):
    text: str = Field(min_length=1, max_length=500)


class SimulatorForm(Trimmed):
    running: bool | None = None
    speed: float | None = Field(default=None, gt=0, le=1000)
    refuse_next: int | None = Field(default=None, ge=0, le=100)
