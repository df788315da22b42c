"""The whole back end as one application: both faces, the health check, and what runs beside the requests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.food.server import chores, kitchen_api, people_api, shelves, simulator
from miniapps.food.server.backend import Backend, Simulation
from miniapps.food.server.menu import menu
from miniapps.food.server.settings import FoodSettings
from miniapps.food.server.spoken import FIELDS, NAMES
from miniapps.food.server.tables import MOVES, OUTBOX, FoodTable
from miniapps.kit import day_files
from miniapps.kit.database import Database
from miniapps.kit.holds import PayV3Holds
from miniapps.kit.host import HostClient
from miniapps.kit.names import Spoken
from miniapps.kit.outbox import Outbox
from miniapps.kit.problems import Problem, answer_problem


async def health(_request: Request) -> Response:
    return JSONResponse({"ok": True})


def create_app(settings: FoodSettings) -> Starlette:
    """Its database is made and filled when it starts."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = Database(settings.data / "food.db", FoodTable.metadata)
        await database.create()
        await shelves.fill(database, menu())
        till = PayV3Holds(settings)
        backend = app.state.backend = Backend(
            settings=settings,
            menu=menu(),
            database=database,
            host=HostClient(settings.host_url, settings.appid, settings.appsecret),
            kitchen_host=HostClient(settings.host_url, settings.kitchen_appid, settings.kitchen_appsecret),
            till=till,
            simulation=Simulation(running=settings.simulate, speed=settings.simulate_speed),
        )
        outbox = Outbox(database, OUTBOX, backend.host, settings.mchid)
        files = app.state.day_files = day_files.DayFiles(database, MOVES, {"": till})
        beside = [chores.sweep_forever(backend), outbox.run_forever(), files.announce_at_start()]
        if settings.simulate:
            beside.append(simulator.run_forever(backend))
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
        routes=[Route("/health", health), day_files.ROUTE, *people_api.ROUTES, *kitchen_api.ROUTES],
    )
