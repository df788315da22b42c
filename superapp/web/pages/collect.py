"""Collect codes: the page of the person who is paid, its poster, and the page where the one who scanned it pays."""

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import collect_money
from superapp.web.codes import qr_drawing
from superapp.web.forms import read_form
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import device_key, language_of, require
from wallet.money import AmountInvalid

PERMISSION = "wallet.use"
REFUSED_WITHOUT_PAGE = {"collect_code_invalid", "collect_from_self"}


class PayForm(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=200)

    amount: str = ""
    currency: str = Field(default="", max_length=3)
    note: str = ""
    request_id: str = Field(min_length=8, max_length=64)
    pin: str = Field(default="", max_length=20)


async def page(request: Request) -> Response:
    """GET /wallet/collect?amount=&currency=&note= ; as a poster at /wallet/collect/print."""
    person, house, query = require(request, PERMISSION), request.app.state.house, request.query_params
    problem, currency, note = "", query.get("currency", ""), query.get("note", "")
    try:
        view = await collect_money.show(house, person, amount=query.get("amount", ""), currency=currency, note=note)
    except AmountInvalid as refusal:
        words = words_for(refusal, language_of(request))
        problem = f"{words.title}. {words.next}"
        view = await collect_money.show(house, person, amount="", currency=currency, note=note)
    address = house.settings.base_url() + view.path
    shown = {"view": view, "address": address, "drawing": qr_drawing(address), "problem": problem}
    name = "wallet/collect_print.html" if request.url.path.endswith("/print") else "wallet/collect.html"
    return render(request, name, shown, 400 if problem else 200)


async def pay_page(request: Request) -> Response:
    return await _pay_page(request, "", 200)


async def pay(request: Request) -> Response:
    person, form = require(request, PERMISSION), await read_form(request, PayForm)
    try:
        transfer = await collect_money.pay(
            request.app.state.house,
            person,
            _link(request),
            amount=form.amount,
            currency=form.currency,
            note=form.note,
            request_id=form.request_id,
            pin=form.pin,
            device=device_key(request),
        )
    except Refusal as refusal:
        if refusal.code in REFUSED_WITHOUT_PAGE:
            raise
        words = words_for(refusal, language_of(request))
        return await _pay_page(request, f"{words.title}. {words.next}", words.status, form)
    return RedirectResponse(f"/transfers/{transfer}", 303)


async def _pay_page(request: Request, problem: str, status: int, form: PayForm | None = None) -> Response:
    person = require(request, PERMISSION)
    sheet = await collect_money.open_link(request.app.state.house, person, _link(request))
    typed = form.model_dump(include={"amount", "currency", "note"}) if form else {}
    action = f"{request.url.path}?{request.url.query}"
    return render(
        request,
        "wallet/collect_pay.html",
        {"sheet": sheet, "problem": problem, "typed": typed, "action": action},
        status,
    )


def _link(request: Request) -> collect_money.Link:
    query = request.query_params
    return collect_money.Link(
        request.path_params["person_id"],
        query.get("amount", ""),
        query.get("currency", ""),
        query.get("note", ""),
        query.get("sign", ""),
    )


routes: list[BaseRoute] = [
    Route("/wallet/collect", page),
    Route("/wallet/collect/print", page),
    Route("/collect/{person_id}", pay_page),
    Route("/collect/{person_id}", pay, methods=["POST"]),
]
