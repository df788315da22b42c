"""The card that waits in a composer: what a person was looking at when they came from a program to ask about it."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import ask_program
from superapp.house import House
from superapp.web.forms import read_json
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}


class SendForm(BaseModel):
    client_id: str = Field(max_length=64)


async def waiting(request: Request) -> Response:
    """GET -> {"card": {kind, body} | null}."""
    person = require_person(request)
    found = await ask_program.waiting_card(_house(request), person, request.path_params["id"])
    return JSONResponse({"card": found}, headers=NO_STORE)


async def send(request: Request) -> Response:
    """POST JSON {"client_id"} -> {"message"}."""
    person = require_person(request)
    form = await read_json(request, SendForm)
    sent = await ask_program.send_card(_house(request), person, request.path_params["id"], client_id=form.client_id)
    return JSONResponse({"message": sent}, 201, NO_STORE)


async def drop(request: Request) -> Response:
    """POST: it is not sent."""
    await ask_program.drop_card(_house(request), require_person(request), request.path_params["id"])
    return Response(status_code=204)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/chats/{id}/card", waiting),
    Route("/chats/{id}/card", send, methods=["POST"]),
    Route("/chats/{id}/card/drop", drop, methods=["POST"]),
]
