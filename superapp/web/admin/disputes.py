"""Operators decide disputes about payments, always with a reason that both sides read."""

from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import review_disputes
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require

PERMISSION = "disputes.decide"


class Decision(BaseModel):
    decision: Literal["refund", "refuse"]
    amount: str = Field(default="", max_length=24)
    reason: str = Field(default="", max_length=2_000)


async def desk(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed."""
    operator = require(request, PERMISSION)
    return render(request, "admin/disputes.html", await review_disputes.show_desk(request.app.state.house, operator))


async def dispute(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed, DisputeUnknown."""
    operator = require(request, PERMISSION)
    view = await review_disputes.show(request.app.state.house, operator, request.path_params["dispute_id"])
    return render(request, "admin/dispute.html", {"case": view})


async def decide(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed, BodyInvalid, DisputeUnknown, DisputeNotOpen, DisputeDraftInvalid."""
    operator, form = require(request, PERMISSION), await read_form(request, Decision)
    dispute_id = request.path_params["dispute_id"]
    await review_disputes.decide(
        request.app.state.house,
        operator,
        dispute_id,
        decision=form.decision,
        amount=form.amount,
        reason=form.reason,
    )
    return RedirectResponse(f"/admin/disputes/{dispute_id}", 303)


routes: list[BaseRoute] = [
    Route("/admin/disputes", desk),
    Route("/admin/disputes/{dispute_id}", dispute),
    Route("/admin/disputes/{dispute_id}", decide, methods=["POST"]),
]
