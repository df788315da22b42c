"""The ticket seller's HTTP face: parse, ask the desk, answer JSON. The program calls /api, the door /door, the host
/pay/notify."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from wechatpy import WeChatClientException

from miniapps.kit import day_files
from miniapps.kit.database import Database
from miniapps.kit.forms import read_form
from miniapps.kit.host import HostClient
from miniapps.kit.names import Spoken
from miniapps.kit.outbox import Outbox
from miniapps.kit.problems import Problem, answer_problem
from miniapps.kit.simulation import ROUTE as SIMULATOR
from miniapps.kit.simulation import Simulation
from miniapps.kit.till import PayV3Till
from miniapps.tickets.server import door_api, office_api, simulator, views
from miniapps.tickets.server.cards import REMINDER, TEMPLATES
from miniapps.tickets.server.customers import door_code, require_customer, sign_in
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.forms import BookForm, HoldForm, LoginForm, QuoteForm, RateForm, RefundForm
from miniapps.tickets.server.issuing import Issuer
from miniapps.tickets.server.settings import TicketSettings
from miniapps.tickets.server.spoken import FIELDS, NAMES
from miniapps.tickets.server.tables import MOVES, OUTBOX, TicketTable


def _desk(request: Request) -> Desk:
    return request.app.state.desk


async def _buyer(request: Request) -> str:
    """The openid of whoever calls. Refuses with sign_in_needed."""
    async with _desk(request).database.read() as session:
        customer = await require_customer(session, request.headers.get("authorization", ""))
    if customer.at_door:
        raise Problem(403, "not_a_buyer", "The door sells no tickets.")
    return customer.openid


async def login(request: Request) -> Response:
    form = await read_form(request, LoginForm)
    token = await sign_in(_desk(request).database, request.app.state.host, form.code, language=form.language)
    return JSONResponse({"token": token})


async def films(_request: Request) -> Response:
    return JSONResponse(views.films())


async def film(request: Request) -> Response:
    desk = _desk(request)
    async with desk.database.read() as session:
        return JSONResponse(await views.film(session, request.path_params["film_id"], desk.now()))


async def hall(request: Request) -> Response:
    buyer, desk = await _buyer(request), _desk(request)
    async with desk.database.read() as session:
        return JSONResponse(await views.hall(session, request.path_params["showing_id"], buyer, desk.now()))


async def hold(request: Request) -> Response:
    buyer, form = await _buyer(request), await read_form(request, HoldForm)
    return JSONResponse(await _desk(request).hold(buyer, request.path_params["showing_id"], form.seats))


async def airports(_request: Request) -> Response:
    return JSONResponse(views.airports())


async def flights(request: Request) -> Response:
    query, desk = request.query_params, _desk(request)
    try:
        day = date.fromisoformat(query.get("day", ""))
    except ValueError as error:
        raise Problem(400, "form_refused", "day: please write it as 2026-11-28.") from error
    async with desk.database.read() as session:
        return JSONResponse(await views.flights(session, query.get("from", ""), query.get("to", ""), day, desk.now()))


async def flight(request: Request) -> Response:
    async with _desk(request).database.read() as session:
        return JSONResponse(await views.flight(session, request.path_params["flight_id"]))


async def events(request: Request) -> Response:
    desk = _desk(request)
    async with desk.database.read() as session:
        return JSONResponse(await views.events(session, desk.now()))


async def event(request: Request) -> Response:
    desk = _desk(request)
    async with desk.database.read() as session:
        return JSONResponse(await views.event(session, request.path_params["event_id"], desk.now()))


async def quote(request: Request) -> Response:
    buyer, form = await _buyer(request), await read_form(request, QuoteForm)
    return JSONResponse(await _desk(request).quote(buyer, form.choice.choice(), form.booking_id))


async def book(request: Request) -> Response:
    buyer, form = await _buyer(request), await read_form(request, BookForm)
    made = await _desk(request).book(buyer, form.choice.choice(), request_key=form.request_key, remind=form.remind)
    return JSONResponse(made, status_code=201)


async def my_bookings(request: Request) -> Response:
    buyer, desk = await _buyer(request), _desk(request)
    async with desk.database.read() as session:
        return JSONResponse({"bookings": await views.list_bookings(session, buyer, desk.now())})


async def my_booking(request: Request) -> Response:
    return JSONResponse(await _desk(request).show(await _buyer(request), request.path_params["booking_id"]))


async def pay_again(request: Request) -> Response:
    return JSONResponse(await _desk(request).pay_again(await _buyer(request), request.path_params["booking_id"]))


async def cancel(request: Request) -> Response:
    return JSONResponse(await _desk(request).cancel(await _buyer(request), request.path_params["booking_id"]))


async def refund_quote(request: Request) -> Response:
    return JSONResponse(await _desk(request).refund_quote(await _buyer(request), request.path_params["booking_id"]))


async def refund(request: Request) -> Response:
    buyer, form = await _buyer(request), await read_form(request, RefundForm)
    return JSONResponse(await _desk(request).refund(buyer, request.path_params["booking_id"], back_fen=form.back_fen))


async def rate(request: Request) -> Response:
    buyer, form = await _buyer(request), await read_form(request, RateForm)
    booking_id = request.path_params["booking_id"]
    return JSONResponse(await _desk(request).rate(buyer, booking_id, stars=form.stars, text=form.text.strip()))


async def exchange(request: Request) -> Response:
    buyer, form = await _buyer(request), await read_form(request, BookForm)
    booking_id = request.path_params["booking_id"]
    return JSONResponse(
        await _desk(request).exchange(buyer, booking_id, form.choice.choice(), request_key=form.request_key)
    )


async def notice(request: Request) -> Response:
    """The host's notice: 204 when it is genuine, 401 when it is not."""
    if await _desk(request).take_notice(request.headers, await request.body()):
        return Response(status_code=204)
    return JSONResponse({"code": "FAIL", "message": "signature refused"}, status_code=401)


async def reminder(request: Request) -> Response:
    """The message a buyer may agree to: {"template"}, as `wx.requestSubscribeMessage` asks for it."""
    outbox: Outbox = request.app.state.outbox
    try:
        return JSONResponse({"template": await outbox.template(REMINDER)})
    except (WeChatClientException, OSError) as error:
        raise Problem(502, "no_reminders", "Reminders are not possible right now.") from error


async def health(_request: Request) -> Response:
    return JSONResponse({"ok": True})


ROUTES = [
    Route("/health", health),
    Route("/api/login", login, methods=["POST"]),
    Route("/api/reminder", reminder),
    Route("/api/films", films),
    Route("/api/films/{film_id}", film),
    Route("/api/showings/{showing_id}", hall),
    Route("/api/showings/{showing_id}/seats", hold, methods=["POST"]),
    Route("/api/airports", airports),
    Route("/api/flights", flights),
    Route("/api/flights/{flight_id}", flight),
    Route("/api/events", events),
    Route("/api/events/{event_id}", event),
    Route("/api/quote", quote, methods=["POST"]),
    Route("/api/bookings", book, methods=["POST"]),
    Route("/api/bookings", my_bookings),
    Route("/api/bookings/{booking_id}", my_booking),
    Route("/api/bookings/{booking_id}/payment", pay_again, methods=["POST"]),
    Route("/api/bookings/{booking_id}/cancel", cancel, methods=["POST"]),
    Route("/api/bookings/{booking_id}/refund", refund_quote),
    Route("/api/bookings/{booking_id}/refund", refund, methods=["POST"]),
    Route("/api/bookings/{booking_id}/exchange", exchange, methods=["POST"]),
    Route("/api/bookings/{booking_id}/rating", rate, methods=["POST"]),
    Route("/pay/notify", notice, methods=["POST"]),
    day_files.ROUTE,
    *door_api.ROUTES,
    *office_api.ROUTES,
    SIMULATOR,
]


def create_app(settings: TicketSettings) -> Starlette:
    """The whole back end; its database, its key and the door's code are made when it first starts."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = Database(settings.data / "tickets.db", TicketTable.metadata)
        await database.create()
        app.state.host = HostClient(settings.host_url, settings.appid, settings.appsecret)
        app.state.door_host = HostClient(settings.host_url, settings.gate_appid, settings.gate_appsecret)
        app.state.door_code = door_code(settings.data)
        till = PayV3Till(settings)
        desk = app.state.desk = Desk(settings, database, till, Issuer.of_folder(settings.data))
        files = app.state.day_files = day_files.DayFiles(database, MOVES, {"": till})
        outbox = app.state.outbox = Outbox(database, OUTBOX, app.state.host, settings.mchid, TEMPLATES)
        simulation = app.state.simulation = Simulation(settings.simulate, settings.simulate_seconds)
        beside = [desk.sweep_forever(), outbox.run_forever(), files.announce_at_start()]
        if settings.simulate:
            beside.append(simulator.run_forever(desk, simulation))
        running = [asyncio.create_task(one) for one in beside]
        try:
            yield
        finally:
            for task in running:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await database.close()

    return Starlette(
        lifespan=lifespan,
        middleware=[Middleware(Spoken, names=NAMES, keys=FIELDS)],
        exception_handlers={Problem: answer_problem},
        routes=ROUTES,
    )
