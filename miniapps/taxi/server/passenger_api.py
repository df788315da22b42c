"""The passenger program's HTTP face, and the socket on which a ride is followed: parse, ask the desk, answer JSON."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from miniapps.kit.forms import read_form
from miniapps.kit.problems import Problem
from miniapps.taxi.server import forms, people
from miniapps.taxi.server.desk import Desk
from miniapps.taxi.server.forms import require_node
from miniapps.taxi.server.spoken import spoken_to
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import RideState

LOOK_SECONDS = 1.0
"""A car that moves is told this often."""


def _desk(request: Request | WebSocket) -> Desk:
    return request.app.state.desk


async def _openid(request: Request | WebSocket) -> str:
    async with _desk(request).database.read() as session:
        return await people.require(session, request.headers.get("authorization", ""), people.PASSENGER)


async def login(request: Request) -> Response:
    form, hosts = await read_form(request, forms.LoginForm), request.app.state.hosts
    token = await people.sign_in(
        _desk(request).database, hosts[people.PASSENGER], form.code, role=people.PASSENGER, language=form.language
    )
    return JSONResponse({"token": token})


async def city(_request: Request) -> Response:
    return JSONResponse(the_city().source, headers={"cache-control": "public, max-age=3600", "vary": "accept-language"})


async def search(request: Request) -> Response:
    return JSONResponse({"places": the_city().search(request.query_params.get("q", "")[:80])})


async def place(request: Request) -> Response:
    """The corner nearest to a position."""
    try:
        latitude, longitude = (float(request.query_params.get(name, "")) for name in ("latitude", "longitude"))
    except ValueError as error:
        raise Problem(400, "place_unknown", "This place is not in the city.") from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Problem(400, "place_unknown", "This place is not in the city.")
    return JSONResponse(the_city().label(the_city().nearest(latitude, longitude)))


async def quotes(request: Request) -> Response:
    query = request.query_params
    return JSONResponse(await _desk(request).quotes(require_node(query.get("start")), require_node(query.get("goal"))))


async def cars(request: Request) -> Response:
    return JSONResponse({"cars": await _desk(request).cars_near(require_node(request.query_params.get("start")))})


async def order(request: Request) -> Response:
    openid, form = await _openid(request), await read_form(request, forms.OrderForm)
    made = await _desk(request).order(
        openid,
        start=require_node(form.start),
        goal=require_node(form.goal),
        vehicle=form.vehicle,
        maximum_fen=form.maximum_fen,
        request_key=form.request_key,
    )
    return JSONResponse(made, status_code=201)


async def history(request: Request) -> Response:
    return JSONResponse(await _desk(request).history(await _openid(request)))


async def ride(request: Request) -> Response:
    return JSONResponse(await _desk(request).show(await _openid(request), request.path_params["number"]))


async def pay_again(request: Request) -> Response:
    return JSONResponse(await _desk(request).pay_again(await _openid(request), request.path_params["number"]))


async def cancel(request: Request) -> Response:
    openid, form = await _openid(request), await read_form(request, forms.CancelForm)
    return JSONResponse(await _desk(request).cancel(openid, request.path_params["number"], form.fee_fen))


async def talk(request: Request) -> Response:
    openid, number = await _openid(request), request.path_params["number"]
    if request.method == "POST":
        form = forms.require_words(await read_form(request, forms.SayForm))
        said = await _desk(request).say(openid, number, phrase=form.phrase, text=form.text.strip())
        return JSONResponse({"messages": said}, status_code=201)
    return JSONResponse({"messages": await _desk(request).talk(openid, number)})


async def rate(request: Request) -> Response:
    openid, form = await _openid(request), await read_form(request, forms.RateForm)
    return JSONResponse(
        await _desk(request).rate(openid, request.path_params["number"], stars=form.stars, text=form.text.strip())
    )


async def lost(request: Request) -> Response:
    openid, form = await _openid(request), await read_form(request, forms.LostForm)
    return JSONResponse(await _desk(request).report_lost(openid, request.path_params["number"], form.text.strip()))


async def tip(request: Request) -> Response:
    openid, form = await _openid(request), await read_form(request, forms.TipForm)
    return JSONResponse(await _desk(request).tip(openid, request.path_params["number"], form.amount_fen))


async def follow(socket: WebSocket) -> None:
    """The ride as it stands, at once and whenever something changes; a moving car every second. Nothing is read."""
    desk, number = _desk(socket), socket.path_params["number"]
    try:
        openid = await _openid(socket)
        shown = await desk.show(openid, number)
    except Problem:
        await socket.close(4401)
        return
    await socket.accept()
    gone = asyncio.create_task(_until_gone(socket))
    try:
        last = None
        while not gone.done():
            if shown != last:
                await socket.send_json(spoken_to(socket.headers, shown))
                last = shown
            if shown["state"] in (RideState.FINISHED, RideState.CANCELLED) and shown["money"] != "settling":
                break
            await desk.live.wait(number, LOOK_SECONDS)
            shown = await desk.show(openid, number, ask_host=False)
        if not gone.done():
            await socket.close(1000)
    except (WebSocketDisconnect, RuntimeError):
        pass  # closed on the other side while we were sending
    finally:
        gone.cancel()


async def _until_gone(socket: WebSocket) -> None:
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


ROUTES: list[BaseRoute] = [
    Route("/api/login", login, methods=["POST"]),
    Route("/api/city", city),
    Route("/api/search", search),
    Route("/api/place", place),
    Route("/api/quotes", quotes),
    Route("/api/cars", cars),
    Route("/api/rides", order, methods=["POST"]),
    Route("/api/rides", history),
    Route("/api/rides/{number}", ride),
    Route("/api/rides/{number}/payment", pay_again, methods=["POST"]),
    Route("/api/rides/{number}/cancel", cancel, methods=["POST"]),
    Route("/api/rides/{number}/messages", talk, methods=["GET", "POST"]),
    Route("/api/rides/{number}/rating", rate, methods=["POST"]),
    Route("/api/rides/{number}/lost", lost, methods=["POST"]),
    Route("/api/rides/{number}/tip", tip, methods=["POST"]),
    WebSocketRoute("/live/rides/{number}", follow),
]
