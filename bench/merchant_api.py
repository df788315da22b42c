"""How many orders a merchant can create per second, signed both ways, over real HTTP, beside the bare cost of RSA."""

import asyncio
import json
import multiprocessing
import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import httpx
import uvicorn
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from starlette.applications import Starlette
from starlette.routing import Mount

from bench.harness import Table
from tests.postgres import Postgres
from wallet.house import open_wallet
from wallet.merchant_api.app import create_app
from wallet.merchants.certificates import new_key, platform_keys, public_key_of
from wallet.merchants.registry import NewMerchant, create_merchant
from wallet.merchants.signing import SCHEME, answer_message, request_message, sign, verify
from wallet.migrations.tables import METADATA
from wallet.ports import HttpReply
from wallet.settings import WalletSettings

TITLE = "Merchant API: order create, signed both ways"
CONNECTIONS = 16
TARGET = "/v3/pay/transactions/jsapi"


class NoHttp:
    async def send(self, method: str, url: str, **_more: object) -> HttpReply:
        raise AssertionError(f"creating an order sends nothing, yet: {method} {url}")


async def run(seconds: float) -> list[Table]:
    """Rate and latency per engine, and the share of what RSA alone would allow."""
    table = Table(TITLE, ("engine, host processes", "orders/s", "p50 ms", "p99 ms", "share of the RSA limit"))
    limit = rsa_limit()
    server = Postgres.fresh()
    try:
        for engine, hosts, url in (
            ("SQLite, 1", 1, ""),
            ("PostgreSQL, 1", 1, server.create_database("one")),
            ("PostgreSQL, 2", 2, server.create_database("two")),
        ):
            took = await asyncio.to_thread(measure, url, hosts, seconds)
            rate = len(took) / seconds
            p50, p99 = statistics.median(took) * 1000, statistics.quantiles(took, n=100)[98] * 1000
            table.add(engine, f"{rate:.0f}", f"{p50:.1f}", f"{p99:.1f}", f"{rate / limit:.0%}")
    finally:
        server.stop()
    table.note = (
        f"One client process with {CONNECTIONS} connections signs each request and verifies each answer, on the same"
        f" {os.cpu_count()} cores. RSA limit: {limit:.0f}/s, one verify and one sign with RSA-2048 on one core."
    )
    return [table]


def rsa_limit() -> float:
    """How often per second one core can verify a request and sign an answer, and do nothing else."""
    key, message = new_key(), b"x" * 500
    count, end = 0, time.perf_counter() + 1
    while time.perf_counter() < end:
        verify(key.public_key(), message, sign(key, message))
        count += 1
    return count


def measure(database_url: str, hosts: int, seconds: float) -> list[float]:
    """Seconds each accepted order took."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        settings = WalletSettings.model_validate({"DATA": Path(folder), "database_url": database_url})
        merchant = asyncio.run(_set_up(settings))
        urls = [running.enter_context(_host(folder, database_url)) for _ in range(hosts)]
        return asyncio.run(_drive(urls, merchant, platform_keys(settings).certificate_pem, seconds))


async def _set_up(settings: WalletSettings) -> NewMerchant:
    async with open_wallet(settings, http=NoHttp()) as house:
        await house.database.create_all(METADATA)
        return await create_merchant(house, "Bench")


@contextmanager
def _host(folder: str, database_url: str) -> Iterator[str]:
    """A host process; its address."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    host = spawn.Process(target=_serve, args=(theirs, folder, database_url), daemon=True)
    host.start()
    try:
        yield ours.recv()
    finally:
        host.terminate()
        host.join(10)


def _serve(pipe: Connection, folder: str, database_url: str) -> None:
    asyncio.run(_serve_async(pipe, folder, database_url))


async def _serve_async(pipe: Connection, folder: str, database_url: str) -> None:
    settings = WalletSettings.model_validate({"DATA": Path(folder), "database_url": database_url})
    async with open_wallet(settings, http=NoHttp()) as house:
        app = Starlette(routes=[Mount("/v3", create_app(lambda: house))])
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off", access_log=False))
        task = asyncio.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110  uvicorn offers no event
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        pipe.send(f"http://127.0.0.1:{port}")
        await task


async def _drive(urls: list[str], merchant: NewMerchant, platform_pem: str, seconds: float) -> list[float]:
    key = load_pem_private_key(merchant.private_key_pem.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    platform, took = public_key_of(platform_pem), list[float]()
    end = time.perf_counter() + seconds

    async def merchant_server(url: str) -> None:
        async with httpx.AsyncClient(trust_env=False) as client:
            while time.perf_counter() < end:
                body = _order(merchant.mchid)
                headers = {"Authorization": _authorization(merchant, key, body), "Content-Type": "application/json"}
                began = time.perf_counter()
                answer = await client.post(url + TARGET, content=body, headers=headers)
                took.append(time.perf_counter() - began)
                assert answer.status_code == 200, answer.text
                message = answer_message(
                    answer.headers["Wechatpay-Timestamp"], answer.headers["Wechatpay-Nonce"], answer.content
                )
                assert verify(platform, message, answer.headers["Wechatpay-Signature"])

    await asyncio.gather(*(merchant_server(urls[number % len(urls)]) for number in range(CONNECTIONS)))
    return took


def _order(mchid: str) -> bytes:
    return json.dumps(
        {
            "appid": "wx0123456789abcdef",
            "mchid": mchid,
            "description": "Two cups of oolong",
            "out_trade_no": secrets.token_hex(16),
            "notify_url": "https://shop.example/notify",
            "amount": {"total": 888, "currency": "CNY"},
            "payer": {"openid": "openid-of-ann"},
        }
    ).encode()


def _authorization(merchant: NewMerchant, key: RSAPrivateKey, body: bytes) -> str:
    timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
    signature = sign(key, request_message("POST", TARGET.encode(), timestamp, nonce, body))
    return (
        f'{SCHEME} mchid="{merchant.mchid}",nonce_str="{nonce}",signature="{signature}",'
        f'timestamp="{timestamp}",serial_no="{merchant.serial_no}"'
    )


if __name__ == "__main__":
    for table in asyncio.run(run(3)):
        print(table.markdown())
