"""The shop's HTTP face: parse, ask the desk, answer JSON. The program calls /api; the host calls /pay/notify."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from wechatpy import WeChatClientException

from miniapps.kit.database import Database
from miniapps.kit.host import HostClient
from miniapps.kit.outbox import Outbox
from miniapps.kit.problems import Problem, answer_problem
from miniapps.kit.till import PayV3Till
from miniapps.shop.server import catalogue, market, orders, questions, wishes
from miniapps.shop.server.baskets import Baskets
from miniapps.shop.server.customers import require_customer, sign_in
from miniapps.shop.server.desk import Desk
from miniapps.shop.server.settings import ShopSettings
from miniapps.shop.server.tables import OUTBOX, ShopTable

AGREE_AGAIN_SECONDS = 5


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LoginForm(Strict):
    code: str = Field(min_length=1, max_length=128)


class ItemForm(Strict):
    variant_id: str = Field(max_length=64)
    quantity: int = Field(ge=1, le=orders.QUANTITY_MAX)


class WishForm(Strict):
    variant_id: str = Field(max_length=64)
    kind: wishes.Kind


class OrderForm(Strict):
    items: list[ItemForm] = Field(min_length=1, max_length=orders.LINES_MAX)
    recipient: str = Field(min_length=1, max_length=60)
    address: str = Field(min_length=1, max_length=200)
    request_key: str = Field(min_length=8, max_length=64)


FormType = TypeVar("FormType", bound=Strict)


async def _read(request: Request, form: type[FormType]) -> FormType:
    try:
        return form.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise Problem(400, "form_refused", f"{where}: {first['msg']}") from error


def _desk(request: Request) -> Desk:
    return request.app.state.desk


async def _buyer(request: Request) -> str:
    """The openid of whoever calls. Refuses with sign_in_needed."""
    async with _desk(request).database.read() as session:
        return (await require_customer(session, request.headers.get("authorization", ""))).openid


async def login(request: Request) -> Response:
    form, desk = await _read(request, LoginForm), _desk(request)
    return JSONResponse({"token": await sign_in(desk.database, desk.host, form.code)})


async def home(request: Request) -> Response:
    return JSONResponse({"categories": catalogue.source()["categories"], "sellers": request.app.state.sellers})


async def products(request: Request) -> Response:
    query = request.query_params
    page = int(query.get("page", "0")) if query.get("page", "0").isdigit() else 0
    async with _desk(request).database.read() as session:
        shown = await catalogue.browse(
            session, category=query.get("category", "")[:40], query=query.get("q", "")[:80], page=min(page, 10_000)
        )
    return JSONResponse(shown)


async def product(request: Request) -> Response:
    async with _desk(request).database.read() as session:
        return JSONResponse(await catalogue.show(session, request.path_params["product_id"]))


async def news(request: Request) -> Response:
    """The messages a buyer may agree to: {"templates": {kind: id}}, as `wx.requestSubscribeMessage` asks for them."""
    outbox: Outbox = request.app.state.outbox
    try:
        return JSONResponse({"templates": {kind: await outbox.template(kind) for kind in wishes.TEMPLATES}})
    except (WeChatClientException, OSError) as error:
        raise Problem(502, "no_news", "This is not possible right now.") from error


async def make_wish(request: Request) -> Response:
    buyer, form, desk = await _buyer(request), await _read(request, WishForm), _desk(request)
    async with desk.database.write() as session:
        await wishes.wish(session, buyer, form.variant_id, form.kind, desk.now())
    return JSONResponse({"ok": True}, status_code=201)


async def make_order(request: Request) -> Response:
    buyer, form = await _buyer(request), await _read(request, OrderForm)
    wanted = [orders.Wanted(item.variant_id, item.quantity) for item in form.items]
    made = await _desk(request).order(
        buyer, wanted, recipient=form.recipient, address=form.address, request_key=form.request_key
    )
    return JSONResponse(made, status_code=201)


async def my_orders(request: Request) -> Response:
    buyer = await _buyer(request)
    async with _desk(request).database.read() as session:
        return JSONResponse({"orders": await orders.list_own(session, buyer)})


async def my_order(request: Request) -> Response:
    return JSONResponse(await _desk(request).show(await _buyer(request), request.path_params["number"]))


async def pay_again(request: Request) -> Response:
    return JSONResponse(await _desk(request).pay_again(await _buyer(request), request.path_params["number"]))


async def cancel(request: Request) -> Response:
    return JSONResponse(await _desk(request).cancel(await _buyer(request), request.path_params["number"]))


async def drops(request: Request) -> Response:
    return JSONResponse({"drops": await _desk(request).list_drops(await _buyer(request))})


async def join_drop(request: Request) -> Response:
    return JSONResponse(await _desk(request).join_drop(await _buyer(request), request.path_params["drop_id"]))


async def notice(request: Request) -> Response:
    """The host's notice: 204 when it is genuine, 401 when it is not."""
    if await _desk(request).take_notice(request.headers, await request.body()):
        return Response(status_code=204)
    return JSONResponse({"code": "FAIL", "message": "signature refused"}, status_code=401)


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
        app.state.sellers = {seller.id: seller.name for seller in sellers}
        outbox = app.state.outbox = Outbox(database, OUTBOX, host, settings.mchid, wishes.TEMPLATES)
        beside = [desk.sweep_forever(), outbox.run_forever()]
        if baskets:
            beside.append(_open_market(desk, sellers))
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
        exception_handlers={Problem: answer_problem},
        routes=[
            Route("/health", health),
            Route("/api/login", login, methods=["POST"]),
            Route("/api/home", home),
            Route("/api/products", products),
            Route("/api/products/{product_id}", product),
            Route("/api/news", news),
            Route("/api/wishes", make_wish, methods=["POST"]),
            *(questions.ROUTES if settings.push_token else []),
            Route("/api/drops", drops),
            Route("/api/drops/{drop_id}/join", join_drop, methods=["POST"]),
            Route("/api/orders", make_order, methods=["POST"]),
            Route("/api/orders", my_orders),
            Route("/api/orders/{number}", my_order),
            Route("/api/orders/{number}/payment", pay_again, methods=["POST"]),
            Route("/api/orders/{number}/cancel", cancel, methods=["POST"]),
            Route("/pay/notify", notice, methods=["POST"]),
        ],
    )
