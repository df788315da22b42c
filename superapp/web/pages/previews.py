"""What stands behind a link of a message: looking at its picture, and removing the preview from one's own message."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.flows import preview_links
from superapp.house import House
from superapp.web.forms import number_in_path
from superapp.web.visitor import require_person

_NAME = re.compile(r"(lnk_[0-9a-z]{26})\.webp")
# As for pictures of chats: the name never means another picture.
_HEADERS = {
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}


async def picture(request: Request) -> Response:
    person, seq = require_person(request), number_in_path(request, "seq")
    house: House = request.app.state.house
    if (name := _NAME.fullmatch(request.path_params["name"])) is None:
        raise NotFound("picture")
    found = await preview_links.look_at_picture(house, person, request.path_params["id"], seq, name[1])
    return Response(found, media_type="image/webp", headers=_HEADERS)


async def remove(request: Request) -> Response:
    """POST -> {"message"}."""
    person, seq = require_person(request), number_in_path(request, "seq")
    house: House = request.app.state.house
    message = await preview_links.remove(house, person, request.path_params["id"], seq)
    return JSONResponse({"message": message}, headers={"cache-control": "no-store"})


routes: list[BaseRoute] = [
    Route("/chats/{id}/messages/{seq}/previews/{name}", picture),
    Route("/chats/{id}/messages/{seq}/no-preview", remove, methods=["POST"]),
]
