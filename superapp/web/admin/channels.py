"""Operators look at what channels post, and take a post down with a reason."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import review_reports
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require

PERMISSION = "channels.review"


class TakingDown(BaseModel):
    reason: str = Field(default="", max_length=2_000)


async def desk(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed."""
    require(request, PERMISSION)
    return render(request, "admin/channels.html", await review_reports.show_posts(request.app.state.house))


async def take_down(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed, NotFound, PostTakenDown, PostInvalid."""
    operator, form = require(request, PERMISSION), await read_form(request, TakingDown)
    post_id = request.path_params["post_id"]
    await review_reports.take_down(request.app.state.house, operator, post_id, reason=form.reason)
    return RedirectResponse("/admin/channels", 303)


routes: list[BaseRoute] = [
    Route("/admin/channels", desk),
    Route("/admin/channels/{post_id}", take_down, methods=["POST"]),
]
