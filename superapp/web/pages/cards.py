"""A person's cards: the list, the way to the card processor's page and back, and removing one."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import keep_cards
from superapp.security.origins import own_origin
from superapp.web.rendering import render
from superapp.web.visitor import require

PERMISSION = "wallet.use"


async def home(request: Request) -> Response:
    person = require(request, PERMISSION)
    return render(request, "wallet/cards.html", await keep_cards.cards_page(request.app.state.house, person))


async def add(request: Request) -> Response:
    person, house = require(request, PERMISSION), request.app.state.house
    # The browser's own name for us: the session's cookie belongs to it, and the processor sends the person back there.
    origin = own_origin(house.settings, scheme=request.url.scheme, host=request.headers.get("host", ""))
    card = await keep_cards.add(house, person, origin)
    return RedirectResponse(f"/wallet/cards/{card}", 303)


async def adding(request: Request) -> Response:
    """Before one goes to the processor's page, and where one comes back to."""
    person = require(request, PERMISSION)
    view = await keep_cards.look(request.app.state.house, person, request.path_params["id"])
    if view.is_ready:
        return RedirectResponse("/wallet/cards?done=added", 303)
    return render(request, "wallet/card_adding.html", view)


async def remove(request: Request) -> Response:
    person = require(request, PERMISSION)
    await keep_cards.remove(request.app.state.house, person, request.path_params["id"])
    return RedirectResponse("/wallet/cards?done=removed", 303)


routes: list[BaseRoute] = [
    Route("/wallet/cards", home),
    Route("/wallet/cards", add, methods=["POST"]),
    Route("/wallet/cards/{id}", adding),
    Route("/wallet/cards/{id}/remove", remove, methods=["POST"]),
]
