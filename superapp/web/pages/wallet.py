"""The wallet of the person who is signed in: balance, history, receipts, PIN, and demo money."""

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.base.words import N_, sayer
from superapp.flows import set_pin, show_wallet, top_up
from superapp.web.forms import number_in_path, read_fields, read_form, read_json, read_number
from superapp.web.problems import wants_json, words_for
from superapp.web.rendering import render
from superapp.web.visitor import language_of, require
from wallet.money import parse_money

PERMISSION = "wallet.use"


class Strict(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=64)


class TopUpForm(Strict):
    amount: str
    reference: str = Field(min_length=8, max_length=40, pattern=r"^[0-9A-Za-z_-]+$")


class NewPin(Strict):
    pin: str = Field(max_length=20)


async def home(request: Request) -> Response:
    person, house = require(request, PERMISSION), request.app.state.house
    before = read_number(request.query_params.get("before"))
    view = await show_wallet.overview(house, person, before=before)
    return render(request, "wallet/home.html", view, hosts_programs=True)


async def receipt(request: Request) -> Response:
    person, seq = require(request, PERMISSION), number_in_path(request, "seq")
    return render(request, "wallet/receipt.html", await show_wallet.receipt(request.app.state.house, person, seq))


async def pin_page(request: Request) -> Response:
    """A page for choosing or changing the PIN; the fields that were wrong are named beside them."""
    person, house = require(request, PERMISSION), request.app.state.house
    changing, problems = await set_pin.has_pin(house, person), dict[str, str]()
    if request.method == "POST":
        fields = await read_fields(request)
        old, new = fields.get("old", ""), fields.get("pin", "")
        if new != fields.get("again", ""):
            problems["again"] = sayer(language_of(request))(N_("The two are not the same."))
        else:
            try:
                await (set_pin.change_pin(house, person, old, new) if changing else set_pin.set_pin(house, person, new))
                return RedirectResponse("/wallet?done=pin", 303)
            except Refusal as refusal:
                words = words_for(refusal, language_of(request))
                problems["old" if refusal.code in {"pin_wrong", "pin_locked"} else "pin"] = (
                    f"{words.title}. {words.next}"
                )
    return render(request, "wallet/pin.html", {"changing": changing, "problems": problems}, 400 if problems else 200)


async def first_pin(request: Request) -> Response:
    """The cashier's way to a first PIN, without leaving the sheet."""
    person, body = require(request, PERMISSION), await read_json(request, NewPin)
    await set_pin.set_pin(request.app.state.house, person, body.pin)
    return JSONResponse({})


async def top_up_demo(request: Request) -> Response:
    person, form = require(request, PERMISSION), await read_form(request, TopUpForm)
    amount = parse_money(form.amount, request.app.state.house.wallet.settings.currency)
    await top_up.top_up_demo(request.app.state.house, person, amount, form.reference)
    return JSONResponse({}) if wants_json(request) else RedirectResponse("/wallet?done=top-up", 303)


routes: list[BaseRoute] = [
    Route("/wallet", home),
    Route("/wallet/receipts/{seq}", receipt),
    Route("/wallet/pin", pin_page, methods=["GET", "POST"]),
    Route("/wallet/first-pin", first_pin, methods=["POST"]),
    Route("/wallet/top-up", top_up_demo, methods=["POST"]),
]
