"""Files, voice notes and cards of chats: sending them, a body of bytes or JSON each, and getting them back. A file is
only ever saved, never shown in a page of ours."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import quote

from pydantic import BaseModel, Field, RootModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.flows import forward_message, manage_group, send_card, send_file, tell_typing
from superapp.house import House
from superapp.web.forms import number_in_path, read_json, read_number
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}
_NAME = re.compile(r"(fil|voi)_[0-9a-z]{26}")
_HEADERS = {
    "cache-control": "private, max-age=31536000, immutable",  # the name never means another file
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}


class StickerForm(BaseModel):
    kind: Literal["sticker"]
    client_id: str
    reply_to: int | None = Field(default=None, ge=1, lt=2**53)
    sticker: str = Field(max_length=16, pattern=r"^(hello|love|laugh|wow|sad|sleepy|party|thanks|please|yes|no|tea)$")


class PersonCardForm(BaseModel):
    kind: Literal["person"]
    client_id: str
    reply_to: int | None = Field(default=None, ge=1, lt=2**53)
    person_id: str = Field(max_length=64)


class PlaceForm(BaseModel):
    kind: Literal["place"]
    client_id: str
    reply_to: int | None = Field(default=None, ge=1, lt=2**53)
    latitude: float = Field(allow_inf_nan=False)
    longitude: float = Field(allow_inf_nan=False)
    name: str = Field(default="", max_length=400)
    address: str = Field(default="", max_length=400)


class CardForm(RootModel[Annotated[StickerForm | PersonCardForm | PlaceForm, Field(discriminator="kind")]]):
    """One of the three."""


class ForwardForm(BaseModel):
    to: list[Annotated[str, Field(max_length=64)]] = Field(min_length=1, max_length=forward_message.TARGETS_MAX)
    client_id: str = Field(max_length=40)


async def file(request: Request) -> Response:
    """POST /chats/{id}/files?client_id=…&name=…&reply_to=…, body: the file -> {"message"}."""
    person, asked = require_person(request), request.query_params
    message = await send_file.send_file(
        _house(request),
        person,
        request.path_params["id"],
        await request.body(),
        asked.get("name", "")[:400],
        client_id=asked.get("client_id", ""),
        reply_to=read_number(asked.get("reply_to")),
    )
    return _made(message)


async def voice(request: Request) -> Response:
    """POST /chats/{id}/voices?client_id=…&seconds=…&reply_to=…, body: the sound -> {"message"}."""
    person, asked = require_person(request), request.query_params
    message = await send_file.send_voice(
        _house(request),
        person,
        request.path_params["id"],
        await request.body(),
        read_number(asked.get("seconds")) or 0,
        client_id=asked.get("client_id", ""),
        reply_to=read_number(asked.get("reply_to")),
    )
    return _made(message)


async def attachment(request: Request) -> Response:
    person, name = require_person(request), request.path_params["name"]
    if not _NAME.fullmatch(name):
        raise NotFound("file")
    data, card = await send_file.get_attachment(_house(request), person, request.path_params["id"], name)
    if isinstance(card, send_file.FileCard):
        disposition = f"attachment; filename*=UTF-8''{quote(card.name)}"
        headers = _HEADERS | {"content-disposition": disposition}
        return Response(data, media_type="application/octet-stream", headers=headers)
    return Response(data, media_type=card.media_type, headers=_HEADERS)


async def card(request: Request) -> Response:
    """POST JSON {"kind", "client_id", "reply_to", …} -> {"message"}."""
    person, form = require_person(request), (await read_json(request, CardForm)).root
    facts: dict[str, Any] = form.model_dump(exclude={"kind", "client_id", "reply_to"})
    message = await send_card.send_card(
        _house(request),
        person,
        request.path_params["id"],
        form.kind,
        facts,
        client_id=form.client_id,
        reply_to=form.reply_to,
    )
    return _made(message)


async def forward_targets(request: Request) -> Response:
    """GET -> {"chats": [conversation], "people": [{id, name, picture}]}."""
    found = await forward_message.targets(_house(request), require_person(request))
    return JSONResponse({"chats": found.chats, "people": found.people}, headers=NO_STORE)


async def forward(request: Request) -> Response:
    """POST JSON {"to": [ids of conversations, or of people to begin one with], "client_id"}."""
    person, seq, form = require_person(request), number_in_path(request, "seq"), await read_json(request, ForwardForm)
    await forward_message.forward(
        _house(request), person, request.path_params["id"], seq, form.to, client_id=form.client_id
    )
    return Response(status_code=204)


async def people(request: Request) -> Response:
    """GET -> {"people": [{id, name, handle, picture}]}, of a group, without oneself."""
    person = require_person(request)
    group = await manage_group.look(_house(request), person, request.path_params["id"])
    told = [
        {"id": one.person.id, "name": one.person.name, "handle": one.person.handle, "picture": one.person.picture}
        for one in group.members
        if one.person.id != person.id
    ]
    return JSONResponse({"people": told}, headers=NO_STORE)


async def typing(request: Request) -> Response:
    await tell_typing.tell_typing(_house(request), require_person(request), request.path_params["id"])
    return Response(status_code=204)


def _made(message: dict[str, Any]) -> Response:
    return JSONResponse({"message": message}, 201, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/chats/forward", forward_targets),
    Route("/chats/{id}/files", file, methods=["POST"]),
    Route("/chats/{id}/voices", voice, methods=["POST"]),
    Route("/chats/{id}/files/{name}", attachment),
    Route("/chats/{id}/cards", card, methods=["POST"]),
    Route("/chats/{id}/people", people),
    Route("/chats/{id}/typing", typing, methods=["POST"]),
    Route("/chats/{id}/messages/{seq}/forward", forward, methods=["POST"]),
]
