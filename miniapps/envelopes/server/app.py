"""Red Letter's HTTP face: parse, ask the desk, answer JSON. The program calls /api, the desk's own program /desk, the
host /pay/notify."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.envelopes.server import simulator
from miniapps.envelopes.server.desk import Desk
from miniapps.envelopes.server.forms import CodeForm, GiftForm, LoginForm, MoneyForm
from miniapps.envelopes.server.keepers import desk_code, require_keeper, sign_in, try_desk_code
from miniapps.envelopes.server.settings import EnvelopeSettings
from miniapps.envelopes.server.spoken import FIELDS, NAMES
from miniapps.envelopes.server.tables import MOVES, EnvelopeTable, Keeper
from miniapps.envelopes.server.till import PayV3Gifts
from miniapps.kit import day_files
from miniapps.kit.database import Database
from miniapps.kit.forms import read_form
from miniapps.kit.host import HostClient
from miniapps.kit.names import Spoken
from miniapps.kit.problems import Problem, answer_problem
from miniapps.kit.simulation import ROUTE as SIMULATOR
from miniapps.kit.simulation import Simulation


def _desk(request: Request) -> Desk:
    return request.app.state.desk


async def _keeper(request: Request, *, may_be_new: bool = False) -> Keeper:
    async with _desk(request).database.read() as session:
        authorization = request.headers.get("authorization", "")
        return await require_keeper(session, authorization, may_be_new=may_be_new)


async def gifts(request: Request) -> Response:
    return JSONResponse({"gifts": await _desk(request).gifts_for_everybody()})


async def login(request: Request) -> Response:
    form = await read_form(request, LoginForm)
    return JSONResponse({"token": await sign_in(_desk(request).database, request.app.state.host, form.code)})


async def pair(request: Request) -> Response:
    keeper, form = await _keeper(request, may_be_new=True), await read_form(request, CodeForm)
    await try_desk_code(_desk(request).database, keeper.openid, form.code, request.app.state.desk_code)
    return JSONResponse({})


async def overview(request: Request) -> Response:
    await _keeper(request)
    return JSONResponse(await _desk(request).overview())


async def make(request: Request) -> Response:
    await _keeper(request)
    return JSONResponse(await _desk(request).make(await read_form(request, GiftForm)), status_code=201)


async def end(request: Request) -> Response:
    await _keeper(request)
    return JSONResponse(await _desk(request).end(request.path_params["gift_id"]))


async def add_money(request: Request) -> Response:
    keeper, form = await _keeper(request), await read_form(request, MoneyForm)
    language = request.headers.get("accept-language", "")
    return JSONResponse(await _desk(request).add_money(keeper.openid, form.amount_fen, language), status_code=201)


async def payment(request: Request) -> Response:
    await _keeper(request)
    return JSONResponse({"state": await _desk(request).look_at_payment(request.path_params["number"])})


async def notice(request: Request) -> Response:
    """The host's notice: 204 when it is genuine, 401 when it is not."""
    if await _desk(request).take_notice(request.headers, await request.body()):
        return Response(status_code=204)
    return JSONResponse({"code": "FAIL", "message": "signature refused"}, status_code=401)


async def health(_request: Request) -> Response:
    return JSONResponse({"ok": True})


ROUTES = [
    Route("/health", health),
    Route("/api/gifts", gifts),
    Route("/desk/login", login, methods=["POST"]),
    Route("/desk/pair", pair, methods=["POST"]),
    Route("/desk/gifts", overview),
    Route("/desk/gifts", make, methods=["POST"]),
    Route("/desk/gifts/{gift_id}/end", end, methods=["POST"]),
    Route("/desk/money", add_money, methods=["POST"]),
    Route("/desk/money/{number}", payment),
    Route("/pay/notify", notice, methods=["POST"]),
    day_files.ROUTE,
    SIMULATOR,
]

MIDDLEWARE = [Middleware(Spoken, names=NAMES, keys=FIELDS)]


def create_app(settings: EnvelopeSettings) -> Starlette:
    """The whole back end; its database and the desk's code are made when it first starts."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = Database(settings.data / "envelopes.db", EnvelopeTable.metadata)
        await database.create()
        app.state.host = HostClient(settings.host_url, settings.desk_appid, settings.desk_appsecret)
        app.state.desk_code = desk_code(settings.data)
        # People pay at the desk only, so orders carry its appid.
        till = PayV3Gifts(settings.model_copy(update={"appid": settings.desk_appid}))
        desk = app.state.desk = Desk(settings, database, till, now=lambda: datetime.now(UTC))
        simulation = app.state.simulation = Simulation(settings.simulate, settings.simulate_seconds)
        files = app.state.day_files = day_files.DayFiles(database, MOVES, {"": till})
        beside = [desk.sweep_forever(), files.announce_at_start()]
        beside += [desk.welcome(settings.welcome_fen)] if settings.welcome_fen else []
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
        middleware=MIDDLEWARE,
        exception_handlers={Problem: answer_problem},
        routes=ROUTES,
    )
