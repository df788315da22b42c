"""What one program says to people, for its developer: the message templates it has chosen, and where its server is told
what people write. Forms; what is refused comes back with the words that were written."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import choose_templates, keep_message_push
from superapp.house import House
from superapp.web.forms import read_fields, read_number
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import Person, language_of, require

PERMISSION = "programs.publish"
NO_STORE = {"cache-control": "no-store"}


async def page(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed, ProgramUnknown, ProgramNotYours."""
    return await _page(request, require(request, PERMISSION))


async def choose(request: Request) -> Response:
    """A form with `tid`, and "on" for each chosen "kid-<number>", in the title's order."""
    person, appid = require(request, PERMISSION), request.path_params["appid"]
    fields = await read_fields(request)
    tid = read_number(fields.get("tid")) or 0
    kids = [number for name in fields if name.startswith("kid-") and (number := read_number(name[4:])) is not None]
    try:
        await choose_templates.choose_as_developer(_house(request), person.id, appid, tid, kids)
    except Refusal as refusal:
        return await _page(request, person, f"title-{tid}", refusal)
    return _back(appid)


async def drop(request: Request) -> Response:
    person, appid = require(request, PERMISSION), request.path_params["appid"]
    await choose_templates.drop_as_developer(_house(request), person.id, appid, request.path_params["template_id"])
    return _back(appid)


async def keep_push(request: Request) -> Response:
    """A form with `url` and `token`; an empty address: nobody is told any more."""
    person, appid = require(request, PERMISSION), request.path_params["appid"]
    fields = await read_fields(request)
    url, token = fields.get("url", "").strip(), fields.get("token", "").strip()
    try:
        if url:
            await keep_message_push.keep(_house(request), person.id, appid, url, token)
        else:
            await keep_message_push.drop(_house(request), person.id, appid)
    except Refusal as refusal:
        return await _page(request, person, "push", refusal, url)
    return _back(appid)


async def _page(
    request: Request, person: Person, where: str = "", refusal: Refusal | None = None, url: str = ""
) -> Response:
    """where: the form that was refused. Another developer's program is refused by itself."""
    words = words_for(refusal, language_of(request)) if refusal else None
    view = {
        "shown": await choose_templates.show(_house(request), person.id, request.path_params["appid"]),
        "problems": {where: f"{words.title}. {words.next}"} if words else {},
        "url": url,
    }
    return render(request, "console/messages.html", view, words.status if words else 200)


def _back(appid: str) -> Response:
    return RedirectResponse(f"/console/programs/{appid}/messages", 303, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/console/programs/{appid}/messages", page),
    Route("/console/programs/{appid}/messages", choose, methods=["POST"]),
    Route("/console/programs/{appid}/messages/{template_id}/drop", drop, methods=["POST"]),
    Route("/console/programs/{appid}/push", keep_push, methods=["POST"]),
]
