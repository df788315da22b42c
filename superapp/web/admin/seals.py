"""Operators and auditors look at the signed heads of the journal, have a part of its chain recomputed, and take proofs
away that anybody can check without this host."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import prove_books
from superapp.web.forms import number_in_path, read_number
from superapp.web.rendering import render
from superapp.web.visitor import require

PERMISSION = "transfers.read"


async def seals(request: Request) -> Response:
    """Raises EntryUnknown."""
    viewer = require(request, PERMISSION)
    first, last = (read_number(request.query_params.get(name)) for name in ("first", "last"))
    span = (first, last or first) if first else None
    return render(request, "admin/seals.html", await prove_books.show(request.app.state.house, viewer, span))


async def inclusion(request: Request) -> Response:
    """Raises EntryUnknown, NotSealed."""
    viewer, seq = require(request, PERMISSION), number_in_path(request, "seq")
    proof = await prove_books.inclusion(request.app.state.house, viewer, seq)
    return _file(proof, f"entry-{seq}-proof")


async def consistency(request: Request) -> Response:
    """Raises NotSealed."""
    viewer = require(request, PERMISSION)
    old, new = number_in_path(request, "old"), number_in_path(request, "new")
    return _file(await prove_books.consistency(request.app.state.house, viewer, old, new), f"heads-{old}-{new}-proof")


def _file(proof: dict[str, object], name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}.json"', "cache-control": "no-store"}
    return JSONResponse(proof, headers=headers)


routes: list[BaseRoute] = [
    Route("/admin/seals", seals),
    Route("/admin/seals/entries/{seq}", inclusion),
    Route("/admin/seals/heads/{old}/{new}", consistency),
]
