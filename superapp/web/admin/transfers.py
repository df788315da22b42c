"""Operators and auditors find a transfer and see it down to its two postings and its place in the hash chain. Every
look is on record before anything is shown."""

from dataclasses import fields

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import inspect_money, search_money
from superapp.web.admin.books import query_of, wish_of
from superapp.web.forms import number_in_path, read_number
from superapp.web.rendering import render
from superapp.web.visitor import require

PERMISSION = "transfers.read"


async def home(request: Request) -> Response:
    require(request, "admin.use")
    return RedirectResponse("/admin/transfers", 303)


async def transfers(request: Request) -> Response:
    """Raises AmountInvalid."""
    viewer, house = require(request, PERMISSION), request.app.state.house
    before = read_number(request.query_params.get("before"))
    view = await search_money.search(house, viewer, wish_of(request), before=before)
    facts = {"view": view, "query": query_of(request)} | {one.name: getattr(view, one.name) for one in fields(view)}
    return render(request, "admin/transfers.html", facts)


async def transfer(request: Request) -> Response:
    viewer, seq = require(request, PERMISSION), number_in_path(request, "seq")
    reason = request.query_params.get("reason", "")[:200]
    view = await inspect_money.show(request.app.state.house, viewer, seq, reason=reason)
    return render(request, "admin/transfer.html", view)


async def audit(request: Request) -> Response:
    viewer = require(request, "audit.read")
    before = read_number(request.query_params.get("before"))
    view = await inspect_money.audit_trail(request.app.state.house, viewer, before=before)
    return render(request, "admin/audit.html", view)


routes: list[BaseRoute] = [
    Route("/admin", home),
    Route("/admin/transfers", transfers),
    Route("/admin/transfers/{seq}", transfer),
    Route("/admin/audit", audit),
]
