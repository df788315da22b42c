"""The socket /bridge/socket: one connection of an open program to a server of its own, relayed. The host page opens it,
says whose and where to in its first frame, is told that it is open, and then both sides' frames go through as they are.

  page   {"session": "…", "url": "wss://…", "header": {}, "protocols": [], "timeout": 60000}
  host   {"opened": {"protocol": "…"}}            or closes with 4400 (refused; the reason says why)
  both   text and binary frames; closing codes and reasons pass through"""

import asyncio
import json
from contextlib import suppress

from pydantic import Field, ValidationError
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from superapp.base.errors import Refusal
from superapp.flows import open_program, relay_socket
from superapp.web.bridge.arguments import URL_LENGTH_MAX, Argument, HeaderName, HeaderValue
from superapp.web.bridge.quota import quota_of
from superapp.web.visitor import visitor

HELLO_SECONDS = 10.0
REFUSED, SIGNED_OUT, ABNORMAL = 4400, 4401, 4502
# What a program may say when it closes, and what the other side may say to it.
PLAIN_CODES = range(3000, 5000)


class SocketHello(Argument):
    """timeout: milliseconds."""

    session: str = Field(min_length=1, max_length=100)
    url: str = Field(min_length=1, max_length=URL_LENGTH_MAX)
    header: dict[HeaderName, HeaderValue] = Field(default_factory=dict[str, str], max_length=64)
    protocols: list[str] = Field(default_factory=list[str], max_length=10)
    timeout: float = Field(default=60_000, ge=1, le=60_000)


async def program_socket(socket: WebSocket) -> None:
    await socket.accept()
    found, house = visitor(socket), socket.app.state.house
    if not found:
        return await _close(socket, SIGNED_OUT, "sign in")
    try:
        hello = SocketHello.model_validate_json(await asyncio.wait_for(socket.receive_text(), HELLO_SECONDS))
        session = await open_program.resolve(house, found.person, sign_in=found.session.id, token=hello.session)
        quota = quota_of(socket)
        await quota.count("connectSocket", session.key)
        async with quota.one_of_few("connectSocket", session.key):
            wanted = relay_socket.WantedSocket(hello.url, hello.header, hello.protocols, hello.timeout / 1000)
            there = await relay_socket.connect(house, socket.app.state.sockets, session, wanted)
            await _relay(socket, there)
    except (TimeoutError, WebSocketDisconnect, KeyError):
        return None
    except ValidationError:
        await _close(socket, REFUSED, "parameter error")
    except Refusal as refusal:
        await _close(socket, REFUSED, str(getattr(refusal, "reason", "") or refusal.code))


async def _relay(here: WebSocket, there: ClientConnection) -> None:
    async with there:
        await here.send_text(json.dumps({"opened": {"protocol": there.subprotocol or ""}}))
        tasks = [asyncio.create_task(_outward(here, there)), asyncio.create_task(_inward(here, there))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(
            outcome, (WebSocketDisconnect, ConnectionClosed, RuntimeError)
        ):
            raise outcome


async def _outward(here: WebSocket, there: ClientConnection) -> None:
    while True:
        frame = await here.receive()
        if frame["type"] == "websocket.disconnect":
            code = frame.get("code") or 1000
            await there.close(code if code == 1000 or code in PLAIN_CODES else 1000, frame.get("reason") or "")
            return
        text = frame.get("text")
        await there.send(text if text is not None else frame.get("bytes") or b"")


async def _inward(here: WebSocket, there: ClientConnection) -> None:
    try:
        async for frame in there:
            await (here.send_text(frame) if isinstance(frame, str) else here.send_bytes(frame))
    finally:
        code = there.close_code or 1000
        shown = code if code == 1000 or code in PLAIN_CODES else ABNORMAL
        await _close(here, shown, there.close_reason or ("" if shown != ABNORMAL else "abnormal closure"))


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    with suppress(RuntimeError):  # it has gone already
        await socket.close(code, reason.encode()[:120].decode(errors="ignore"))


routes: list[BaseRoute] = [WebSocketRoute("/bridge/socket", program_socket)]
