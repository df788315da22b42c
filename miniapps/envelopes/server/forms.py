"""What the desk's program may send, field by field; everything else is refused."""

from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from miniapps.kit.problems import Problem

RequestKey = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LoginForm(Strict):
    code: str = Field(min_length=1, max_length=128)


class CodeForm(Strict):
    code: str = Field(max_length=20)


class MoneyForm(Strict):
    amount_fen: int = Field(ge=1, le=10**7)


class GiftForm(Strict):
    request_key: str = RequestKey
    title: str = Field(min_length=1, max_length=60)
    greeting: str = Field(default="", max_length=60)
    cover: str = Field(max_length=16)
    kind: Literal["lucky", "equal"]
    total_fen: int = Field(ge=1, le=20_000_000)
    shares: int = Field(ge=1, le=10_000)
    hours: int = Field(ge=1, le=720)


class SimulatorForm(Strict):
    running: bool | None = None
    seconds: float | None = Field(default=None, ge=1, le=86_400)


FormType = TypeVar("FormType", bound=Strict)


async def read_form(request: Request, form: type[FormType]) -> FormType:
    """Refuses with form_refused, naming the field."""
    try:
        return form.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise Problem(400, "form_refused", f"{where}: {first['msg']}") from error
