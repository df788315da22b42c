"""The pay code of the person who is signed in: a page that shows it, and what its script asks while it is shown."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.amounts import money_text
from superapp.base.errors import Refusal
from superapp.flows import show_pay_code
from superapp.web.barcodes import bar_drawing
from superapp.web.codes import qr_drawing
from superapp.web.forms import read_form, read_json
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import device_key, language_of, require

PERMISSION = "wallet.use"
NO_STORE = {"cache-control": "no-store"}


class OnForm(BaseModel):
    model_config = ConfigDict(extra="ignore")

    pin: str = Field(max_length=20)


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pin: str = Field(max_length=20)


async def page(request: Request) -> Response:
    return await _page(request, "", 200)


async def turn_on(request: Request) -> Response:
    person, form = require(request, PERMISSION), await read_form(request, OnForm)
    try:
        await show_pay_code.turn_on(request.app.state.house, person, pin=form.pin, device=device_key(request))
    except Refusal as refusal:
        words = words_for(refusal, language_of(request))
        return await _page(request, f"{words.title}. {words.next}", 400)
    return RedirectResponse("/wallet/pay-code", 303)


async def turn_off(request: Request) -> Response:
    await show_pay_code.turn_off(request.app.state.house, require(request, PERMISSION))
    return RedirectResponse("/wallet/pay-code", 303)


async def withdraw(request: Request) -> Response:
    await show_pay_code.withdraw(request.app.state.house, require(request, PERMISSION))
    return RedirectResponse("/wallet/pay-code", 303)


async def now(request: Request) -> Response:
    """GET -> {"now", "codes": [{"code", "from", "until", "qr", "bars"}], "question", "paid"}; times in milliseconds."""
    person, house = require(request, PERMISSION), request.app.state.house
    view = await show_pay_code.now(house, person)
    return JSONResponse(
        {
            "now": int(house.clock.now().timestamp() * 1000),
            "codes": [
                {
                    "code": one.code,
                    "from": int(one.starts_at.timestamp() * 1000),
                    "until": int(one.ends_at.timestamp() * 1000),
                    "qr": {"side": (qr := qr_drawing(one.code)).side, "path": qr.path},
                    "bars": {"width": (bars := bar_drawing(one.code)).width, "path": bars.path},
                }
                for one in view.codes
            ],
            "question": _till(view.question, person.language),
            "paid": _till(view.paid, person.language),
        },
        headers=NO_STORE,
    )


async def pay(request: Request) -> Response:
    person, body = require(request, PERMISSION), await read_json(request, Answer)
    house, order_id = request.app.state.house, request.path_params["order_id"]
    paid = await show_pay_code.pay(house, person, order_id, body.pin, device=device_key(request))
    return JSONResponse({"paid": _till(paid, person.language)}, headers=NO_STORE)


async def refuse(request: Request) -> Response:
    await show_pay_code.refuse(request.app.state.house, require(request, PERMISSION), request.path_params["order_id"])
    return JSONResponse({}, headers=NO_STORE)


async def _page(request: Request, problem: str, status: int) -> Response:
    person, house = require(request, PERMISSION), request.app.state.house
    view = await show_pay_code.look(house, person)
    reply = render(request, "wallet/pay_code.html", {"view": view, "problem": problem}, status)
    reply.headers["cache-control"] = "no-store"
    return reply


def _till(one: show_pay_code.TillView | None, language: str) -> dict[str, Any] | None:
    if one is None:
        return None
    amount = money_text(one.amount, language=language)
    return {"order": one.order_id, "payee": one.payee, "what": one.description, "amount": amount, "seq": one.seq}


routes: list[BaseRoute] = [
    Route("/wallet/pay-code", page),
    Route("/wallet/pay-code/on", turn_on, methods=["POST"]),
    Route("/wallet/pay-code/off", turn_off, methods=["POST"]),
    Route("/wallet/pay-code/new", withdraw, methods=["POST"]),
    Route("/wallet/pay-code/now", now),
    Route("/wallet/pay-code/questions/{order_id}/pay", pay, methods=["POST"]),
    Route("/wallet/pay-code/questions/{order_id}/refuse", refuse, methods=["POST"]),
]
