"""Operators freeze and unfreeze the money of people and merchants; auditors look on."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import restrict_money
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require

LOOK, RESTRICT = "transfers.read", "money.restrict"


class FreezeForm(BaseModel):
    who: str = Field(max_length=128)
    cause: str = Field(max_length=20)
    reason: str = Field(max_length=2000)


class LiftForm(BaseModel):
    reason: str = Field(max_length=2000)


async def desk(request: Request) -> Response:
    viewer = require(request, LOOK)
    return render(request, "admin/restrictions.html", await restrict_money.desk(request.app.state.house, viewer))


async def freeze(request: Request) -> Response:
    """Raises BodyInvalid, NotFound, RestrictionInvalid, RestrictedAlready."""
    operator, form = require(request, RESTRICT), await read_form(request, FreezeForm)
    house = request.app.state.house
    await restrict_money.freeze(house, operator, form.who, cause=form.cause, reason=form.reason)
    return RedirectResponse("/admin/restrictions", 303)


async def lift(request: Request) -> Response:
    """Raises BodyInvalid, RestrictionUnknown, RestrictionInvalid."""
    operator, form = require(request, RESTRICT), await read_form(request, LiftForm)
    restriction = request.path_params["restriction"]
    await restrict_money.lift(request.app.state.house, operator, restriction, reason=form.reason)
    return RedirectResponse("/admin/restrictions", 303)


routes: list[BaseRoute] = [
    Route("/admin/restrictions", desk),
    Route("/admin/restrictions", freeze, methods=["POST"]),
    Route("/admin/restrictions/{restriction}/lift", lift, methods=["POST"]),
]
