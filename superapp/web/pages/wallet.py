"""The wallet of the person who is signed in: balances, history, receipts, and demo money. The PIN: pin.py."""

from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import show_movements, show_wallet, top_up
from superapp.web.forms import number_in_path, read_form, read_number
from superapp.web.problems import wants_json
from superapp.web.rendering import render, variables
from superapp.web.visitor import require
from wallet.money import parse_money

PERMISSION = "wallet.use"
LINES_AT_HOME = 8


class Strict(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=64)


class TopUpForm(Strict):
    amount: str
    reference: str = Field(min_length=8, max_length=40, pattern=r"^[0-9A-Za-z_-]+$")


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


async def top_up_demo(request: Request) -> Response:
    person, form = require(request, PERMISSION), await read_form(request, TopUpForm)
    amount = parse_money(form.amount, request.app.state.house.wallet.settings.currency)
    await top_up.top_up_demo(request.app.state.house, person, amount, form.reference)
    return JSONResponse({}) if wants_json(request) else RedirectResponse("/wallet?done=top-up", 303)


routes: list[BaseRoute] = [
    Route("/wallet", home),
    Route("/wallet/history", history),
    Route("/wallet/receipts/{seq}", receipt),
    Route("/wallet/top-up", top_up_demo, methods=["POST"]),
]
