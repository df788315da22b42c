"""Encrypted chats: starting one, what a browser encrypted on its way in, and the page where two people compare their
safety number. Everything else of such a chat goes through web/pages/chat like any other."""

import json
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.flows import read_chats, send_encrypted
from superapp.house import House
from superapp.web.forms import BodyInvalid, number_in_path, read_form, read_json, read_upload
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


async def send_file(request: Request) -> Response:
    """POST a form with "content" (JSON as above), "client_id" and the encrypted file "sealed" -> {"message"}."""
    person = require_person(request)
    fields, sealed = await read_upload(request, "sealed")
    try:
        form = SendForm.model_validate(fields | {"content": json.loads(fields.get("content", ""))})
    except (ValueError, RecursionError) as error:
        raise BodyInvalid("The form is not whole.") from error
    message = await send_encrypted.send(
        _house(request), person, request.path_params["id"], form.content, client_id=form.client_id, sealed=sealed
    )
    return JSONResponse({"message": message}, 201, NO_STORE)


async def sealed(request: Request) -> Response:
    """The encrypted bytes, for the browser that has the key."""
    person, seq = require_person(request), number_in_path(request, "seq")
    data = await send_encrypted.get_sealed(_house(request), person, request.path_params["id"], seq)
    headers = NO_STORE | {"x-content-type-options": "nosniff"}
    return Response(data, media_type="application/octet-stream", headers=headers)


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
    Route("/chats/{id}/sealed", send_file, methods=["POST"]),
    Route("/chats/{id}/messages/{seq}/sealed", sealed),
    Route("/chats/{id}/safety", safety),
]
