"""Handlers that only tests have, on the real app: one that changes something, one that breaks, one of each refusal."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from superapp.web.forms import read_fields
from superapp.web.rendering import render
from superapp.web.visitor import require, require_person
from tests.superapp.conftest import Site, running_site
from tests.superapp.web.town import Town, new_town
from tests.support import RecordedHttp, TravelClock, seeded


async def change(request: Request) -> Response:
    kind = request.headers.get("content-type", "")
    fields: Any = await request.json() if kind.startswith("application/json") else await read_fields(request)
    return JSONResponse({"changed": fields})


async def broken(_request: Request) -> Response:
    raise RuntimeError("the reason, with pin=246802")


async def mine(request: Request) -> Response:
    return JSONResponse({"id": require_person(request).id})


async def operators(request: Request) -> Response:
    return JSONResponse({"id": require(request, "audit.read").id})


async def problem(request: Request) -> Response:
    view = {
        "problem": {"status": 400, "code": "x", "title": request.query_params["title"], "next": "", "request_id": ""}
    }
    return render(request, "problems/problem.html", view, 400, hosts_programs="frames" in request.query_params)


async def socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


EXTRA: list[BaseRoute] = [
    Route("/test/change", change, methods=["POST", "PUT", "DELETE"]),
    Route("/test/broken", broken),
    Route("/test/mine", mine, methods=["GET", "POST"]),
    Route("/test/operators", operators),
    Route("/test/problem", problem),
    Route("/sns/test", change, methods=["POST"]),
    WebSocketRoute("/test/socket", socket),
]


@pytest.fixture
async def web(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path, "", clock=TravelClock(), chance=seeded(), http=RecordedHttp(), demo=True) as site:
        site.app.router.routes[:0] = EXTRA
        yield site


@pytest.fixture
async def town(site: Site, monkeypatch: pytest.MonkeyPatch) -> Town:
    return await new_town(site, monkeypatch)
