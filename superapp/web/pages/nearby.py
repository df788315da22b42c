"""People nearby: a page that shows nobody until one shows oneself."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import keep_contacts, look_nearby
from superapp.house import House
from superapp.security.rate_limits import RateLimits
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}


class SquareForm(BaseModel):
    """The bounds are those of superapp/contacts/nearby.py: a twentieth of a degree each way."""

    row: int = Field(ge=0, lt=180 * 20)
    column: int = Field(ge=0, lt=360 * 20)


async def look(request: Request) -> Response:
    person = require_person(request)
    book = await keep_contacts.book(_house(request), person, "")
    found = await look_nearby.look(_house(request), person)
    return render(request, "contacts/nearby.html", {"book": book, "found": found}, hosts_programs=True)


async def show(request: Request) -> Response:
    person, form = require_person(request), await read_form(request, SquareForm)
    # Somebody who is everywhere within an hour is looking for others' places, not for company.
    limits: RateLimits = request.app.state.rate_limits
    await limits.hit("nearby", person.id)
    await look_nearby.show(_house(request), person, form.row, form.column)
    return RedirectResponse("/contacts/nearby", 303, NO_STORE)


async def hide(request: Request) -> Response:
    await look_nearby.hide(_house(request), require_person(request))
    return RedirectResponse("/contacts/nearby", 303, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/contacts/nearby", look),
    Route("/contacts/nearby", show, methods=["POST"]),
    Route("/contacts/nearby/hide", hide, methods=["POST"]),
]
