"""A merchant API on a real port, a merchant's own server beside it, and the public client pointed at both. The clock is
the system's: the client signs with its own."""

import asyncio
import json
import secrets
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.async_ import AsyncWeChatPay
from wechatpayv3.async_ import WeChatPayType as AsyncType

from wallet.house import WalletHouse
from wallet.merchant_api.app import create_app
from wallet.merchants.certificates import platform_keys
from wallet.merchants.registry import NewMerchant

APPID, OPENID = "wx0123456789abcdef", "openid-of-ann"


@dataclass
class ShopServer:
    """Takes notices and answers with the next of `answers`, or 204."""

    url: str = ""
    answers: list[int] = field(default_factory=list[int])
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list[tuple[dict[str, str], bytes]])

    async def notify(self, request: Request) -> Response:
        self.heard.append((dict(request.headers), await request.body()))
        return Response(status_code=self.answers.pop(0) if self.answers else 204)


@dataclass
class Town:
    """url: the base a client is given, without "/v3"."""

    house: WalletHouse
    merchant: NewMerchant
    url: str
    shop: ShopServer

    def sync_client(self, *, public_key: bool) -> WeChatPay:
        return WeChatPay(wechatpay_type=WeChatPayType.MINIPROG, **self._facts(public_key))

    def async_client(self, *, public_key: bool) -> AsyncWeChatPay:
        client = AsyncWeChatPay(wechatpay_type=AsyncType.MINIPROG, **self._facts(public_key))
        client._core._gate_way = self.url  # pyright: ignore[reportPrivateUsage] the client has no argument for its base
        return client

    def _facts(self, public_key: bool) -> dict[str, Any]:
        platform = platform_keys(self.house.settings)
        return {
            "mchid": self.merchant.mchid,
            "private_key": self.merchant.private_key_pem,
            "cert_serial_no": self.merchant.serial_no,
            "appid": APPID,
            "apiv3_key": self.merchant.apiv3_key,
            "notify_url": self.shop.url,
            "timeout": 10,
            "public_key": platform.public_key_pem if public_key else None,
            "public_key_id": platform.public_key_id if public_key else None,
        }

    def order(self, **changes: Any) -> dict[str, Any]:
        """The body of a create."""
        return {
            "appid": APPID,
            "mchid": self.merchant.mchid,
            "description": "两杯乌龙茶",
            "out_trade_no": f"T{int(time.time())}{secrets.token_hex(4)}",
            "notify_url": self.shop.url,
            "amount": {"total": 888, "currency": "CNY"},
            "payer": {"openid": OPENID},
        } | changes

    def order_bytes(self, **changes: Any) -> bytes:
        return json.dumps(self.order(**changes)).encode()


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[str]:
    """The address of a real server on this event loop."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    deadline = time.monotonic() + 10
    while not server.started and time.monotonic() < deadline:  # noqa: ASYNC110  uvicorn offers no event
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@asynccontextmanager
async def town_of(house: WalletHouse, merchant: NewMerchant) -> AsyncIterator[Town]:
    shop = ShopServer()
    async with (
        serving(Starlette(routes=[Mount("/v3", create_app(lambda: house))])) as url,
        serving(Starlette(routes=[Route("/notify", shop.notify, methods=["POST"])])) as shop_url,
    ):
        shop.url = f"{shop_url}/notify"
        yield Town(house, merchant, url, shop)
