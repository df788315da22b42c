"""Channels for people: the feed of those one follows, finding others, one channel, one post; following, liking and
reporting. The pages of who keeps a channel are superapp/web/console/channels.py."""

import re
from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.base.words import N_, sayer
from superapp.flows import follow_channels
from superapp.house import House
from superapp.security.rate_limits import RateLimits
from superapp.web.forms import read_form, read_json
from superapp.web.rendering import render
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}
_PICTURE = re.compile(r"((?:chp|pst)_[0-9a-z]{26})(-small)?\.webp")
# An operator may take a post down, so nobody keeps its picture for long without asking again.
_PICTURE_HEADERS = {
    "cache-control": "private, max-age=300",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}
CAUSES = [
    ("spam", N_("Advertising without a label")),
    ("fraud", N_("Fraud")),
    ("abuse", N_("Insults or threats")),
    ("indecent", N_("Indecent content")),
    ("other", N_("Something else")),
]


class SwitchForm(BaseModel):
    state: Literal["on", "off"]


class ReportForm(BaseModel):
    cause: Literal["spam", "fraud", "abuse", "indecent", "other"]
    words: str = Field(default="", max_length=2_000)


async def feed(request: Request) -> Response:
    """?before=: the post to page from."""
    person = require_person(request)
    view = await follow_channels.read_feed(_house(request), person, before=_before(request))
    return render(request, "feed/feed.html", view, hosts_programs=True)


async def channels(request: Request) -> Response:
    person = require_person(request)
    view = await follow_channels.find_channels(_house(request), person, request.query_params.get("q", "")[:100])
    return render(request, "feed/channels.html", view, hosts_programs=True)


async def channel(request: Request) -> Response:
    person, handle = require_person(request), request.path_params["handle"]
    view = await follow_channels.read_channel(_house(request), person, handle, before=_before(request))
    return render(request, "feed/channel.html", view, hosts_programs=True)


async def follow(request: Request) -> Response:
    person, handle = require_person(request), request.path_params["handle"]
    form = await read_form(request, SwitchForm)
    await follow_channels.follow(_house(request), person, handle, form.state == "on")
    return RedirectResponse(f"/feed/channels/{handle}", 303, NO_STORE)


async def post(request: Request) -> Response:
    person = require_person(request)
    shown = await follow_channels.read_post(_house(request), person, request.path_params["id"])
    view = {"shown": shown, "reported": request.query_params.get("reported") == "1"}
    return render(request, "feed/post.html", view, hosts_programs=True)


async def like(request: Request) -> Response:
    """POST JSON {"state"} -> {"likes"}; a plain form goes to the post."""
    person, post_id = require_person(request), request.path_params["id"]
    is_json = request.headers.get("content-type", "").startswith("application/json")
    form = await (read_json if is_json else read_form)(request, SwitchForm)
    limits: RateLimits = request.app.state.rate_limits
    await limits.hit("like", person.id)
    likes = await follow_channels.like(_house(request), person, post_id, form.state == "on")
    if is_json:
        return JSONResponse({"likes": likes}, headers=NO_STORE)
    return RedirectResponse(f"/feed/posts/{post_id}", 303, NO_STORE)


async def report_form(request: Request) -> Response:
    person = require_person(request)
    shown = await follow_channels.read_post(_house(request), person, request.path_params["id"])
    say = sayer(person.language)
    view = {"shown": shown, "causes": [(value, say(label)) for value, label in CAUSES]}
    return render(request, "feed/report.html", view, hosts_programs=True)


async def report(request: Request) -> Response:
    person, post_id = require_person(request), request.path_params["id"]
    form = await read_form(request, ReportForm)
    await follow_channels.report(_house(request), person, post_id, form.cause, form.words)
    return RedirectResponse(f"/feed/posts/{post_id}?reported=1", 303, NO_STORE)


async def picture(request: Request) -> Response:
    require_person(request)
    if (name := _PICTURE.fullmatch(request.path_params["name"])) is None:
        raise NotFound("picture")
    found = await follow_channels.picture(_house(request), name[1], small=bool(name[2]))
    return Response(found, media_type="image/webp", headers=_PICTURE_HEADERS)


def _before(request: Request) -> str:
    return request.query_params.get("before", "")[:64]


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/feed", feed),
    Route("/feed/channels", channels),
    Route("/feed/channels/{handle}", channel),
    Route("/feed/channels/{handle}/follow", follow, methods=["POST"]),
    Route("/feed/pictures/{name}", picture),
    Route("/feed/posts/{id}", post),
    Route("/feed/posts/{id}/like", like, methods=["POST"]),
    Route("/feed/posts/{id}/report", report_form),
    Route("/feed/posts/{id}/report", report, methods=["POST"]),
]
