"""Operators propose corrections of the books and decide about each other's; auditors look on."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import correct_books
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require

LOOK, CORRECT = "transfers.read", "money.correct"
ACCOUNT_MAX = 2**53


class Proposal(BaseModel):
    debit: int = Field(ge=1, le=ACCOUNT_MAX)
    credit: int = Field(ge=1, le=ACCOUNT_MAX)
    amount: str = Field(max_length=30)
    reason: str = Field(max_length=2000)
    evidence: str = Field(max_length=2000)


class Decision(BaseModel):
    verdict: str = Field(max_length=20)
    reason: str = Field(default="", max_length=2000)


async def desk(request: Request) -> Response:
    viewer = require(request, LOOK)
    return render(request, "admin/corrections.html", await correct_books.desk(request.app.state.house, viewer))


async def propose(request: Request) -> Response:
    """Raises BodyInvalid, AmountInvalid, CorrectionInvalid, AccountRefused."""
    operator, form = require(request, CORRECT), await read_form(request, Proposal)
    await correct_books.propose(request.app.state.house, operator, **form.model_dump())
    return RedirectResponse("/admin/corrections", 303)


async def decide(request: Request) -> Response:
    """Raises what `correct_books.decide` raises."""
    operator, form = require(request, CORRECT), await read_form(request, Decision)
    correction = request.path_params["correction"]
    await correct_books.decide(request.app.state.house, operator, correction, verdict=form.verdict, reason=form.reason)
    return RedirectResponse("/admin/corrections", 303)


routes: list[BaseRoute] = [
    Route("/admin/corrections", desk),
    Route("/admin/corrections", propose, methods=["POST"]),
    Route("/admin/corrections/{correction}", decide, methods=["POST"]),
]
