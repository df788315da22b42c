"""Operators review versions: approve or refuse, always with a reason. Both are on record, with who and when."""

from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import review_program
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require

PERMISSION = "versions.review"


class Decision(BaseModel):
    """bundle: the hash that the page showed; another one by now is refused."""

    bundle: str = Field(min_length=64, max_length=64)
    verdict: Literal["approve", "refuse"]
    reason: str = Field(default="", max_length=1000)


async def desk(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed."""
    require(request, PERMISSION)
    view = await review_program.show_desk(request.app.state.house)
    return render(request, "admin/versions.html", view)


async def decide(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed, BodyInvalid, ReasonMissing, VersionUnknown, VersionDecided."""
    reviewer, form = require(request, PERMISSION), await read_form(request, Decision)
    await review_program.decide(
        request.app.state.house,
        reviewer,
        version_id=request.path_params["version_id"],
        bundle=form.bundle,
        approved=form.verdict == "approve",
        reason=form.reason,
    )
    return RedirectResponse("/admin/versions", 303)


routes: list[BaseRoute] = [
    Route("/admin/versions", desk),
    Route("/admin/versions/{version_id}", decide, methods=["POST"]),
]
