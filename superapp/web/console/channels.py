"""Channels for who keeps them: making one, describing it, posting, deleting posts, closing it. Forms with a picture;
what is refused comes back with the words that were written."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound, Refusal
from superapp.flows import keep_channel
from superapp.house import House
from superapp.web.forms import read_upload
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import Person, language_of, require

PERMISSION = "channels.keep"
NO_STORE = {"cache-control": "no-store"}
LABELS = {"yes": True, "no": False}


async def home(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed."""
    return await _home(request, require(request, PERMISSION))


async def create(request: Request) -> Response:
    """A form with name, handle, description and perhaps the file "picture"."""
    person = require(request, PERMISSION)
    fields, picture = await read_upload(request, "picture")
    wanted = {name: fields.get(name, "") for name in ("name", "handle", "description")}
    try:
        made = await keep_channel.create(
            _house(request),
            person,
            name=wanted["name"],
            handle=wanted["handle"],
            description=wanted["description"],
            picture=picture,
        )
    except Refusal as refusal:
        return await _home(request, person, wanted, refusal)
    return RedirectResponse(f"/console/channels/{made.id}", 303, NO_STORE)


async def channel(request: Request) -> Response:
    return await _channel(request, require(request, PERMISSION))


async def describe(request: Request) -> Response:
    person, channel_id = require(request, PERMISSION), request.path_params["id"]
    fields, picture = await read_upload(request, "picture")
    name, description = fields.get("name", ""), fields.get("description", "")
    try:
        await keep_channel.describe(
            _house(request), person, channel_id, name=name, description=description, picture=picture
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return await _channel(request, person, "about", refusal)
    return _back(channel_id)


async def publish(request: Request) -> Response:
    """A form with text, advertising ("yes" or "no") and perhaps the file "picture"."""
    person, channel_id = require(request, PERMISSION), request.path_params["id"]
    fields, picture = await read_upload(request, "picture")
    text, label = fields.get("text", ""), LABELS.get(fields.get("advertising", ""))
    try:
        await keep_channel.publish(_house(request), person, channel_id, text, picture, label)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _channel(request, person, "post", refusal, text)
    return _back(channel_id)


async def delete(request: Request) -> Response:
    person, channel_id = require(request, PERMISSION), request.path_params["id"]
    await keep_channel.delete_post(_house(request), person, channel_id, request.path_params["post_id"])
    return _back(channel_id)


async def close(request: Request) -> Response:
    person = require(request, PERMISSION)
    await keep_channel.close(_house(request), person, request.path_params["id"])
    return RedirectResponse("/console/channels", 303, NO_STORE)


async def _home(
    request: Request, person: Person, wanted: dict[str, str] | None = None, refusal: Refusal | None = None
) -> Response:
    words = words_for(refusal, language_of(request)) if refusal else None
    view = {
        "kept": (await keep_channel.show_all(_house(request), person)).channels,
        "wanted": wanted or {"name": "", "handle": "", "description": ""},
        "problem": f"{words.title}. {words.next}" if words else "",
    }
    return render(request, "console/channels.html", view, words.status if words else 200)


async def _channel(
    request: Request, person: Person, where: str = "", refusal: Refusal | None = None, text: str = ""
) -> Response:
    """where: "post" or "about", the form that was refused."""
    words = words_for(refusal, language_of(request)) if refusal else None
    view = {
        "kept": await keep_channel.show(_house(request), person, request.path_params["id"]),
        "problems": {where: f"{words.title}. {words.next}"} if words else {},
        "text": text,
    }
    return render(request, "console/channel.html", view, words.status if words else 200)


def _back(channel_id: str) -> Response:
    return RedirectResponse(f"/console/channels/{channel_id}", 303, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/console/channels", home),
    Route("/console/channels", create, methods=["POST"]),
    Route("/console/channels/{id}", channel),
    Route("/console/channels/{id}", describe, methods=["POST"]),
    Route("/console/channels/{id}/posts", publish, methods=["POST"]),
    Route("/console/channels/{id}/posts/{post_id}/delete", delete, methods=["POST"]),
    Route("/console/channels/{id}/close", close, methods=["POST"]),
]
