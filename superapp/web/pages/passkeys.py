"""My passkeys: look, add, remove."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import use_passkeys
from superapp.web.arrivals import count_try, origin_of
from superapp.web.forms import read_form, read_json
from superapp.web.rendering import render
from superapp.web.visitor import require_person, visit_key


class PasskeyAnswer(BaseModel):
    """credential: what the browser's WebAuthn call returned. next: sent by the shared script, not used here."""

    model_config = ConfigDict(extra="forbid")

    credential: dict[str, Any]
    next: str = ""


class Removal(BaseModel):
    credential_id: str


async def show(request: Request) -> Response:
    person = require_person(request)
    passkeys = await use_passkeys.list_passkeys(request.app.state.house, person)
    return render(request, "accounts/passkeys.html", {"passkeys": passkeys}, hosts_programs=True)


async def options(request: Request) -> Response:
    person = require_person(request)
    await count_try(request, "passkey")
    made = await use_passkeys.add_options(
        request.app.state.house, person, visit=visit_key(request), origin=origin_of(request)
    )
    return JSONResponse(made, headers={"cache-control": "no-store"})


async def add(request: Request) -> Response:
    person = require_person(request)
    await count_try(request, "passkey")
    answer = await read_json(request, PasskeyAnswer)
    await use_passkeys.add(
        request.app.state.house,
        person,
        answer.credential,
        visit=visit_key(request),
        user_agent=request.headers.get("user-agent", ""),
    )
    return JSONResponse({"next": "/me/passkeys"}, headers={"cache-control": "no-store"})


async def remove(request: Request) -> Response:
    person = require_person(request)
    form = await read_form(request, Removal)
    await use_passkeys.remove(request.app.state.house, person, form.credential_id)
    return RedirectResponse("/me/passkeys", 303, {"cache-control": "no-store"})


routes: list[BaseRoute] = [
    Route("/me/passkeys", show),
    Route("/me/passkeys", add, methods=["POST"]),
    Route("/me/passkeys/options", options, methods=["POST"]),
    Route("/me/passkeys/remove", remove, methods=["POST"]),
]
