"""Pictures of chats: sending one, as the body of a request, and looking at one."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.flows import send_picture
from superapp.house import House
from superapp.web.forms import read_number
from superapp.web.visitor import require_person

_NAME = re.compile(r"(pic_[0-9a-z]{26})(-small)?\.webp")
# Whoever was in the conversation keeps what they saw; the name never means another picture.
_HEADERS = {
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}


async def send(request: Request) -> Response:
    """POST /chats/{id}/pictures?client_id=…&reply_to=…, body: JPEG, PNG, WebP or GIF -> {"message"}."""
    person = require_person(request)
    house: House = request.app.state.house
    asked = request.query_params
    message = await send_picture.send_picture(
        house,
        person,
        request.path_params["id"],
        await request.body(),
        client_id=asked.get("client_id", ""),
        reply_to=read_number(asked.get("reply_to")),
    )
    return JSONResponse({"message": message}, 201, {"cache-control": "no-store"})


async def picture(request: Request) -> Response:
    person = require_person(request)
    house: House = request.app.state.house
    if (name := _NAME.fullmatch(request.path_params["name"])) is None:
        raise NotFound("picture")
    conversation_id = request.path_params["id"]
    found = await send_picture.look_at_picture(house, person, conversation_id, name[1], small=bool(name[2]))
    return Response(found, media_type="image/webp", headers=_HEADERS)


routes: list[BaseRoute] = [
    Route("/chats/{id}/pictures", send, methods=["POST"]),
    Route("/chats/{id}/pictures/{name}", picture),
]
