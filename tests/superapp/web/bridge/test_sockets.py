"""The socket /bridge/socket: a program's connection to its own server, relayed by the host. Both ends are real."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidStatus

from superapp.accounts.people import Person
from superapp.net.safe_socket import SafeSockets
from superapp.programs.domains import set_domains
from tests.superapp.conftest import Site
from tests.superapp.published import new_publisher
from tests.superapp.serving import served, session_of


@asynccontextmanager
async def echo_server(heard: list[dict[str, str]]) -> AsyncIterator[str]:
    """Sends back what it hears; closes with 4001 when told "bye"."""

    async def handle(socket: ServerConnection) -> None:
        heard.append(dict(socket.request.headers.raw_items()) if socket.request else {})
        async for frame in socket:
            if frame == "bye":
                await socket.close(4001, "as you wish")
                return
            await socket.send(frame)

    async with serve(handle, "127.0.0.1", 0, subprotocols=["chat"]) as server:  # pyright: ignore[reportArgumentType]
        yield f"127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


@asynccontextmanager
async def relayed(address: str, token: str, hello: dict[str, Any]) -> AsyncIterator[ClientConnection]:
    url = address.replace("http", "ws") + "/bridge/socket"
    headers = {"cookie": f"sa_session={token}"} if token else {}
    async with connect(url, additional_headers=headers, origin=address) as socket:  # pyright: ignore[reportArgumentType]
        with suppress(ConnectionClosed):  # a stranger hears it before he has spoken
            await socket.send(json.dumps(hello))
        yield socket


async def opened_by(site: Site, person: Person, appid: str, address: str) -> tuple[str, str]:
    """The person's cookie, and the session of the program that she opened."""
    client = await site.signed_in(person)
    client.base_url, client.headers["origin"] = address, address
    reply = await client.post("/bridge/sessions", json={"appid": appid, "path": ""})
    assert reply.status_code == 200, reply.text
    return client.cookies["sa_session"] or "", reply.json()["session"]


async def closed_with(socket: ClientConnection) -> tuple[int | None, str | None]:
    async with asyncio.timeout(10):
        await socket.wait_closed()
    return socket.close_code, socket.close_reason


async def test_frames_go_both_ways_and_closings_carry_their_reasons(tmp_path: Path) -> None:
    heard: list[dict[str, str]] = []
    async with served(tmp_path) as (site, address), echo_server(heard) as there:
        publisher = await new_publisher(site)
        await publisher.publish()
        # As in the demo, where a program's server runs beside the host.
        site.app.state.sockets = SafeSockets(allow_private=True)
        async with site.house.database.write() as session:
            listed = [f"http://{there}"]
            await set_domains(session, publisher.appid, listed, private_allowed=True, now=site.clock.now())
        ann = await site.person("Ann")
        token, opened = await opened_by(site, ann, publisher.appid, address)
        hello = {"session": opened, "url": f"ws://{there}/room?x=1", "protocols": ["chat"]}
        hello |= {"header": {"X-Own": "1", "Cookie2": "n", "Host": "evil.example", "X-Forwarded-For": "1.1.1.1"}}

        async with relayed(address, token, hello) as socket:
            assert json.loads(await socket.recv()) == {"opened": {"protocol": "chat"}}
            await socket.send("grüezi")
            await socket.send(b"\x00\xff")
            assert [await socket.recv(), await socket.recv()] == ["grüezi", b"\x00\xff"]
            await socket.send("bye")
            assert await closed_with(socket) == (4001, "as you wish")

        said = {name.lower(): value for name, value in heard[0].items()}
        assert said["x-own"] == "1"
        assert said["host"] == there
        assert said["user-agent"] == "superapp-program/1"
        assert said["referer"] == f"https://servicewechat.com/{publisher.appid}/1/page-frame.html"
        assert not {"cookie", "x-forwarded-for"} & said.keys()

        # Five at once, as on the platform.
        async with asyncio.timeout(20):
            many = [connect_one(address, token, hello) for _ in range(6)]
            answers = await asyncio.gather(*many)
        assert sorted(answers) == ["opened"] * 5 + ["too_many_at_once"]


async def connect_one(address: str, token: str, hello: dict[str, Any]) -> str:
    async with relayed(address, token, hello) as socket:
        try:
            first = json.loads(await socket.recv())
            await asyncio.sleep(0.5)
            return next(iter(first))
        except ConnectionClosed:
            return socket.close_reason or ""


async def test_strangers_and_other_addresses_get_no_connection(tmp_path: Path) -> None:
    heard: list[dict[str, str]] = []
    async with served(tmp_path) as (site, address), echo_server(heard) as there:
        publisher = await new_publisher(site, urls=["https://listed.example"])
        await publisher.publish()
        ann, ben = await site.person("Ann"), await site.person("Ben")
        token, opened = await opened_by(site, ann, publisher.appid, address)
        hello = {"session": opened, "url": f"ws://{there}/"}

        async with relayed(address, "", hello) as socket:
            assert (await closed_with(socket))[0] == 4401
        async with relayed(address, await session_of(site, ben), hello) as socket:
            assert await closed_with(socket) == (4400, "program_session_ended")
        for url in (
            f"ws://{there}/",
            "http://listed.example/",
            "wss://other.example/",
            "wss://listed.example:444/",
            "x",
        ):
            async with relayed(address, token, hello | {"url": url}) as socket:
                assert await closed_with(socket) == (4400, "url_not_listed")
        for wrong in ({"url": 7}, {"header": {"a": "\n"}}, {"more": 1}):
            async with relayed(address, token, hello | wrong) as socket:
                assert await closed_with(socket) == (4400, "parameter error")
        with pytest.raises(InvalidStatus):
            async with connect(address.replace("http", "ws") + "/bridge/socket", origin="https://evil.example"):  # pyright: ignore[reportArgumentType]
                pass
    assert heard == []
