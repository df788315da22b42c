"""Encrypted chats: starting one, what a browser encrypted on its way in, and the page where two people compare their
safety number. Everything else of such a chat goes through web/pages/chat like any other."""

from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.flows import read_chats, send_encrypted
from superapp.house import House
from superapp.web.forms import read_form, read_json
from superapp.web.rendering import render
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}


class StartForm(BaseModel):
    person_id: str = Field(max_length=64)


class SendForm(BaseModel):
    """content: {algorithm, ciphertext, session_id, sender_key, device_id}."""

    content: dict[str, Any] = Field(max_length=8)
    client_id: str = Field(max_length=64)


async def start(request: Request) -> Response:
    person = require_person(request)
    form = await read_form(request, StartForm)
    conversation_id = await send_encrypted.start(_house(request), person, form.person_id)
    return RedirectResponse(f"/chats/{conversation_id}", 303, NO_STORE)


async def send(request: Request) -> Response:
    """POST JSON {"content", "client_id"} -> {"message"}."""
    person = require_person(request)
    form = await read_json(request, SendForm)
    message = await send_encrypted.send(
        _house(request), person, request.path_params["id"], form.content, client_id=form.client_id
    )
    return JSONResponse({"message": message}, 201, NO_STORE)


async def safety(request: Request) -> Response:
    person = require_person(request)
    view = await read_chats.open_chat(_house(request), person, request.path_params["id"])
    if view.conversation["kind"] != "encrypted":
        raise NotFound("encrypted conversation")
    return render(request, "chat/safety.html", view, hosts_programs=True)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/encrypted", start, methods=["POST"]),
    Route("/chats/{id}/encrypted", send, methods=["POST"]),
    Route("/chats/{id}/safety", safety),
]
