"""Split bills: a page in a chat divides one, a page of its own shows who has paid, and lets its people pay, decline,
remind and close."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import split_bill
from superapp.web.forms import read_form, read_json
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import device_key, language_of, require
from wallet.money import EXPONENTS

PERMISSION = "wallet.use"
NO_STORE = {"cache-control": "no-store"}
# Said beside the button, on the same page.
SAID_HERE = {
    "pin_wrong",
    "pin_locked",
    "pin_locked_here",
    "pin_needed",
    "insufficient_funds",
    "limit_once",
    "limit_reached",
    "starter_full",
}
PersonId = Annotated[str, Field(max_length=64)]


class ItemForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=100)
    amount: str = Field(max_length=24)
    people: list[PersonId] = Field(max_length=100)


class StartForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    way: Literal["equal", "shares", "items"]
    amount: str = Field(max_length=24)
    currency: str = Field(default="", max_length=3)
    people: list[PersonId] = Field(max_length=100)
    weights: list[int] = Field(default_factory=list[int], max_length=100)
    items: list[ItemForm] = Field(default_factory=list[ItemForm], max_length=100)
    note: str = Field(default="", max_length=200)
    request_id: str = Field(max_length=64)


class PinForm(BaseModel):
    """pin: nothing where none is asked for."""

    pin: str = Field(default="", max_length=20)


class RemindForm(BaseModel):
    person_id: PersonId


async def page(request: Request) -> Response:
    """GET /chats/{id}/split: the bill before it is divided."""
    person = require(request, PERMISSION)
    view = await split_bill.open_page(request.app.state.house, person, request.path_params["id"])
    facts = {
        "conversation": view.conversation_id,
        "people": [{"id": one, "name": name} for one, name in view.people],
        "currencies": [{"currency": one, "decimals": EXPONENTS[one]} for one in view.currencies],
        "items_max": view.items_max,
        "item_letters_max": view.item_letters_max,
        "weight_max": view.weight_max,
    }
    return render(request, "wallet/split_start.html", {"start": view, "facts": facts})


async def start(request: Request) -> Response:
    """POST JSON of `StartForm` -> {"split"}."""
    person, form = require(request, PERMISSION), await read_json(request, StartForm)
    items = [split_bill.Item(one.name, one.amount, one.people) for one in form.items]
    wish = split_bill.Wish(
        form.way, form.amount, form.people, form.weights, items, form.note, form.request_id, form.currency
    )
    split = await split_bill.start(request.app.state.house, person, request.path_params["id"], wish)
    return JSONResponse({"split": split}, 201, NO_STORE)


async def split(request: Request) -> Response:
    return await _page(request, "")


async def pay(request: Request) -> Response:
    person, form = require(request, PERMISSION), await read_form(request, PinForm)
    house, split_id = request.app.state.house, request.path_params["id"]
    try:
        await split_bill.pay(house, person, split_id, form.pin, device=device_key(request))
    except Refusal as refusal:
        if refusal.code not in SAID_HERE:
            raise
        words = words_for(refusal, language_of(request))
        return await _page(request, f"{words.title}. {words.next}", words.status)
    return _back(request, "paid")


async def close(request: Request) -> Response:
    person = require(request, PERMISSION)
    await split_bill.close(request.app.state.house, person, request.path_params["id"])
    return _back(request, "closed")


async def decline(request: Request) -> Response:
    person = require(request, PERMISSION)
    await split_bill.decline(request.app.state.house, person, request.path_params["id"])
    return _back(request, "declined")


async def remind(request: Request) -> Response:
    person, form = require(request, PERMISSION), await read_form(request, RemindForm)
    await split_bill.remind(request.app.state.house, person, request.path_params["id"], form.person_id)
    return _back(request, "reminded")


async def _page(request: Request, problem: str, status: int = 200) -> Response:
    person = require(request, PERMISSION)
    view = await split_bill.look(request.app.state.house, person, request.path_params["id"])
    return render(request, "wallet/split.html", {"split": view, "problem": problem}, status)


def _back(request: Request, done: str) -> Response:
    return RedirectResponse(f"/splits/{request.path_params['id']}?done={done}", 303, NO_STORE)


routes: list[BaseRoute] = [
    Route("/chats/{id}/split", page),
    Route("/chats/{id}/splits", start, methods=["POST"]),
    Route("/splits/{id}", split),
    Route("/splits/{id}/pay", pay, methods=["POST"]),
    Route("/splits/{id}/close", close, methods=["POST"]),
    Route("/splits/{id}/decline", decline, methods=["POST"]),
    Route("/splits/{id}/remind", remind, methods=["POST"]),
]
