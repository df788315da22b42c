"""The doors through which people's browsers exchange keys for encrypted chats. JSON both ways, in the shapes of the
Matrix client-server API (keys/upload, keys/query, keys/claim, sendToDevice, the to_device part of sync), because the
library in the browser speaks them; docs/developers/encryption.md shows them."""

import re
from typing import Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import ensure
from superapp.flows import exchange_keys
from superapp.flows.exchange_keys import Stock, Upload
from superapp.house import House
from superapp.security.rate_limits import RateLimits
from superapp.web.forms import BodyInvalid, read_json
from superapp.web.visitor import Visitor, require_person, visitor

NO_STORE = {"cache-control": "no-store"}
PEOPLE_MAX = 10  # a conversation has two
_NAME = re.compile(r"@(per_[0-9a-z]{1,60}):superapp")

Keys = dict[str, Any]


class UploadForm(BaseModel):
    device_keys: Keys | None = None
    one_time_keys: Keys = Field(default={}, max_length=100)
    fallback_keys: Keys = Field(default={}, max_length=1)


class QueryForm(BaseModel):
    """name -> devices; all of them are meant, whatever stands there."""

    device_keys: dict[str, list[str]] = Field(max_length=PEOPLE_MAX)


class ClaimForm(BaseModel):
    """name -> device -> "signed_curve25519"."""

    one_time_keys: dict[str, dict[str, str]] = Field(max_length=PEOPLE_MAX)


class SendForm(BaseModel):
    """messages: name -> device -> content."""

    type: str = Field(max_length=64)
    messages: dict[str, dict[str, Keys]] = Field(max_length=PEOPLE_MAX)


class CollectForm(BaseModel):
    """done: ids of the letters that this browser has taken in."""

    done: list[str] = Field(default=[], max_length=100)


async def upload(request: Request) -> Response:
    """POST {"device_keys", "one_time_keys", "fallback_keys"} -> {"one_time_key_counts", …}."""
    here = await _here(request)
    form = await read_json(request, UploadForm)
    wanted = Upload(form.device_keys, form.one_time_keys, form.fallback_keys)
    return JSONResponse(
        _counts(await exchange_keys.upload(_house(request), here.person, here.session.id, wanted)), headers=NO_STORE
    )


async def query(request: Request) -> Response:
    """POST {"device_keys": {name: []}} -> {"device_keys": {name: {device: keys}}}."""
    here = await _here(request)
    form = await read_json(request, QueryForm)
    found = await exchange_keys.query(_house(request), here.person, _people(form.device_keys))
    return JSONResponse({"device_keys": _named(found), "failures": {}}, headers=NO_STORE)


async def claim(request: Request) -> Response:
    """POST {"one_time_keys": {name: {device: algorithm}}} -> {"one_time_keys": {name: {device: {key id: key}}}}."""
    here = await _here(request)
    form = await read_json(request, ClaimForm)
    wanted = {one: sorted(devices) for one, devices in _people(form.one_time_keys).items()}
    for other in wanted:
        await _limits(request).hit("key_claim", here.person.id, other)
    found = await exchange_keys.claim(_house(request), here.person, wanted)
    return JSONResponse({"one_time_keys": _named(found), "failures": {}}, headers=NO_STORE)


async def send(request: Request) -> Response:
    """POST {"type", "messages": {name: {device: content}}} -> {}."""
    here = await _here(request)
    form = await read_json(request, SendForm)
    await exchange_keys.send(_house(request), here.person, form.type, _people(form.messages))
    return JSONResponse({}, headers=NO_STORE)


async def collect(request: Request) -> Response:
    """POST {"done": [id]} -> {"letters": [{id, sender, type, content}], "one_time_key_counts", …}."""
    here = await _here(request)
    form = await read_json(request, CollectForm)
    post = await exchange_keys.collect(_house(request), here.session.id, form.done)
    letters = [
        {"id": one.id, "sender": exchange_keys.name_of(one.sender_id), "type": one.kind, "content": one.content}
        for one in post.letters
    ]
    return JSONResponse({"letters": letters} | _counts(post.stock), headers=NO_STORE)


def _counts(stock: Stock) -> dict[str, Any]:
    return {
        "one_time_key_counts": {"signed_curve25519": stock.one_time_keys},
        "device_unused_fallback_key_types": ["signed_curve25519"] if stock.has_fallback else [],
    }


def _people(by_name: dict[str, Any]) -> dict[str, Any]:
    """Person id -> what stood under their name. Raises BodyInvalid."""
    found: dict[str, Any] = {}
    for name, value in by_name.items():
        if (person := _NAME.fullmatch(name)) is None:
            raise BodyInvalid(f"{name[:80]} is nobody's name here.")
        found[person[1]] = value
    return found


def _named(by_person: dict[str, Any]) -> dict[str, Any]:
    return {exchange_keys.name_of(one): value for one, value in by_person.items()}


async def _here(request: Request) -> Visitor:
    """Raises SignInNeeded, TooOften."""
    person = require_person(request)
    await _limits(request).hit("keys", person.id)
    found = visitor(request)
    ensure(found is not None, "a person has a session")
    return found  # pyright: ignore[reportReturnType] (ensured above)


def _limits(request: Request) -> RateLimits:
    return request.app.state.rate_limits


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/keys/upload", upload, methods=["POST"]),
    Route("/keys/query", query, methods=["POST"]),
    Route("/keys/claim", claim, methods=["POST"]),
    Route("/keys/send", send, methods=["POST"]),
    Route("/keys/collect", collect, methods=["POST"]),
]
