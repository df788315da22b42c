"""What a person allows to others, and the code by which others find them, as a drawing and as a link."""

from typing import Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import guard_privacy
from superapp.house import House
from superapp.web.codes import qr_drawing
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}


class PrivacyForm(BaseModel):
    found_by: Literal["name", "handle", "not"]
    asked_by: Literal["anyone", "nobody"]
    written_by: Literal["anyone", "contacts"]
    grouped_by: Literal["anyone", "contacts"]
    seen_by: Literal["anyone", "contacts", "nobody"]
    read_by: Literal["anyone", "nobody"]
    number_by: Literal["anyone", "nobody"] | None = None  # not asked while there is no number


async def show(request: Request) -> Response:
    person = require_person(request)
    view = await guard_privacy.show(_house(request), person)
    return render(request, "me/privacy.html", view, hosts_programs=True)


async def change(request: Request) -> Response:
    person, form = require_person(request), await read_form(request, PrivacyForm)
    await guard_privacy.change(_house(request), person, **form.model_dump())
    return RedirectResponse("/me/privacy", 303, NO_STORE)


async def code(request: Request) -> Response:
    person = require_person(request)
    house = _house(request)
    address = f"{house.settings.base_url()}/add/{await guard_privacy.my_code(house, person)}"
    view = {"code": address, "drawing": qr_drawing(address)}
    return render(request, "me/code.html", view, hosts_programs=True)


async def new_code(request: Request) -> Response:
    person = require_person(request)
    await guard_privacy.my_code(_house(request), person, renew=True)
    return RedirectResponse("/me/code", 303, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/me/privacy", show),
    Route("/me/privacy", change, methods=["POST"]),
    Route("/me/code", code),
    Route("/me/code", new_code, methods=["POST"]),
]
