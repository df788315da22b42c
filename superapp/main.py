"""The whole host as one ASGI app: the web in front of a House (`superapp/opening.py`). Nothing here decides; it only
connects."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount

from superapp.base.config import Settings
from superapp.base.log import configure_events, configure_logs
from superapp.chores import beside_the_web
from superapp.house import House
from superapp.net.safe_socket import SafeSockets
from superapp.opening import house_for
from superapp.realtime import nats
from superapp.security.origins import own_addresses
from superapp.security.rate_limits import RateLimits
from superapp.web import middleware, problems, routes
from wallet.errors import Refusal
from wallet.merchant_api.app import create_app as create_merchant_api
from wallet.rail_hooks.app import create_app as create_rail_hooks

OpenHouse = Callable[[Settings], AbstractAsyncContextManager[House]]


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
