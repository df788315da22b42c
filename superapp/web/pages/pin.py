"""The payment PIN of the person who is signed in: a first one, another one, a new one for who has forgotten it, and how
much goes without it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.base.words import N_, sayer
from superapp.flows import reset_pin, set_pin, show_limits
from superapp.web.arrivals import count_try, origin_of
from superapp.web.forms import BodyInvalid, read_fields, read_form, read_json
from superapp.web.problems import words_for
from superapp.web.rendering import render, variables
from superapp.web.visitor import device_key, language_of, require, visit_key

PERMISSION = "wallet.use"
NO_STORE = {"cache-control": "no-store"}
UNLIKE = N_("The two are not the same.")
OF_THE_OLD_ONE = {"pin_wrong", "pin_locked", "pin_locked_here"}


class NewPin(BaseModel):
    model_config = ConfigDict(extra="ignore")

    pin: str = Field(max_length=20)


class Wish(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pin: str = Field(max_length=20)
    again: str = Field(max_length=20)


class Answer(Wish):
    """credential: what the browser's WebAuthn call returned. next: sent by the shared script, not used here."""

    credential: dict[str, Any]
    next: str = ""


class FreeForm(BaseModel):
    model_config = ConfigDict(extra="ignore")

    amount: str = Field(max_length=24)
    currency: str = Field(default="", max_length=3)
    pin: str = Field(max_length=20)


async def pin_page(request: Request) -> Response:
    """A page for choosing or changing the PIN; the fields that were wrong are named beside them."""
    person, house = require(request, PERMISSION), request.app.state.house
    changing, problems = await set_pin.has_pin(house, person), dict[str, str]()
    if request.method == "POST":
        fields = await read_fields(request)
        old, new = fields.get("old", ""), fields.get("pin", "")
        if new != fields.get("again", ""):
            problems["again"] = sayer(language_of(request))(UNLIKE)
        else:
            try:
                if changing:
                    await set_pin.change_pin(house, person, old, new, device=device_key(request))
                else:
                    await set_pin.set_pin(house, person, new)
                return RedirectResponse("/wallet?done=pin", 303)
            except Refusal as refusal:
                problems["old" if refusal.code in OF_THE_OLD_ONE else "pin"] = _words(request, refusal)
    return render(request, "wallet/pin.html", {"changing": changing, "problems": problems}, 400 if problems else 200)


async def first_pin(request: Request) -> Response:
    """The cashier's way to a first PIN, without leaving the sheet."""
    person, body = require(request, PERMISSION), await read_json(request, NewPin)
    await set_pin.set_pin(request.app.state.house, person, body.pin)
    return JSONResponse({})


async def reset_page(request: Request) -> Response:
    """With the password here; with a passkey by the two addresses below."""
    person, house = require(request, PERMISSION), request.app.state.house
    problems = dict[str, str]()
    if request.method == "POST":
        await count_try(request, "passkey")
        fields = await read_fields(request)
        if fields.get("pin", "") != fields.get("again", ""):
            problems["again"] = sayer(language_of(request))(UNLIKE)
        else:
            try:
                await reset_pin.with_password(house, person, fields.get("password", ""), fields.get("pin", ""))
                return RedirectResponse("/wallet?done=pin", 303)
            except Refusal as refusal:
                problems["pin" if refusal.code == "pin_unfit" else "password"] = _words(request, refusal)
    view = {"way": (await reset_pin.ways(house, person)).way, "problems": problems}
    return render(request, "wallet/pin_reset.html", view, 400 if problems else 200)


async def reset_options(request: Request) -> Response:
    person, wish = require(request, PERMISSION), await read_json(request, Wish)
    await count_try(request, "passkey")
    _require_alike(request, wish)
    made = await reset_pin.options(
        request.app.state.house, person, wish.pin, visit=visit_key(request), origin=origin_of(request)
    )
    return JSONResponse(made, headers=NO_STORE)


async def reset_with_passkey(request: Request) -> Response:
    person, answer = require(request, PERMISSION), await read_json(request, Answer)
    await count_try(request, "passkey")
    _require_alike(request, answer)
    house = request.app.state.house
    await reset_pin.with_passkey(house, person, answer.credential, answer.pin, visit=visit_key(request))
    return JSONResponse({"next": "/wallet?done=pin"}, headers=NO_STORE)


async def limits_page(request: Request) -> Response:
    person = require(request, PERMISSION)
    view = await _limits(request, person.id, request.query_params.get("currency", ""))
    return render(request, "wallet/limits.html", view)


async def free_of_pin(request: Request) -> Response:
    """How much goes without the PIN; the PIN itself allows it."""
    person, form = require(request, PERMISSION), await read_form(request, FreeForm)
    house = request.app.state.house
    try:
        await set_pin.set_pin_free(house, person, form.amount, form.currency, form.pin, device=device_key(request))
    except Refusal as refusal:
        field = "free" if refusal.code in ("amount_invalid", "pin_free_too_much") else "pin"
        view = await _limits(request, person.id, form.currency) | {"problems": {field: _words(request, refusal)}}
        return render(request, "wallet/limits.html", view, 400)
    where = f"&currency={form.currency}" if form.currency else ""
    return RedirectResponse(f"/wallet/limits?done=free{where}", 303, NO_STORE)


async def _limits(request: Request, person_id: str, currency: str) -> dict[str, Any]:
    view = await show_limits.limits_of(request.app.state.house, person_id, language_of(request), currency)
    return variables(view) | {"problems": {}}


def _require_alike(request: Request, wish: Wish) -> None:
    if wish.pin != wish.again:
        raise BodyInvalid(sayer(language_of(request))(UNLIKE))


def _words(request: Request, refusal: Refusal) -> str:
    words = words_for(refusal, language_of(request))
    return f"{words.title}. {words.next}"


routes: list[BaseRoute] = [
    Route("/wallet/pin", pin_page, methods=["GET", "POST"]),
    Route("/wallet/pin/reset", reset_page, methods=["GET", "POST"]),
    Route("/wallet/pin/reset/passkey", reset_with_passkey, methods=["POST"]),
    Route("/wallet/pin/reset/passkey/options", reset_options, methods=["POST"]),
    Route("/wallet/first-pin", first_pin, methods=["POST"]),
    Route("/wallet/limits", limits_page),
    Route("/wallet/limits/free", free_of_pin, methods=["POST"]),
]
