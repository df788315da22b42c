"""JSON bodies of a back end's calls: read by path, because some clients send no content type. A call is counted before
anything is looked up; every refusal is said in the platform's words."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from superapp.base.errors import Refusal
from superapp.web.server_api import answers
from superapp.web.server_api.quota import count


class Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


BodyType = TypeVar("BodyType", bound=Body)

Openid = Annotated[str, StringConstraints(max_length=64)]
Name = Annotated[str, StringConstraints(max_length=128)]
Line = Annotated[str, StringConstraints(max_length=500)]
# Clients send numbers where the platform says text, and it takes them.
Value = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value),
    StringConstraints(max_length=500),
]
Fen = Annotated[int, Field(ge=0, le=10**12)]


class BodyUnreadable(Exception):
    """Not JSON, or not of this shape."""


Handler = Callable[[Request], Awaitable[Response]]


def api(handle: Handler) -> Handler:
    """Every refusal as the platform says it."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except BodyUnreadable:
            return answers.refused(request, answers.BAD_JSON)
        except Refusal as refusal:
            return answers.refused_by(request, refusal)

    return answer


def token_of(request: Request) -> str:
    return request.query_params.get("access_token", "")


async def read_body(request: Request, model: type[BodyType], quota: str) -> BodyType:
    """Raises TooOften, BodyUnreadable."""
    await count(request, quota, token_of(request))
    body = await request.body()
    try:
        if b"\\u0000" in body:
            raise BodyUnreadable
        return model.model_validate_json(body)
    except ValidationError as error:
        raise BodyUnreadable from error
