"""Money from a card: the form, and a page for each top-up that says how it stands and what to do."""

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import top_up
from superapp.security.origins import own_origin
from superapp.web.forms import read_form
from superapp.web.problems import words_for
from superapp.web.rendering import render, variables
from superapp.web.visitor import language_of, require

PERMISSION = "wallet.use"


class TopUpForm(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=64)

    card: str = ""
    amount: str = ""
    currency: str = Field(default="", max_length=3)
    reference: str = Field(min_length=8, max_length=40, pattern=r"^[0-9A-Za-z_-]+$")


async def new(request: Request) -> Response:
    person = require(request, PERMISSION)
    view = await top_up.form(request.app.state.house, person, request.query_params.get("currency", ""))
    return render(request, "wallet/top_up.html", view)


async def start(request: Request) -> Response:
    person, form = require(request, PERMISSION), await read_form(request, TopUpForm)
    house = request.app.state.house
    origin = own_origin(house.settings, scheme=request.url.scheme, host=request.headers.get("host", ""))
    try:
        begun = await top_up.start(house, person, form.card, form.amount, form.currency, form.reference, origin)
    except Refusal as refusal:
        if refusal.code == "currency_not_here":
            raise
        words = words_for(refusal, language_of(request))
        facts = {"problem": f"{words.title}. {words.next}", "chosen": form.card, "amount": form.amount}
        view = variables(await top_up.form(house, person, form.currency)) | facts
        return render(request, "wallet/top_up.html", view, words.status)
    return RedirectResponse(f"/wallet/top-ups/{begun}", 303)


async def look(request: Request) -> Response:
    person = require(request, PERMISSION)
    view = await top_up.look(request.app.state.house, person, request.path_params["id"])
    return render(request, "wallet/top_up_state.html", view)


async def cancel(request: Request) -> Response:
    person, top_up_id = require(request, PERMISSION), request.path_params["id"]
    await top_up.cancel(request.app.state.house, person, top_up_id)
    return RedirectResponse(f"/wallet/top-ups/{top_up_id}", 303)


routes: list[BaseRoute] = [
    Route("/wallet/top-ups/new", new),
    Route("/wallet/top-ups", start, methods=["POST"]),
    Route("/wallet/top-ups/{id}", look),
    Route("/wallet/top-ups/{id}/cancel", cancel, methods=["POST"]),
]
