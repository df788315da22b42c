"""What the palette asks while somebody types: GET /find?q=… → {"things": [{kind, title, address, note, mark, seed,
picture}]}, in the order they are shown (superapp/flows/find_anything.py)."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import find_anything
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}


async def find(request: Request) -> Response:
    person = require_person(request)
    text = request.query_params.get("q", "")[:200]
    found = await find_anything.find(request.app.state.house, person, text)
    return JSONResponse({"things": [asdict(one) for one in found]}, headers=NO_STORE)


routes: list[BaseRoute] = [Route("/find", find)]
