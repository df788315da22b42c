"""Operators look at what people reported about each other and decide, always with a reason."""

from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import review_reports
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require

PERMISSION = "reports.review"


class Decision(BaseModel):
    decision: Literal["dismissed", "warned", "silenced", "taken_down"]
    reason: str = Field(default="", max_length=2_000)


async def desk(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed."""
    operator = require(request, PERMISSION)
    return render(request, "admin/reports.html", await review_reports.show_desk(request.app.state.house, operator))


async def decide(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed, BodyInvalid, NotFound, ReportDecided, ReportInvalid."""
    operator, form = require(request, PERMISSION), await read_form(request, Decision)
    await review_reports.decide(
        request.app.state.house,
        operator,
        request.path_params["report_id"],
        decision=form.decision,
        reason=form.reason,
    )
    return RedirectResponse("/admin/reports", 303)


routes: list[BaseRoute] = [
    Route("/admin/reports", desk),
    Route("/admin/reports/{report_id}", decide, methods=["POST"]),
]
