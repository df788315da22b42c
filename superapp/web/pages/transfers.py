"""Money from one person to another. In the wallet one chooses to whom; the sheet in their chat asks here what there is
to send and sends it; a page of its own shows a transfer, and lets its receiver take it or give it back."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.amounts import money_text
from superapp.flows import send_money, start_chat
from superapp.web.forms import read_form, read_json
from superapp.web.problems import wants_json
from superapp.web.rendering import render
from superapp.web.visitor import device_key, require
from wallet.money import EXPONENTS

PERMISSION = "wallet.use"
NO_STORE = {"cache-control": "no-store"}


class SendForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    amount: str = Field(max_length=24)
    currency: str = Field(default="", max_length=3)
    note: str = Field(default="", max_length=200)
    delay: Literal[0, 7200, 86400] = 0
    request_id: str = Field(max_length=64)
    pin: str = Field(max_length=20)


class PayeeForm(BaseModel):
    model_config = ConfigDict(extra="ignore")

    person_id: str = Field(max_length=40)


async def payees(request: Request) -> Response:
    """GET /wallet/send?q=: to whom, when it begins in the wallet."""
    person, text = require(request, PERMISSION), request.query_params.get("q", "")
    found = await start_chat.find_payees(request.app.state.house, person, text)
    return render(request, "wallet/send.html", {"found": found}, hosts_programs=True)


async def choose_payee(request: Request) -> Response:
    """A form with a person's id; leads to the chat with them, where the sheet opens (shell/money_bar.ts)."""
    person, form = require(request, PERMISSION), await read_form(request, PayeeForm)
    chat = await start_chat.start_chat(request.app.state.house, person, form.person_id)
    return RedirectResponse(f"/chats/{chat}#money", 303, NO_STORE)


async def sheet(request: Request) -> Response:
    """GET /chats/{id}/money -> what the sheet shows before an amount is chosen."""
    person = require(request, PERMISSION)
    view = await send_money.open_sheet(request.app.state.house, person, request.path_params["id"])
    return JSONResponse(
        {
            "to": view.to,
            "is_group": view.is_group,
            "people": view.people,
            "purses": [
                {
                    "currency": one.available.currency,
                    "decimals": EXPONENTS[one.available.currency],
                    "available": money_text(one.available, language=person.language),
                    "available_minor": one.available.amount_minor,
                    "pin_free_minor": one.pin_free.amount_minor,
                    "share_minor_max": one.share_minor_max,
                    "is_offered": one.is_offered,
                }
                for one in view.purses
            ],
            "has_pin": view.has_pin,
            "note_letters_max": view.note_letters_max,
            "covers": list(view.covers),
        },
        headers=NO_STORE,
    )


async def send(request: Request) -> Response:
    """POST JSON {"amount", "currency", "note", "delay", "request_id", "pin"} -> {"transfer"}."""
    person, form = require(request, PERMISSION), await read_json(request, SendForm)
    wish = send_money.Wish(form.amount, form.note, form.delay, form.request_id, form.currency)
    house = request.app.state.house
    transfer = await send_money.send(
        house, person, request.path_params["id"], wish, form.pin, device=device_key(request)
    )
    return JSONResponse({"transfer": transfer}, 201, NO_STORE)


async def transfer(request: Request) -> Response:
    person = require(request, PERMISSION)
    view = await send_money.look(request.app.state.house, person, request.path_params["id"])
    return render(request, "wallet/transfer.html", view, hosts_programs=True)


async def accept(request: Request) -> Response:
    person = require(request, PERMISSION)
    return _done(request, await send_money.accept(request.app.state.house, person, request.path_params["id"]))


async def give_back(request: Request) -> Response:
    person = require(request, PERMISSION)
    return _done(request, await send_money.give_back(request.app.state.house, person, request.path_params["id"]))


def _done(request: Request, view: send_money.TransferView) -> Response:
    if wants_json(request):
        return JSONResponse({"state": view.state}, headers=NO_STORE)
    return RedirectResponse(f"/transfers/{view.id}?done={view.state}", 303, NO_STORE)


routes: list[BaseRoute] = [
    Route("/wallet/send", payees),
    Route("/wallet/send", choose_payee, methods=["POST"]),
    Route("/chats/{id}/money", sheet),
    Route("/chats/{id}/transfers", send, methods=["POST"]),
    Route("/transfers/{id}", transfer),
    Route("/transfers/{id}/accept", accept, methods=["POST"]),
    Route("/transfers/{id}/return", give_back, methods=["POST"]),
]
