"""What the people who run the host ask it: does it live, can it serve, what are its figures."""

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address

import structlog
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base import metrics
from superapp.flows.measure_wallet import measure
from superapp.house import House
from superapp.security.origins import is_own_host
from superapp.storage.database import Database
from superapp.web.visitor import require

log = structlog.get_logger("superapp.web")

CHECK_SECONDS_MAX = 2.0


async def healthz(_request: Request) -> Response:
    """The process answers; nothing else is touched, so a slow database never gets a healthy process restarted."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """Both databases and the ledger answer: {"ready": true, "checks": {"host": "ok", …}}; 503 when one does not."""
    house: House = request.app.state.house
    checks: dict[str, Callable[[], Awaitable[object]]] = {
        "host": lambda: _touch(house.database),
        "wallet": lambda: _touch(house.wallet.database),
        "ledger": house.wallet.ledger.head,
    }
    answers = dict(zip(checks, await asyncio.gather(*(_check(name, one) for name, one in checks.items())), strict=True))
    ready = all(answer == "ok" for answer in answers.values())
    return JSONResponse({"ready": ready, "checks": answers}, 200 if ready else 503, {"cache-control": "no-store"})


async def show_metrics(request: Request) -> Response:
    """For the machine itself, and for people who may read figures: they tell how busy the business is."""
    if not _is_local(request):
        require(request, "metrics.read")
    house: House = request.app.state.house
    figures = await measure(house)
    metrics.LEDGER_ENTRIES.set(figures.entries)
    metrics.LEDGER_BATCHES.set(figures.batches)
    for reader, behind in figures.behind.items():
        metrics.REACTION_LAG.labels(reader).set(behind)
    return Response(metrics.exposition(), media_type="text/plain; version=0.0.4")


async def _touch(database: Database) -> None:
    async with database.read() as session:
        await session.execute(text("SELECT 1"))


async def _check(name: str, ask: Callable[[], Awaitable[object]]) -> str:
    try:
        async with asyncio.timeout(CHECK_SECONDS_MAX):
            await ask()
    except Exception:
        log.exception("not_ready", check=name)
        return "failed"
    return "ok"


def _is_local(request: Request) -> bool:
    # A proxy in front must hand on the visitor's address (uvicorn: --proxy-headers), or all of them look local.
    # A page whose name was pointed at this machine is no machine of ours.
    if not is_own_host(request.app.state.house.settings, request.headers.get("host", "")):
        return False
    try:
        return bool(request.client) and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


routes: list[BaseRoute] = [
    Route("/healthz", healthz),
    Route("/readyz", readyz),
    Route("/metrics", show_metrics),
]
