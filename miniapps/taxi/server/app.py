"""The taxi's HTTP face: the programs call /api and /driver, the host calls /pay/notify, whoever runs the taxi calls
/admin with the program's secret. The beat (engine, simulator) lives and ends with it."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.kit import day_files
from miniapps.kit.database import Database
from miniapps.kit.forms import read_form
from miniapps.kit.holds import HoldTill, PayingTill, PayV3Holds
from miniapps.kit.host import HostClient
from miniapps.kit.names import Spoken
from miniapps.kit.operators import require_operator
from miniapps.kit.outbox import Outbox
from miniapps.kit.problems import Problem, answer_problem
from miniapps.taxi.server import cases, driver_api, forms, passenger_api, people
from miniapps.taxi.server.cab import Cab
from miniapps.taxi.server.clock import CityClock
from miniapps.taxi.server.desk import Desk
from miniapps.taxi.server.engine import Engine
from miniapps.taxi.server.fares_money import FaresMoney
from miniapps.taxi.server.live import Live
from miniapps.taxi.server.payouts import DriversPay
from miniapps.taxi.server.settings import TaxiSettings
from miniapps.taxi.server.simulator import Simulator
from miniapps.taxi.server.spoken import FIELDS, NAMES
from miniapps.taxi.server.tables import MOVES, OUTBOX, TaxiTable


async def notice(request: Request) -> Response:
    """The host's notice: 204 when it is genuine, 401 when it is not."""
    if await request.app.state.desk.take_notice(request.headers, await request.body()):
        return Response(status_code=204)
    return JSONResponse({"code": "FAIL", "message": "signature refused"}, status_code=401)


async def health(_request: Request) -> Response:
    return JSONResponse({"ok": True})


def _require_admin(request: Request) -> None:
    require_operator(request, request.app.state.settings.appsecret)


async def simulator(request: Request) -> Response:
    """How the simulation runs; POST changes {"paused", "speed", "drivers"}."""
    _require_admin(request)
    running: Simulator = request.app.state.simulator
    clock: CityClock = request.app.state.desk.clock
    if request.method == "POST":
        form = await read_form(request, forms.SimulatorForm)
        running.paused = running.paused if form.paused is None else form.paused
        if form.speed is not None:
            clock.run_at(form.speed)
        if form.drivers is not None:
            running.count = form.drivers
            await running.hire()
    return JSONResponse({"paused": running.paused, "speed": clock.speed, "drivers": running.count})


async def list_cases(request: Request) -> Response:
    """Complaints and lost things without an answer, the most urgent first."""
    _require_admin(request)
    async with request.app.state.desk.database.read() as session:
        return JSONResponse({"cases": [case.model_dump() for case in await cases.unanswered(session)]})


async def answer_case(request: Request) -> Response:
    _require_admin(request)
    form = await read_form(request, forms.AnswerForm)
    async with request.app.state.desk.database.write() as session:
        case = await cases.get(session, request.path_params["case_id"])
        await cases.answer(session, case, form.answer)
        return JSONResponse(case.model_dump())


async def _beat(engine: Engine, simulated: Simulator) -> None:
    while True:
        await simulated.step()
        await engine.dispatch()
        await engine.beat()


async def _sweep(engine: Engine, every_seconds: float) -> None:
    while True:
        await engine.sweep()
        await asyncio.sleep(every_seconds)


class TaxiTill(HoldTill, PayingTill, Protocol):
    """Fares are set aside and taken, earnings are sent to drivers."""


def create_app(settings: TaxiSettings, *, till: TaxiTill | None = None, rng: random.Random | None = None) -> Starlette:
    """The whole back end. till: for tests, an account without a network."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database, live, clock = Database(settings.data / "taxi.db", TaxiTable.metadata), Live(), CityClock()
        await database.create()
        account = till or PayV3Holds(settings)
        money = FaresMoney(database, account)
        engine = app.state.engine = Engine(database, money, live, clock)
        app.state.desk = Desk(database, account, money, engine, live, clock, settings.payment_seconds)
        cab = app.state.cab = Cab(database, money, live, clock)
        app.state.pay = DriversPay(database, account, clock, settings.mchid, settings.driver_appid)
        simulated = app.state.simulator = Simulator(cab, settings.simulate_drivers, rng or random.Random())
        app.state.settings = settings
        app.state.hosts = {
            people.PASSENGER: HostClient(settings.host_url, settings.appid, settings.appsecret),
            people.DRIVER: HostClient(settings.host_url, settings.driver_appid, settings.driver_appsecret),
        }
        await simulated.hire()
        outbox = Outbox(database, OUTBOX, app.state.hosts[people.PASSENGER], settings.mchid)
        tasks = [
            asyncio.create_task(outbox.run_forever()),
            asyncio.create_task(_beat(engine, simulated)),
            asyncio.create_task(_sweep(engine, settings.sweep_seconds)),
        ]
        if isinstance(account, PayV3Holds):
            files = app.state.day_files = day_files.DayFiles(database, MOVES, {"": account})
            tasks.append(asyncio.create_task(files.announce_at_start()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task
            await database.close()

    return Starlette(
        lifespan=lifespan,
        middleware=[Middleware(Spoken, names=NAMES, keys=FIELDS)],
        exception_handlers={Problem: answer_problem},
        routes=[
            Route("/health", health),
            *passenger_api.ROUTES,
            *driver_api.ROUTES,
            Route("/pay/notify", notice, methods=["POST"]),
            day_files.ROUTE,
            Route("/admin/simulator", simulator, methods=["GET", "POST"]),
            Route("/admin/cases", list_cases),
            Route("/admin/cases/{case_id:int}", answer_case, methods=["POST"]),
        ],
    )
