"""The whole back end as one application: the faces for buyers (/api), sellers (/seller), whoever runs it (/admin)
and the host (/pay/notify, /wx), the health check, and what runs beside the requests."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.kit import day_files
from miniapps.kit.accounts import PayV3Account
from miniapps.kit.database import Database
from miniapps.kit.host import HostClient
from miniapps.kit.names import Spoken
from miniapps.kit.outbox import Outbox
from miniapps.kit.problems import Problem, answer_problem
from miniapps.kit.simulation import Simulation
from miniapps.kit.till import PayV3Till
from miniapps.shop.server import (
    admin_api,
    catalogue,
    coupons,
    market,
    people_api,
    questions,
    seller_api,
    simulator,
    turns,
    watches,
    wishes,
)
from miniapps.shop.server.baskets import Baskets
from miniapps.shop.server.desk import Desk
from miniapps.shop.server.settings import ShopSettings
from miniapps.shop.server.spoken import FIELDS, NAMES
from miniapps.shop.server.tables import MOVES, OUTBOX, SELLER_OUTBOX, ShopTable

AGREE_AGAIN_SECONDS = 5


async def health(_request: Request) -> Response:
    return JSONResponse({"ok": True})


async def _open_market(desk: Desk, sellers: Sequence[market.Seller]) -> None:
    """Fill the shelves and let the sellers agree to be paid together; until then they are asked again and again."""
    await market.stock(desk.database, sellers, desk.settings.market_products)
    await market.announce_drop(desk.database, desk.now())
    agreed = False
    while desk.baskets and not agreed:
        try:
            await desk.baskets.agree()
            agreed = True
        except (Problem, OSError):
            await asyncio.sleep(AGREE_AGAIN_SECONDS)


def create_app(settings: ShopSettings) -> Starlette:
    """The whole back end; its database is made and filled when it starts."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        database = Database(settings.data / "shop.db", ShopTable.metadata)
        await database.create()
        await catalogue.load(database)
        sellers, till = market.read_sellers(settings.sellers_path), PayV3Till(settings)
        baskets = Baskets(settings, till, sellers) if sellers else None
        host = HostClient(settings.host_url, settings.appid, settings.appsecret)
        desk = app.state.desk = Desk(settings, database, host, till, baskets)
        tills = baskets.tills if baskets else {"": till}
        files = app.state.day_files = day_files.DayFiles(database, MOVES, tills)
        app.state.accounts = {one: PayV3Account(its) for one, its in tills.items()}
        app.state.sellers = {seller.id: seller.name for seller in sellers}
        outbox = app.state.outbox = Outbox(database, OUTBOX, host, settings.mchid, wishes.TEMPLATES | turns.TEMPLATES)
        app.state.seller_host = HostClient(settings.host_url, settings.seller_appid, settings.seller_appsecret)
        seller_outbox = Outbox(database, SELLER_OUTBOX, app.state.seller_host, settings.mchid, watches.TEMPLATES)
        app.state.seller_outbox = seller_outbox
        await coupons.announce(database, list(app.state.sellers), desk.now())
        beside = [desk.sweep_forever(), outbox.run_forever(), seller_outbox.run_forever(), files.announce_at_start()]
        if baskets:
            beside.append(_open_market(desk, sellers))
        simulation = app.state.simulation = Simulation(settings.simulate, settings.simulate_seconds)
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
        routes=[
            Route("/health", health),
            day_files.ROUTE,
            *people_api.ROUTES,
            *admin_api.ROUTES,
            *(seller_api.ROUTES if settings.seller_appid else []),
            *(questions.ROUTES if settings.push_token else []),
        ],
    )
