"""The box office's HTTP face, for keepers in the door's program: what takes place on a day, with how many are sold and
inside, and calling it off; how people rate what they saw, and complaints that wait for an answer."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.kit.forms import read_form
from miniapps.kit.problems import Problem
from miniapps.tickets.server import programme, ratings
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.door_api import require_keeper
from miniapps.tickets.server.forms import AnswerForm


async def _day(desk: Desk, day: date) -> dict[str, Any]:
    async with desk.database.read() as session:
        return {"showings": await programme.on_day(session, day, desk.now())}


async def showings(request: Request) -> Response:
    await require_keeper(request)
    try:
        day = date.fromisoformat(request.query_params.get("day", ""))
    except ValueError as error:
        raise Problem(400, "form_refused", "day: please write it as 2026-11-28.") from error
    return JSONResponse(await _day(request.app.state.desk, day))


async def call_off(request: Request) -> Response:
    await require_keeper(request)
    desk, offer_id = request.app.state.desk, request.path_params["offer_id"]
    await desk.call_off(offer_id)
    return JSONResponse(await _day(desk, programme.find(offer_id).local_start.date()))


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
    Route("/office/showings", showings),
    Route("/office/showings/{offer_id}/call-off", call_off, methods=["POST"]),
    Route("/office/opinions", opinions),
    Route("/office/opinions/{booking_id}", answer, methods=["POST"]),
]
