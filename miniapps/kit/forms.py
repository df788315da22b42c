"""What a program sends: a form field by field, and nothing beside it."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request

from miniapps.kit.problems import Problem


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


FormType = TypeVar("FormType", bound=Strict)


async def read_form(request: Request, form: type[FormType]) -> FormType:
    """Refuses with form_refused, naming the field."""
    try:
        return form.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise Problem(400, "form_refused", f"{where}: {first['msg']}") from error
