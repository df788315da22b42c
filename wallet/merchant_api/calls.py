"""What handlers of the merchant API are given and give back; `app.py` makes the one and signs the other."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from wallet.house import WalletHouse
from wallet.merchant_api.problems import from_validation, param_error

FormT = TypeVar("FormT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call:
    """A request whose signature was good. path, query: decoded parameters; body: raw bytes."""

    house: WalletHouse
    mchid: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes

    def form(self, form: type[FormT]) -> FormT:
        """The body as this form. Raises ApiProblem (400 PARAM_ERROR) with a pointer to the first wrong field."""
        try:
            text = self.body.decode()
        except UnicodeDecodeError as error:
            raise param_error("", "the body is not UTF-8") from error
        try:
            return form.model_validate_json(text, strict=True)
        except ValidationError as error:
            raise from_validation(error) from error

    def require_own_mchid(self, mchid: str | None, *, field: str, location: str) -> None:
        """A merchant speaks for itself only. Raises ApiProblem."""
        if not mchid:
            raise param_error(field, "must not be empty", location=location)
        if mchid != self.mchid:
            raise param_error(field, "is not the merchant who signed", value=mchid, location=location)


@dataclass(frozen=True, slots=True)
class Answer:
    """document None: no body, as 204 wants it."""

    document: dict[str, Any] | None
    status: int = 200


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file, piece by piece; it goes out as it is made, so it carries no signature."""

    pieces: AsyncIterator[bytes]
    content_type: str
