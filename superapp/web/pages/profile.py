"""What others see of a person: name and picture; and the language they read."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import change_profile
from superapp.house import House
from superapp.web.forms import read_fields, read_file
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import language_of, require_person

NO_STORE = {"cache-control": "no-store"}
# Each by its own name: whoever landed in a language they cannot read finds the way back.
LANGUAGE_NAMES = [
    ("en", "English"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("zh", "繁體中文"),
]


async def show(request: Request) -> Response:
    person = require_person(request)
    return _page(request, {"name": person.name, "language": person.language}, {})


async def change(request: Request) -> Response:
    person, fields = require_person(request), await read_fields(request)
    name, language = fields.get("name", ""), fields.get("language", person.language)
    try:
        await change_profile.change(_house(request), person, name=name, language=language)
    except Refusal as refusal:
        words = words_for(refusal, language_of(request))
        return _page(
            request,
            {"name": name, "language": language},
            {getattr(refusal, "field", "name"): words.next},
            words.status,
        )
    return RedirectResponse("/me", 303, NO_STORE)


async def picture(request: Request) -> Response:
    """A form with the file "picture"."""
    person = require_person(request)
    data = await read_file(request, "picture")
    try:
        await change_profile.set_picture(_house(request), person, data)
    except Refusal as refusal:
        words = words_for(refusal, language_of(request))
        wanted = {"name": person.name, "language": person.language}
        return _page(request, wanted, {"picture": words.next}, words.status)
    return RedirectResponse("/me/profile", 303, NO_STORE)


async def remove_picture(request: Request) -> Response:
    await change_profile.remove_picture(_house(request), require_person(request))
    return RedirectResponse("/me/profile", 303, NO_STORE)


def _page(request: Request, wanted: dict[str, str], problems: dict[str, str], status: int = 200) -> Response:
    view = {"wanted": wanted, "problems": problems, "languages": LANGUAGE_NAMES}
    return render(request, "me/profile.html", view, status, hosts_programs=True)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/me/profile", show),
    Route("/me/profile", change, methods=["POST"]),
    Route("/me/profile/picture", picture, methods=["POST"]),
    Route("/me/profile/picture/remove", remove_picture, methods=["POST"]),
]
