"""Search in chats: /search?q=… in all, with &in=<conversation> in one; &before=<conversation>.<number> is the next
page."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.flows import read_chats, search_chats
from superapp.house import House
from superapp.web.forms import read_number
from superapp.web.rendering import render
from superapp.web.visitor import require_person


async def search(request: Request) -> Response:
    person = require_person(request)
    house: House = request.app.state.house
    inside = request.query_params.get("in") or None
    at, _, seq = request.query_params.get("before", "").partition(".")
    number = read_number(seq)
    found = await search_chats.search(
        house,
        person,
        request.query_params.get("q", "")[:200],
        conversation_id=inside,
        before=None if number is None else (at, number),
    )
    chats = await read_chats.list_chats(house, person)
    view = {"state": chats.state, "rows": chats.rows, "found": found}
    return render(request, "chat/search.html", view, hosts_programs=True)


routes: list[BaseRoute] = [Route("/search", search)]
