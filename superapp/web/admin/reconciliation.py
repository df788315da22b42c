"""Operators match a merchant's day against its file and resolve what differs; auditors look on."""

from datetime import date

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import reconcile_day
from superapp.web.forms import BodyInvalid, read_form, read_upload
from superapp.web.rendering import render
from superapp.web.visitor import require

LOOK, RESOLVE = "transfers.read", "money.correct"


class Resolution(BaseModel):
    how: str = Field(max_length=2000)


async def desk(request: Request) -> Response:
    viewer = require(request, LOOK)
    return render(request, "admin/reconciliation.html", await reconcile_day.desk(request.app.state.house, viewer))


async def run(request: Request) -> Response:
    """Raises BodyInvalid, NotFound, FileInvalid."""
    operator, house = require(request, RESOLVE), request.app.state.house
    fields, file = await read_upload(request, "file")
    try:
        day = date.fromisoformat(fields.get("day", ""))
    except ValueError as error:
        raise BodyInvalid("day: a date such as 2026-11-23") from error
    done = await reconcile_day.run(house, operator, fields.get("mchid", "").strip()[:32], day, file)
    return render(request, "admin/reconciliation.html", await reconcile_day.desk(house, operator, done))


async def resolve(request: Request) -> Response:
    """Raises BodyInvalid, DifferenceUnknown."""
    operator, form = require(request, RESOLVE), await read_form(request, Resolution)
    await reconcile_day.resolve(request.app.state.house, operator, request.path_params["difference"], form.how)
    return RedirectResponse("/admin/reconciliation", 303)


routes: list[BaseRoute] = [
    Route("/admin/reconciliation", desk),
    Route("/admin/reconciliation", run, methods=["POST"]),
    Route("/admin/reconciliation/{difference}", resolve, methods=["POST"]),
]
