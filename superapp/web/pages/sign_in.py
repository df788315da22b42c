"""Signing in, by password, by passkey, in a demo with one tap or by a link; and signing out."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import demo_sign_in, open_links, sign_in, use_passkeys
from superapp.web.arrivals import arrive, arrive_by_script, count_try, origin_of, wanted_page
from superapp.web.forms import read_fields, read_form, read_json
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import FORGET_ALL, device_of, forget, language_of, session_token, visit_key, visitor


class DemoForm(BaseModel):
    person_id: str
    next: str = ""


class PasskeyAnswer(BaseModel):
    """credential: what the browser's WebAuthn call returned."""

    model_config = ConfigDict(extra="forbid")

    credential: dict[str, Any]
    next: str = ""


async def show(request: Request) -> Response:
    wanted = wanted_page(request.query_params.get("next"))
    if visitor(request):
        return RedirectResponse(wanted, 303, {"cache-control": "no-store"})
    return await _page(request, wanted)


async def enter(request: Request) -> Response:
    await count_try(request, "sign_in")
    fields = await read_fields(request)
    handle, password, wanted = fields.get("handle", ""), fields.get("password", ""), fields.get("next")
    try:
        new = await sign_in.with_password(
            request.app.state.house, handle=handle, password=password, device=device_of(request)
        )
    except Refusal as refusal:
        words = words_for(refusal, language_of(request))
        return await _page(
            request, wanted_page(wanted), handle=handle, error=f"{words.title}. {words.next}", status=words.status
        )
    return arrive(request, new, wanted)


async def passkey_options(request: Request) -> Response:
    await count_try(request, "passkey")
    options = await use_passkeys.sign_in_options(
        request.app.state.house, visit=visit_key(request), origin=origin_of(request)
    )
    return JSONResponse(options, headers={"cache-control": "no-store"})


async def enter_with_passkey(request: Request) -> Response:
    await count_try(request, "passkey")
    answer = await read_json(request, PasskeyAnswer)
    new = await use_passkeys.sign_in(
        request.app.state.house, answer.credential, visit=visit_key(request), device=device_of(request)
    )
    return arrive_by_script(request, new, answer.next)


async def enter_demo(request: Request) -> Response:
    form = await read_form(request, DemoForm)
    new = await demo_sign_in.sign_in(request.app.state.house, form.person_id, device_of(request))
    return arrive(request, new, form.next)


async def open_link(request: Request) -> Response:
    await count_try(request, "open_link")
    new, path = await open_links.redeem(request.app.state.house, request.path_params["token"], device_of(request))
    response = arrive(request, new, path)
    response.headers["referrer-policy"] = "no-referrer"  # the address itself was the secret
    return response


async def leave(request: Request) -> Response:
    if token := session_token(request):
        await sign_in.sign_out(request.app.state.house, token)
    response = RedirectResponse("/sign-in", 303, FORGET_ALL)
    forget(request, response)
    return response


async def _page(request: Request, wanted: str, *, handle: str = "", error: str = "", status: int = 200) -> Response:
    people = await demo_sign_in.list_people(request.app.state.house)
    view = {"next": wanted, "handle": handle, "error": error, "demo_people": people}
    return render(request, "accounts/sign_in.html", view, status)


routes: list[BaseRoute] = [
    Route("/sign-in", show),
    Route("/sign-in", enter, methods=["POST"]),
    Route("/sign-in/passkey/options", passkey_options, methods=["POST"]),
    Route("/sign-in/passkey", enter_with_passkey, methods=["POST"]),
    Route("/demo/sign-in", enter_demo, methods=["POST"]),
    Route("/o/{token}", open_link, methods=["GET"]),
    Route("/sign-out", leave, methods=["POST"]),
]
