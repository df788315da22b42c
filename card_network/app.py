"""The network over HTTP: the API of the wallet's funding-source port (docs/operate/cards.md), with the faults that the
test cards ask for, and the pages for people (`pages.py`)."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from card_network import pages
from card_network.network import Network, NetworkRefused
from card_network.notices import deliver_for_ever

Handler = Callable[[Request], Awaitable[Response]]
REFERENCE = r"^[0-9a-z_]{1,40}$"


class _Wish(BaseModel):
    model_config = ConfigDict(extra="ignore", str_max_length=512)


class CardPageWish(_Wish):
    reference: str = Field(pattern=REFERENCE)
    return_url: str = Field(pattern=r"^https?://[^\s\"'<>]+$")


class MoneyWish(_Wish):
    reference: str = Field(pattern=REFERENCE)
    card: str = Field(max_length=128)
    amount_minor: int = Field(gt=0, le=2**53)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    return_url: str = Field(default="", pattern=r"^(https?://[^\s\"'<>]+)?$")


class ReportWish(_Wish):
    start: AwareDatetime = Field(alias="from")
    end: AwareDatetime = Field(alias="to")
    after: str = Field(default="", max_length=16)


class Unanswered(Response):
    """The connection ends before an answer came."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})


def create_app(network: Network, *, key: str, webhook_url: str = "", webhook_secret: str = "") -> Starlette:
    """key: the wallet's, in its Authorization header. webhook_url: where changes are told; "" tells nobody."""

    def api(handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            if not key or not hmac.compare_digest(given.encode(), key.encode()):
                return JSONResponse({"code": "key_unknown"}, 401)
            try:
                return await handler(request)
            except NetworkRefused as refusal:
                return JSONResponse({"code": refusal.code}, refusal.status)
            except ValidationError:
                return JSONResponse({"code": "request_invalid"}, 400)

        return answer

    async def health(_request: Request) -> Response:
        return JSONResponse({})

    async def open_page(request: Request) -> Response:
        wish = CardPageWish.model_validate_json(await request.body())
        return JSONResponse(network.open_page(wish.reference, wish.return_url))

    async def page(request: Request) -> Response:
        return JSONResponse(network.page(request.path_params["reference"]))

    async def forget_card(request: Request) -> Response:
        network.forget_card(request.path_params["token"])
        return Response(status_code=204)

    def money(do: Callable[[dict[str, Any]], dict[str, Any]]) -> Handler:
        async def begin(request: Request) -> Response:
            wish = MoneyWish.model_validate_json(await request.body()).model_dump()
            fault = network.answers_of(wish)
            if fault == "error":
                return JSONResponse({"code": "out_of_order"}, 500)
            answer = JSONResponse(do(wish))
            if fault == "slow":
                await asyncio.sleep(network.times.slow)
            return Unanswered() if fault == "lost" else answer

        return begin

    def look(kind: str) -> Handler:
        async def find(request: Request) -> Response:
            return JSONResponse(network.find(kind, request.path_params["reference"]))

        return find

    async def cancel(request: Request) -> Response:
        return JSONResponse(network.cancel(request.path_params["reference"]))

    async def moves(request: Request) -> Response:
        asked = ReportWish.model_validate(dict(request.query_params))
        return JSONResponse(network.moves(asked.start.timestamp(), asked.end.timestamp(), asked.after))

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        telling = asyncio.create_task(deliver_for_ever(network, webhook_url, webhook_secret)) if webhook_url else None
        yield
        if telling:
            telling.cancel()
            with suppress(asyncio.CancelledError):
                await telling

    return Starlette(
        routes=[
            Route("/health", health),
            Route("/v1/card-pages", api(open_page), methods=["POST"]),
            Route("/v1/card-pages/{reference}", api(page)),
            Route("/v1/cards/{token}", api(forget_card), methods=["DELETE"]),
            Route("/v1/charges", api(money(network.charge)), methods=["POST"]),
            Route("/v1/charges/{reference}", api(look("charge"))),
            Route("/v1/charges/{reference}/cancel", api(cancel), methods=["POST"]),
            Route("/v1/payouts", api(money(network.pay_out)), methods=["POST"]),
            Route("/v1/payouts/{reference}", api(look("payout"))),
            Route("/v1/moves", api(moves)),
            *pages.routes(network),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
        lifespan=lifespan,
    )
