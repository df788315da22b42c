"""Disputes about a payment: opened from its receipt; a page of its own says how it stands, what comes next and until
when."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import dispute_payment
from superapp.web.forms import number_in_path, read_form
from superapp.web.rendering import render
from superapp.web.visitor import require

PERMISSION = "wallet.use"
NO_STORE = {"cache-control": "no-store"}


class OpenForm(BaseModel):
    reason: str = Field(max_length=16)
    words: str = Field(max_length=1_000)
    amount: str = Field(max_length=24)


class WordsForm(BaseModel):
    words: str = Field(default="", max_length=1_000)


async def open_page(request: Request) -> Response:
    person, seq = require(request, PERMISSION), number_in_path(request, "seq")
    view = await dispute_payment.open_page(request.app.state.house, person, seq)
    return render(request, "wallet/dispute_start.html", {"start": view})


async def open_it(request: Request) -> Response:
    person, seq = require(request, PERMISSION), number_in_path(request, "seq")
    form, house = await read_form(request, OpenForm), request.app.state.house
    made = await dispute_payment.open_dispute(
        house, person, seq, reason=form.reason, words=form.words, amount=form.amount
    )
    return RedirectResponse(f"/disputes/{made}", 303, NO_STORE)


async def dispute(request: Request) -> Response:
    person = require(request, PERMISSION)
    view = await dispute_payment.look(request.app.state.house, person, request.path_params["id"])
    return render(request, "wallet/dispute.html", {"dispute": view})


async def accept(request: Request) -> Response:
    person = require(request, PERMISSION)
    await dispute_payment.accept(request.app.state.house, person, request.path_params["id"])
    return _back(request)


async def withdraw(request: Request) -> Response:
    person = require(request, PERMISSION)
    await dispute_payment.withdraw(request.app.state.house, person, request.path_params["id"])
    return _back(request)


async def escalate(request: Request) -> Response:
    person, form = require(request, PERMISSION), await read_form(request, WordsForm)
    await dispute_payment.escalate(request.app.state.house, person, request.path_params["id"], form.words)
    return _back(request)


def _back(request: Request) -> Response:
    return RedirectResponse(f"/disputes/{request.path_params['id']}", 303, NO_STORE)


routes: list[BaseRoute] = [
    Route("/wallet/receipts/{seq}/dispute", open_page),
    Route("/wallet/receipts/{seq}/dispute", open_it, methods=["POST"]),
    Route("/disputes/{id}", dispute),
    Route("/disputes/{id}/accept", accept, methods=["POST"]),
    Route("/disputes/{id}/withdraw", withdraw, methods=["POST"]),
    Route("/disputes/{id}/escalate", escalate, methods=["POST"]),
]
