"""My phone number: asked for a code, confirmed by it, removed. Each step is a form and works without scripts."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import confirm_number
from superapp.house import House
from superapp.security.rate_limits import RateLimits, network_of
from superapp.web.forms import read_fields
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import Person, language_of, require_person

NO_STORE = {"cache-control": "no-store"}


async def show(request: Request) -> Response:
    return await _page(request, require_person(request), {}, {})


async def ask(request: Request) -> Response:
    person, fields = require_person(request), await read_fields(request)
    text = fields.get("number", "")
    limits: RateLimits = request.app.state.rate_limits
    try:
        await limits.hit("number_code", network_of(request.client.host if request.client else ""))
        await confirm_number.send_code(_house(request), person, text)
    except Refusal as refusal:
        return await _page(request, person, {"number": text}, {"number": refusal})
    return RedirectResponse("/me/number", 303, NO_STORE)


async def confirm(request: Request) -> Response:
    person, fields = require_person(request), await read_fields(request)
    found = fields.get("found", "") == "on"
    try:
        await confirm_number.confirm(_house(request), person, fields.get("code", ""), found=found)
    except Refusal as refusal:
        return await _page(request, person, {"found": "on" if found else ""}, {"code": refusal})
    return RedirectResponse("/me/number", 303, NO_STORE)


async def forget_code(request: Request) -> Response:
    await confirm_number.forget_code(_house(request), require_person(request))
    return RedirectResponse("/me/number", 303, NO_STORE)


async def remove(request: Request) -> Response:
    await confirm_number.remove(_house(request), require_person(request))
    return RedirectResponse("/me/number", 303, NO_STORE)


async def _page(request: Request, person: Person, wanted: dict[str, str], refused: dict[str, Refusal]) -> Response:
    told = {name: words_for(refusal, language_of(request)) for name, refusal in refused.items()}
    view = {
        "held": await confirm_number.show(_house(request), person),
        "wanted": wanted,
        "problems": {name: words.next for name, words in told.items()},
    }
    status = max((words.status for words in told.values()), default=200)
    return render(request, "me/number.html", view, status, hosts_programs=True)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/me/number", show),
    Route("/me/number", ask, methods=["POST"]),
    Route("/me/number/confirm", confirm, methods=["POST"]),
    Route("/me/number/forget", forget_code, methods=["POST"]),
    Route("/me/number/remove", remove, methods=["POST"]),
]
