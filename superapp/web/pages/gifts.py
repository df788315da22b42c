"""The link of a merchant's campaign: a page for whoever has it, also without an account, and the button that opens a
share for somebody who has one."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import claim_gift
from superapp.web.rendering import render
from superapp.web.visitor import require, visitor

PERMISSION = "wallet.use"
NO_STORE = {"cache-control": "no-store"}


async def show(request: Request) -> Response:
    found = visitor(request)
    person = found.person if found else None
    view = await claim_gift.look(request.app.state.house, person, request.path_params["token"])
    return render(request, "wallet/gift.html", view)


async def claim(request: Request) -> Response:
    person, token = require(request, PERMISSION), request.path_params["token"]
    await claim_gift.claim(request.app.state.house, person, token)
    return RedirectResponse(f"/claim/{token}", 303, NO_STORE)


routes: list[BaseRoute] = [
    Route("/claim/{token}", show),
    Route("/claim/{token}", claim, methods=["POST"]),
]
