"""Red envelopes: the sheet in a chat fills one here, the card opens it; pages show who got what, and the proof that
chance alone divided it."""

import json
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.amounts import money_text
from superapp.flows import claim_gift, share_envelope
from superapp.web.forms import read_json
from superapp.web.problems import wants_json
from superapp.web.rendering import render
from superapp.web.visitor import device_key, require

PERMISSION = "wallet.use"
NO_STORE = {"cache-control": "no-store"}


class SendForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Literal["equal", "lucky"]
    amount: str = Field(max_length=24)
    currency: str = Field(default="", max_length=3)
    shares: int = Field(ge=1, le=100)
    greeting: str = Field(default="", max_length=200)
    cover: str = Field(default="", max_length=16)
    request_id: str = Field(max_length=64)
    pin: str = Field(max_length=20)


async def send(request: Request) -> Response:
    """POST JSON of `SendForm` -> {"envelope"}."""
    person, form = require(request, PERMISSION), await read_json(request, SendForm)
    wish = share_envelope.Wish(
        form.kind, form.amount, form.shares, form.greeting, form.cover, form.request_id, form.currency
    )
    house = request.app.state.house
    envelope = await share_envelope.send(
        house, person, request.path_params["id"], wish, form.pin, device=device_key(request)
    )
    return JSONResponse({"envelope": envelope}, 201, NO_STORE)


async def envelope(request: Request) -> Response:
    person, house, envelope_id = require(request, PERMISSION), request.app.state.house, request.path_params["id"]
    if token := await claim_gift.token_of(house, person, envelope_id):
        return RedirectResponse(f"/claim/{token}", 303, NO_STORE)
    view = await share_envelope.look(house, person, envelope_id)
    return render(request, "wallet/envelope.html", view, hosts_programs=True)


async def open_it(request: Request) -> Response:
    """POST -> {"amount"} for scripts; a plain form goes to the envelope's page."""
    person, envelope_id = require(request, PERMISSION), request.path_params["id"]
    amount = await share_envelope.open_for(request.app.state.house, person, envelope_id)
    if wants_json(request):
        return JSONResponse({"amount": money_text(amount, language=person.language)}, headers=NO_STORE)
    return RedirectResponse(f"/envelopes/{envelope_id}?done=opened", 303, NO_STORE)


async def proof(request: Request) -> Response:
    person = require(request, PERMISSION)
    view = await share_envelope.proof(request.app.state.house, person, request.path_params["id"])
    return render(request, "wallet/proof.html", view, hosts_programs=True)


async def proof_file(request: Request) -> Response:
    """What `superapp envelope verify` reads."""
    person = require(request, PERMISSION)
    view = await share_envelope.proof(request.app.state.house, person, request.path_params["id"])
    name = f'attachment; filename="{view.id}.json"'
    body = json.dumps(view.facts, indent=1)
    return Response(body, media_type="application/json", headers=NO_STORE | {"content-disposition": name})


routes: list[BaseRoute] = [
    Route("/chats/{id}/envelopes", send, methods=["POST"]),
    Route("/envelopes/{id}", envelope),
    Route("/envelopes/{id}/open", open_it, methods=["POST"]),
    Route("/envelopes/{id}/proof", proof),
    Route("/envelopes/{id}/proof.json", proof_file),
]
