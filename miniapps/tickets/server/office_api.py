"""The box office's HTTP face, for keepers in the door's program: how people rate what they saw, and complaints that
wait for an answer."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.tickets.server import ratings
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.door_api import require_keeper
from miniapps.tickets.server.forms import AnswerForm, read_form


async def opinions(request: Request) -> Response:
    await require_keeper(request)
    desk: Desk = request.app.state.desk
    async with desk.database.read() as session:
        return JSONResponse(await ratings.for_the_office(session))


async def answer(request: Request) -> Response:
    await require_keeper(request)
    form, desk = await read_form(request, AnswerForm), request.app.state.desk
    async with desk.database.write() as session:
        await ratings.answer(session, request.path_params["booking_id"], form.text)
        return JSONResponse(await ratings.for_the_office(session))


ROUTES = [
    Route("/office/opinions", opinions),
    Route("/office/opinions/{booking_id}", answer, methods=["POST"]),
]
