"""Money to a card: the form with its fee and its limit, and a page for each withdrawal that says how it stands."""

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import withdraw
from superapp.web.forms import read_form
from superapp.web.problems import words_for
from superapp.web.rendering import render, variables
from superapp.web.visitor import device_key, language_of, require

PERMISSION = "wallet.use"
ABOUT_PIN = ("pin_wrong", "pin_locked", "pin_locked_here", "pin_needed", "pin_not_set", "pins_busy")


class WithdrawalForm(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=64)

    card: str = ""
    amount: str = ""
    currency: str = Field(default="", max_length=3)
    pin: str = Field(default="", max_length=20)
    reference: str = Field(min_length=8, max_length=40, pattern=r"^[0-9A-Za-z_-]+$")


async def new(request: Request) -> Response:
    person = require(request, PERMISSION)
    view = await withdraw.form(request.app.state.house, person, request.query_params.get("currency", ""))
    return render(request, "wallet/withdraw.html", view)


async def start(request: Request) -> Response:
    person, form = require(request, PERMISSION), await read_form(request, WithdrawalForm)
    house = request.app.state.house
    try:
        begun = await withdraw.start(
            house,
            person,
            form.card,
            form.amount,
            form.currency,
            form.reference,
            form.pin,
            device=device_key(request),
        )
    except Refusal as refusal:
        if refusal.code == "currency_not_here":
            raise
        words = words_for(refusal, language_of(request))
        where = "pin_problem" if refusal.code in ABOUT_PIN else "problem"
        facts = {where: f"{words.title}. {words.next}", "chosen": form.card, "amount": form.amount}
        view = variables(await withdraw.form(house, person, form.currency)) | facts
        return render(request, "wallet/withdraw.html", view, words.status)
    return RedirectResponse(f"/wallet/withdrawals/{begun}", 303)


async def look(request: Request) -> Response:
    person = require(request, PERMISSION)
    view = await withdraw.look(request.app.state.house, person, request.path_params["id"])
    return render(request, "wallet/withdrawal.html", view)


routes: list[BaseRoute] = [
    Route("/wallet/withdrawals/new", new),
    Route("/wallet/withdrawals", start, methods=["POST"]),
    Route("/wallet/withdrawals/{id}", look),
]
