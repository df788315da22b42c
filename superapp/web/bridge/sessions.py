"""POST /bridge/sessions: the host page opens a program and is told everything it needs to start it; POST
/bridge/sessions/close: it is done. The wire is described in superapp/browser/runtime/protocol/server.ts."""

import hashlib
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import open_program
from superapp.flows.fetch_media import media_token
from superapp.flows.open_program import Opened
from superapp.house import House
from superapp.web.assets import RUNTIME, runtime_address
from superapp.web.bridge.arguments import OpenMessage
from superapp.web.bridge.calls import HEADER
from superapp.web.bridge.quota import quota_of
from superapp.web.forms import BodyInvalid
from superapp.web.frame import CODE, addresses, map_look, served_type
from superapp.web.visitor import require, visitor

KEPT_BYTES_MAX = 8_000_000  # of one program's files on a device
_NO_STORE = {"cache-control": "no-store"}


async def open_session(request: Request) -> Response:
    """Raises SignInNeeded, TooOften, BodyInvalid, ProgramUnknown, PageUnknown."""
    person, found = require(request, "programs.open"), visitor(request)
    await quota_of(request).count("open", person.id)
    try:
        message = OpenMessage.model_validate_json(await request.body())
    except ValidationError as error:
        raise BodyInvalid("appid and path, both texts") from error
    opened = await open_program.open_program(
        request.app.state.house,
        person,
        sign_in=found.session.id if found else "",
        appid=message.appid,
        path=message.path,
    )
    house: House = request.app.state.house
    told = _told(opened, person.id) | {"map": map_look(house.settings)}
    return JSONResponse(told, headers=_NO_STORE)


async def close_session(request: Request) -> Response:
    """Raises SignInNeeded, ProgramSessionEnded."""
    person, found = require(request, "programs.open"), visitor(request)
    token = request.headers.get(HEADER, "")
    sign_in = found.session.id if found else ""
    await open_program.close_program(request.app.state.house, person, sign_in=sign_in, token=token)
    return JSONResponse({}, headers=_NO_STORE)


def _told(opened: Opened, person_id: str) -> dict[str, Any]:
    facts = opened.facts
    return addresses(opened.appid, opened.hash, media_token(opened.token)) | {
        "session": opened.token,
        "name": opened.name,
        "version": opened.number,
        "runtime": {name.removesuffix(".js"): runtime_address(name) for name in RUNTIME},
        # One person's files of one program, without saying who she is.
        "files_key": hashlib.sha256(f"files:{person_id}:{opened.appid}".encode()).hexdigest()[:32],
        "entry": opened.entry,
        "query": opened.query,
        "capabilities": sorted(opened.capabilities),
        "storage": {
            "keys": opened.storage.keys,
            "bytes": opened.storage.body_bytes,
            "limit_bytes": open_program.STORAGE_BYTES_MAX,
            "key_limit_bytes": open_program.STORAGE_KEY_BYTES_MAX,
        },
        "keeping": _keeping(opened),
        "config": facts | {"window": facts.get("window") or {}, "tabBar": facts.get("tabBar")},
    }


def _keeping(opened: Opened) -> dict[str, Any]:
    """What a device may keep to open the program without a network: the main package's code, and as many of its
    pictures as there is room for, the small ones first."""
    code = [file for file in opened.files if file.path in CODE]
    pictures = [file for file in opened.files if _is_picture(file.path)]
    kept, body_bytes = [file.path for file in code], sum(file.body_bytes for file in code)
    for file in sorted(pictures, key=lambda one: (one.body_bytes, one.path)):
        if body_bytes + file.body_bytes > KEPT_BYTES_MAX:
            break
        kept.append(file.path)
        body_bytes += file.body_bytes
    fits = body_bytes <= KEPT_BYTES_MAX
    return {"files": kept if fits else [], "bytes": body_bytes if fits else 0, "is_pinned": opened.is_pinned}


def _is_picture(path: str) -> bool:
    served = served_type(path)
    return served is not None and served[0].startswith("image/")


routes: list[BaseRoute] = [
    Route("/bridge/sessions", open_session, methods=["POST"]),
    Route("/bridge/sessions/close", close_session, methods=["POST"]),
]
