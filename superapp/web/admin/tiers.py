"""Operators look at a person's identity tier and set it; auditors only look. Both are on record."""

from urllib.parse import urlencode

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import set_tier
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import language_of, require


class TierForm(BaseModel):
    person: str = Field(max_length=60)
    tier: str = Field(max_length=24)
    reason: str = Field(default="", max_length=500)


async def show(request: Request) -> Response:
    viewer = require(request, "people.read")
    asked = request.query_params.get("person", "").replace("\0", "").strip()[:60]
    view = await set_tier.look(request.app.state.house, viewer, asked, language_of(request))
    return render(request, "admin/tiers.html", view)


async def change(request: Request) -> Response:
    operator, form = require(request, "people.manage"), await read_form(request, TierForm)
    await set_tier.set_tier(request.app.state.house, operator.id, form.person, form.tier, form.reason)
    return RedirectResponse(f"/admin/tiers?{urlencode({'person': form.person})}", 303)


routes: list[BaseRoute] = [
    Route("/admin/tiers", show),
    Route("/admin/tiers", change, methods=["POST"]),
]
