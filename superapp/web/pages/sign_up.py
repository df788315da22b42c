"""Becoming a person of this installation, with a password or a passkey. Each error stands beside its field."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import sign_up, use_passkeys
from superapp.web.arrivals import arrive, arrive_by_script, count_try, origin_of, wanted_page
from superapp.web.forms import read_fields, read_json
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import device_of, language_of, visit_key, visitor


class Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")

    handle: str
    name: str


class PasskeyAnswer(BaseModel):
    """credential: what the browser's WebAuthn call returned."""

    model_config = ConfigDict(extra="forbid")

    credential: dict[str, Any]
    next: str = ""


# Where a refusal's words go; a refusal that is not here becomes a page of its own.
FIELD_OF = {"handle_taken": "handle", "password_refused": "password", "hashing_busy": "password"}


async def show(request: Request) -> Response:
    wanted = wanted_page(request.query_params.get("next"))
    if visitor(request):
        return RedirectResponse(wanted, 303, {"cache-control": "no-store"})
    return _page(request, {"next": wanted})


async def join(request: Request) -> Response:
    await count_try(request, "sign_up")
    fields = await read_fields(request)
    handle, name, password = (fields.get(field, "") for field in ("handle", "name", "password"))
    try:
        new = await sign_up.with_password(
            request.app.state.house, handle=handle, name=name, password=password, device=device_of(request)
        )
    except Refusal as refusal:
        field = getattr(refusal, "field", None) or FIELD_OF.get(refusal.code)
        if not field:
            raise
        words = words_for(refusal, language_of(request))
        error = words.next if refusal.code in {"person_invalid", "password_refused"} else f"{words.title}. {words.next}"
        shown = {"next": wanted_page(fields.get("next")), "handle": handle, "name": name, "errors": {field: error}}
        return _page(request, shown, words.status)
    return arrive(request, new, fields.get("next"))


async def passkey_options(request: Request) -> Response:
    await count_try(request, "sign_up")
    wish = await read_json(request, Wish)
    options = await use_passkeys.sign_up_options(
        request.app.state.house,
        handle=wish.handle,
        name=wish.name,
        visit=visit_key(request),
        origin=origin_of(request),
    )
    return JSONResponse(options, headers={"cache-control": "no-store"})


async def join_with_passkey(request: Request) -> Response:
    await count_try(request, "passkey")
    answer = await read_json(request, PasskeyAnswer)
    new = await use_passkeys.sign_up(
        request.app.state.house, answer.credential, visit=visit_key(request), device=device_of(request)
    )
    return arrive_by_script(request, new, answer.next)


def _page(request: Request, view: dict[str, Any], status: int = 200) -> Response:
    empty: dict[str, Any] = {"handle": "", "name": "", "errors": {}}
    return render(request, "accounts/sign_up.html", empty | view, status)


routes: list[BaseRoute] = [
    Route("/sign-up", show),
    Route("/sign-up", join, methods=["POST"]),
    Route("/sign-up/passkey/options", passkey_options, methods=["POST"]),
    Route("/sign-up/passkey", join_with_passkey, methods=["POST"]),
]
