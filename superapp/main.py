"""Where the parts are joined: `house_for` opens a House for whoever needs one (the web, the worker, a command, a test),
`create_app` puts the web in front of it. Nothing here decides; it only connects."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from superapp.base.config import Settings
from superapp.base.log import configure_events, configure_logs
from superapp.chores import beside_the_web
from superapp.flows.look_at_money import look_at_money
from superapp.house import House
from superapp.net.safe_socket import SafeSockets
from superapp.net.streams import StreamingHttp
from superapp.programs.errors import ProgramUnknown
from superapp.programs.openids import find_person, known_as, openid_known
from superapp.programs.registry import get_program
from superapp.realtime import nats
from superapp.realtime.hub import Hub
from superapp.security.origins import own_addresses
from superapp.security.rate_limits import RateLimits
from superapp.storage.blobs import FolderBlobs
from superapp.storage.database import Database
from superapp.web import middleware, problems, routes
from wallet.errors import Refusal
from wallet.house import open_wallet
from wallet.merchant_api.app import create_app as create_merchant_api
from wallet.payments.currencies import require_rules_for_all
from wallet.ports import Chance, Clock
from wallet.rail_hooks.app import create_app as create_rail_hooks
from wallet.settings import WalletSettings

OpenHouse = Callable[[Settings], AbstractAsyncContextManager[House]]


def wallet_settings_for(settings: Settings) -> WalletSettings:
    """The wallet's settings from its own environment, in the same data folder, mode and address as the host's."""
    same: dict[str, Any] = {"DATA": settings.data, "SUPERAPP_DEMO": settings.demo, "SUPERAPP_URL": settings.base_url()}
    return WalletSettings(**same)


@asynccontextmanager
async def house_for(
    settings: Settings | None = None,
    wallet_settings: WalletSettings | None = None,
    *,
    http: StreamingHttp | None = None,
    clock: Clock | None = None,
    chance: Chance | None = None,
) -> AsyncIterator[House]:
    """An open House, closed at the end of the block. Both databases must have been migrated.

    http, clock, chance: stand-ins for tests; the system's own when None.
    """
    settings = settings or Settings()
    database = Database(settings.host_url(), schema="superapp")
    if http is None:
        from superapp.net.safe_http import SafeHttp

        http = SafeHttp(allow_private=settings.allow_private_hosts, own=own_addresses(settings))

    async def payer_known(appid: str, openid: str) -> bool:
        return await openid_known(database, appid, openid)

    async def payee_of(appid: str, openid: str) -> str | None:
        async with database.read() as session:
            return await find_person(session, appid, openid)

    async def openid_of(appid: str, person_id: str) -> str | None:
        async with database.write() as session:
            try:
                await get_program(session, appid)
            except ProgramUnknown:
                return None
            known = await known_as(session, person_id, appid, now=wallet.clock.now(), chance=wallet.chance)
            return known.openid

    wallet_settings = wallet_settings or wallet_settings_for(settings)
    require_rules_for_all(wallet_settings)
    try:
        async with open_wallet(
            wallet_settings,
            http=http,
            clock=clock,
            chance=chance,
            payer_known=payer_known,
            payee_of=payee_of,
            openid_of=openid_of,
        ) as wallet:
            blobs = FolderBlobs(settings.data / "blobs")
            yield House(settings, database, wallet, blobs, Hub(), http, wallet.clock, wallet.chance, look_at_money)
    finally:
        await database.close()


def create_app(
    settings: Settings | None = None, *, open_house: OpenHouse = house_for, rate_limits: RateLimits | None = None
) -> Starlette:
    """The whole host as one ASGI app. Its lifespan opens the House and leaves it in `app.state.house`."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # Whoever embeds the app and has set up logging keeps it, and gets our events without their secrets.
        if not logging.getLogger().handlers:
            configure_logs(settings.log_format)
        elif not structlog.is_configured():
            configure_events()
        async with open_house(settings) as house, nats.joined(house.hub, settings.nats_url):
            app.state.house = house
            stop = asyncio.Event()
            chores = asyncio.create_task(beside_the_web(house, stop))
            try:
                yield
            finally:
                stop.set()
                await chores

    app = Starlette(
        routes=[
            *routes.all_routes(),
            Mount("/v3", create_merchant_api(lambda: app.state.house.wallet)),
            Mount("/rail", create_rail_hooks(lambda: app.state.house.wallet)),
        ],
        middleware=middleware.stack(settings),
        exception_handlers={Refusal: problems.on_refusal, HTTPException: problems.on_http_exception},
        lifespan=lifespan,
    )
    # A redirect for a missing slash would name the host of the request, and would leave the frame path of programs.
    app.router.redirect_slashes = False
    app.state.settings = settings
    app.state.rate_limits = rate_limits or RateLimits()
    own = frozenset(own_addresses(settings))
    app.state.sockets = SafeSockets(allow_private=settings.allow_private_hosts, own=own)
    return app
