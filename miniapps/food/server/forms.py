"""What the two programs may send, and how it is read: anything else is refused with the field that is wrong."""

from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from miniapps.food.server.rules.baskets import LINES_MAX, QUANTITY_MAX, Wanted
from miniapps.food.server.rules.steps import State
from miniapps.kit.problems import Problem


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class LoginForm(Strict):
    code: str = Field(min_length=1, max_length=128)
    language: str = Field(default="", max_length=20)


class ItemForm(Strict):
    dish_id: str = Field(max_length=80)
    quantity: int = Field(ge=1, le=QUANTITY_MAX)
    choices: dict[str, list[str]] = Field(default={}, max_length=12)

    def wanted(self, owner: str = "") -> Wanted:
        return Wanted(self.dish_id, self.quantity, self.choices, owner)


class BasketForm(Strict):
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


class HeartForm(Strict):
    on: bool


class GroupForm(Strict):
    restaurant_id: str = Field(max_length=40)
    name: str = Field(min_length=1, max_length=30)


class GroupLinesForm(Strict):
    name: str = Field(min_length=1, max_length=30)
    items: list[ItemForm] = Field(max_length=LINES_MAX)


class ModeForm(Strict):
    each_pays: bool


class ClaimForm(Strict):
    line_id: int
    quantity: int = Field(ge=1, le=QUANTITY_MAX)


class RatingForm(Strict):
    stars: int = Field(ge=1, le=5)
    text: str = Field(default="", max_length=500)


class JoinForm(Strict):
    restaurant_id: str = Field(max_length=40)
    code: str = Field(default="", max_length=20)


class AcceptForm(Strict):
    minutes: int = Field(ge=5, le=120)


class RefuseForm(Strict):
    reason: str = Field(min_length=1, max_length=120)


class StepForm(Strict):
    to: Literal[State.COOKING, State.READY, State.ON_THE_WAY, State.DELIVERED]


class TickForm(Strict):
    prepared: bool


class DishForm(Strict):
    on_sale: bool
    stock: int = Field(ge=0, le=999)


class OpeningForm(Strict):
    accepting: bool


class AnswerForm(Strict):
    text: str = Field(min_length=1, max_length=500)


class SimulatorForm(Strict):
    running: bool | None = None
    speed: float | None = Field(default=None, gt=0, le=1000)
    refuse_next: int | None = Field(default=None, ge=0, le=100)


FormType = TypeVar("FormType", bound=Strict)


async def read(request: Request, form: type[FormType]) -> FormType:
    try:
        return form.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise Problem(400, "form_refused", f"{where}: {first['msg']}") from error
