"""What a browser sends, read into typed values. Pages call `read_form` for fields, `read_json` for scripts."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from superapp.base.errors import HostError

Fields = TypeVar("Fields", bound=BaseModel)
FIELDS_MAX = 50


@dataclass(eq=False)
class BodyInvalid(HostError):
    """reason: which field, and what it should be."""

    code: ClassVar[str] = "body_invalid"
    reason: str


async def read_fields(request: Request) -> dict[str, str]:
    """The text fields of a form, the last one of each name. Raises BodyInvalid."""
    try:
        async with request.form(max_files=0, max_fields=FIELDS_MAX) as form:
            return {name: value for name, value in form.multi_items() if not isinstance(value, UploadFile)}
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise BodyInvalid("The form could not be read.") from error


async def read_form(request: Request, model: type[Fields]) -> Fields:
    """The form as `model`. Raises BodyInvalid; a page that explains each field reads `read_fields` and decides."""
    return _checked(model, await read_fields(request))


async def read_json(request: Request, model: type[Fields]) -> Fields:
    """The JSON body as `model`. Raises BodyInvalid."""
    try:
        body: Any = await request.json()
    except (ValueError, RecursionError) as error:
        raise BodyInvalid("The body is not JSON.") from error
    return _checked(model, body)


def _checked(model: type[Fields], body: object) -> Fields:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise BodyInvalid(f"{where}: {first['msg']}") from error
