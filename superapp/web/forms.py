"""What a browser sends, read into typed values. Pages call `read_form` for fields, `read_json` for scripts."""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, cast

from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from superapp.base.errors import HostError, NotFound

Fields = TypeVar("Fields", bound=BaseModel)
FIELDS_MAX = 50
NUMBER_DIGITS_MAX = 15  # any row or message number, and safe in every database and in JavaScript


@dataclass(eq=False)
class BodyInvalid(HostError):
    """reason: which field, and what it should be."""

    code: ClassVar[str] = "body_invalid"
    reason: str


async def read_fields(request: Request) -> dict[str, str]:
    """The text fields of a form, the last one of each name. Raises BodyInvalid."""
    try:
        async with request.form(max_files=0, max_fields=FIELDS_MAX) as form:
            fields = {name: value for name, value in form.multi_items() if not isinstance(value, UploadFile)}
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise BodyInvalid("The form could not be read.") from error
    _require_storable(fields)
    return fields


async def read_file(request: Request, name: str) -> bytes:
    """The file `name` of a form, empty when none was chosen. How large a body may be, the middleware decides.

    Raises BodyInvalid.
    """
    try:
        async with request.form(max_files=1, max_fields=FIELDS_MAX) as form:
            file = form.get(name)
            return await file.read() if isinstance(file, UploadFile) else b""
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise BodyInvalid("The form could not be read.") from error


async def read_upload(request: Request, name: str) -> tuple[dict[str, str], bytes]:
    """The text fields of a form and its file `name`, empty when none was chosen. Raises BodyInvalid."""
    try:
        async with request.form(max_files=1, max_fields=FIELDS_MAX) as form:
            fields = {one: value for one, value in form.multi_items() if not isinstance(value, UploadFile)}
            file = form.get(name)
            data = await file.read() if isinstance(file, UploadFile) else b""
    except HTTPException as error:
        if error.status_code != 400:
            raise
        raise BodyInvalid("The form could not be read.") from error
    _require_storable(fields)
    return fields, data


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


def read_number(text: str | None) -> int | None:
    """A whole number from an address; None for anything else, one with thousands of digits included."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS_MAX else None


def number_in_path(request: Request, name: str) -> int:
    """The path parameter `name`. Raises NotFound.

    Starlette's own `{name:int}` fails on a number of 5000 digits, and the database on one of 20.
    """
    number = read_number(request.path_params[name])
    if number is None:
        raise NotFound(name)
    return number


def _require_storable(body: object) -> None:
    """Raises BodyInvalid for a NUL anywhere inside: PostgreSQL keeps none. No recursion: a body may be nested deep."""
    waiting = [body]
    while waiting:
        match waiting.pop():
            case str() as text:
                if "\0" in text:
                    raise BodyInvalid("A character cannot be stored.")
            case dict() as inner:
                waiting += [*cast(dict[str, object], inner), *cast(dict[str, object], inner).values()]
            case list() as inner:
                waiting += cast(list[object], inner)
            case _:
                pass


def _checked(model: type[Fields], body: object) -> Fields:
    _require_storable(body)
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise BodyInvalid(f"{where}: {first['msg']}") from error
