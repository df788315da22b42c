"""The wallet of the person who is signed in: balance, history, receipts, PIN, and demo money."""

from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.base.words import N_, sayer
from superapp.flows import set_pin, show_movements, show_wallet, top_up
from superapp.web.forms import number_in_path, read_fields, read_form, read_json, read_number
from superapp.web.problems import wants_json, words_for
from superapp.web.rendering import render, variables
from superapp.web.visitor import language_of, require
from wallet.money import parse_money

PERMISSION = "wallet.use"
LINES_AT_HOME = 8


class Strict(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=64)


class TopUpForm(Strict):
    amount: str
    reference: str = Field(min_length=8, max_length=40, pattern=r"^[0-9A-Za-z_-]+$")


class NewPin(Strict):
    pin: str = Field(max_length=20)


async def home(request: Request) -> Response:
    person, house = require(request, PERMISSION), request.app.state.house
    lines, more = await show_movements.newest_lines(house, person, limit=LINES_AT_HOME)
    view = await show_wallet.overview(house, person)
    return render(request, "wallet/home.html", variables(view) | {"lines": lines, "more": more}, hosts_programs=True)


async def history(request: Request) -> Response:
    """Everything, newest first; the address says what is looked for, so that a search can be kept and shared."""
    person, query = require(request, PERMISSION), request.query_params
    asked = show_movements.Asked(
        words=query.get("q", "").replace("\0", "")[:100],
        kind=query.get("kind", ""),
        direction=query.get("direction", ""),
        month=query.get("month", ""),
        currency=query.get("currency", ""),
    )
    before = read_number(query.get("before"))
    view = await show_movements.history(request.app.state.house, person, asked, before=before)
    kept = [(name, value) for name, value in query.multi_items() if value and name != "before"]
    facts = {"next_page": urlencode([*kept, ("before", view.next_before)]), "is_first": before is None}
    return render(request, "wallet/history.html", variables(view) | facts, hosts_programs=True)


async def receipt(request: Request) -> Response:
    person, seq = require(request, PERMISSION), number_in_path(request, "seq")
    view = await show_movements.receipt(request.app.state.house, person, seq)
    return render(request, "wallet/receipt.html", view, hosts_programs=True)


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
    Route("/wallet/history", history),
    Route("/wallet/receipts/{seq}", receipt),
    Route("/wallet/pin", pin_page, methods=["GET", "POST"]),
    Route("/wallet/first-pin", first_pin, methods=["POST"]),
    Route("/wallet/top-up", top_up_demo, methods=["POST"]),
]
