"""Discover: the programs a person can open, and one program's own page with its ratings. The page that runs a program
is superapp/web/pages/program.py."""

from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import keep_program, list_programs, look_at_program, show_program_picture
from superapp.house import House
from superapp.security.rate_limits import RateLimits
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}
FOR_A_WHILE = {"cache-control": "public, max-age=600"}  # a new release brings a new picture


class PinForm(BaseModel):
    state: Literal["on", "off"]


class RatingForm(BaseModel):
    """stars: 0 when none was chosen; the flow says so in words."""

    stars: int = Field(default=0, ge=0, le=5)
    words: str = Field(default="", max_length=1000)


async def programs(request: Request) -> Response:
    person = require_person(request)
    text, category = request.query_params.get("q", "")[:200], request.query_params.get("category", "")
    view = await list_programs.list_programs(_house(request), person, text, category)
    return render(request, "programs/programs.html", view, hosts_programs=True)


async def about(request: Request) -> Response:
    person = require_person(request)
    view = await look_at_program.look_at_program(_house(request), person, request.path_params["appid"])
    return render(request, "programs/about.html", {"about": view}, hosts_programs=True)


async def picture(request: Request) -> Response:
    """WebP; 204 for a program without one, whose letters stand for it. Public, as the package is."""
    made = await show_program_picture.picture_of(_house(request), request.path_params["appid"])
    if made is None:
        return Response(status_code=204, headers=FOR_A_WHILE)
    return Response(made, media_type="image/webp", headers=FOR_A_WHILE)


async def pin(request: Request) -> Response:
    person, form, appid = require_person(request), await read_form(request, PinForm), request.path_params["appid"]
    if form.state == "on":
        await keep_program.pin(_house(request), person, appid)
    else:
        await keep_program.unpin(_house(request), person, appid)
    return _back(appid)


async def rate(request: Request) -> Response:
    person, form, appid = require_person(request), await read_form(request, RatingForm), request.path_params["appid"]
    limits: RateLimits = request.app.state.rate_limits
    await limits.hit("rating", person.id)
    await keep_program.rate(_house(request), person, appid, form.stars, form.words)
    return _back(appid)


async def unrate(request: Request) -> Response:
    person, appid = require_person(request), request.path_params["appid"]
    await keep_program.unrate(_house(request), person, appid)
    return _back(appid)


async def scan(request: Request) -> Response:
    require_person(request)
    return render(request, "programs/scan.html", {}, hosts_programs=True)


def _back(appid: str) -> Response:
    return RedirectResponse(f"/programs/{appid}", 303, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/programs", programs),
    Route("/programs/{appid}", about),
    Route("/programs/{appid}/picture", picture),
    Route("/programs/{appid}/pin", pin, methods=["POST"]),
    Route("/programs/{appid}/rating", rate, methods=["POST"]),
    Route("/programs/{appid}/rating/remove", unrate, methods=["POST"]),
    Route("/scan", scan),
]
