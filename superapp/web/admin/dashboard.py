"""Operators and auditors look at the figures of the business, each chart with its table."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.flows import watch_business
from superapp.web.rendering import render
from superapp.web.visitor import require


async def dashboard(request: Request) -> Response:
    viewer = require(request, "transfers.read")
    view = await watch_business.show(request.app.state.house, viewer, request.query_params.get("currency", ""))
    return render(request, "admin/dashboard.html", view)


routes: list[BaseRoute] = [Route("/admin/dashboard", dashboard)]
