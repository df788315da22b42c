"""Where outgoing HTTP may go, and what it does on the way. The servers here are real sockets on loopback."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from superapp.net.addresses import is_public
from superapp.net.safe_http import AddressRefused, SafeHttp, resolve
from wallet.ports import HttpFailure, HttpReply

Answer = Callable[[bytes], bytes]


@asynccontextmanager
async def server(answer: Answer, *, delay_seconds: float = 0.0) -> AsyncIterator[tuple[str, list[bytes]]]:
    """(address, requests): answers each request's head and body with raw bytes."""
    seen = list[bytes]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        seen.append(head + await reader.readexactly(length))
        await asyncio.sleep(delay_seconds)
        writer.write(answer(seen[-1]))
        writer.close()

    running = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with running:
        port = running.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", seen


def plain(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> Answer:
    lines = b"".join(header + b"\r\n" for header in headers)
    length = b"content-length: %d\r\n" % len(body)
    return lambda _request: b"HTTP/1.1 " + status + b"\r\n" + lines + length + b"connection: close\r\n\r\n" + body


async def get(
    http: SafeHttp, url: str, *, headers: dict[str, str] | None = None, timeout_seconds: float = 5.0
) -> HttpReply:
    return await http.send("GET", url, headers=headers or {}, body=b"", timeout_seconds=timeout_seconds)


@pytest.fixture
async def http() -> AsyncIterator[SafeHttp]:
    made = SafeHttp(allow_private=True, body_bytes_max=1000)
    yield made
    await made.close()


@pytest.fixture
async def careful() -> AsyncIterator[SafeHttp]:
    made = SafeHttp()
    yield made
    await made.close()


async def test_an_answer_is_read_while_it_comes(http: SafeHttp):
    go_on = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n")
        await writer.drain()
        await go_on.wait()
        writer.write(b"6\r\nsecond\r\n0\r\n\r\n")
        writer.close()

    running = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with running:
        url = f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}/"
        async with http.stream("GET", url, headers={}, body=b"", timeout_seconds=5) as answer:
            assert answer.status == 200
            assert await anext(answer.pieces) == b"first"
            go_on.set()
            assert [piece async for piece in answer.pieces] == [b"second"]


async def test_a_stream_ends_where_it_is_too_long(http: SafeHttp):
    async with server(plain(b"x" * 2000)) as (address, _):
        with pytest.raises(HttpFailure, match="too large"):
            async with http.stream("GET", address, headers={}, body=b"", timeout_seconds=5) as answer:
                assert [piece async for piece in answer.pieces] != []


SPELLINGS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "localhost",
    "LocalHost",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "0.0.0.0",
    "0",
    "169.254.169.254",
    "[::ffff:169.254.169.254]",
    "10.0.0.1",
    "192.168.1.1",
    "172.16.0.1",
    "100.64.0.1",
    "[fe80::1]",
    "[fc00::1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "224.0.0.1",
    "255.255.255.255",
]


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_of_a_private_address_is_reached(careful: SafeHttp, host: str):
    async with server(plain(b"reached")) as (address, seen):
        port = address.rpartition(":")[2]
        with pytest.raises(HttpFailure):
            await get(careful, f"http://{host}:{port}/")
    assert seen == []


@pytest.mark.parametrize("text", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_addresses_of_the_open_internet_are_public(text: str):
    assert is_public(text)


@pytest.mark.parametrize(
    "text", ["", "nonsense", "127.0.0.1%eth0", "::", "ff02::1", "198.18.0.1", "2001:db8::1", "240.0.0.1"]
)
def test_everything_else_is_not(text: str):
    assert not is_public(text)


async def test_one_private_address_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch):
    async def both(*_args: Any, **_more: Any) -> list[Any]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("8.8.8.8", 80)), (*kind, ("127.0.0.1", 80))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", both)
    with pytest.raises(AddressRefused):
        await resolve("rebind.example", 80, private_allowed=False)


async def test_the_name_is_asked_once_and_the_connection_goes_to_what_was_checked(
    careful: SafeHttp, monkeypatch: pytest.MonkeyPatch
):
    asked = list[str]()

    async def rebinding(host: str, port: int, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) > 1 else "192.0.2.1", port))]

    # 192.0.2.1 is documentation space: refused; a second question would have led to loopback.
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", rebinding)
    with pytest.raises(AddressRefused):
        await get(careful, "http://rebind.example/")
    assert asked == ["rebind.example"]


async def test_an_answer_comes_back_as_it_is(http: SafeHttp):
    async with server(plain(b"no", b"X-A: 1", b"x-a: 2", b"Set-Cookie: a=1", b"set-cookie: b=2", status=b"404 No")) as (
        address,
        seen,
    ):
        reply = await http.send("POST", address + "/a?b=%20", headers={"X-Sent": "é"}, body=b"{}", timeout_seconds=5.0)

    assert (reply.status, reply.body) == (404, b"no")
    assert reply.headers["x-a"] == "1, 2"
    assert reply.headers["set-cookie"] == "a=1\nb=2"
    assert seen[0].startswith(b"POST /a?b=%20 HTTP/1.1\r\n")
    assert b"x-sent: \xe9\r\n" in seen[0].replace(b"X-Sent", b"x-sent")
    assert seen[0].endswith(b"\r\n\r\n{}")


async def test_a_redirect_is_an_answer_and_is_not_followed(http: SafeHttp):
    async with server(plain(b"", b"Location: http://127.0.0.1:1/", status=b"302 Found")) as (address, seen):
        reply = await get(http, address)

    assert (reply.status, len(seen)) == (302, 1)


async def test_an_answer_that_is_too_large_is_cut_off(http: SafeHttp):
    async with server(plain(b"x" * 1001)) as (address, _):
        with pytest.raises(HttpFailure, match="too large"):
            await get(http, address)


async def test_a_bomb_stops_at_the_cap(http: SafeHttp):
    bomb = gzip.compress(b"\0" * 50_000_000)
    async with server(plain(bomb, b"Content-Encoding: gzip")) as (address, _):
        with pytest.raises(HttpFailure, match="too large"):
            await get(http, address)


async def test_gzip_is_read_and_other_encodings_are_refused(http: SafeHttp):
    async with server(plain(gzip.compress(b"hello"), b"Content-Encoding: gzip")) as (address, _):
        reply = await get(http, address)
    assert reply.body == b"hello"
    assert "content-encoding" not in reply.headers

    async with server(plain(b"?", b"Content-Encoding: br")) as (address, _):
        with pytest.raises(HttpFailure, match="encoding"):
            await get(http, address)


async def test_a_slow_server_is_given_up(http: SafeHttp):
    async with server(plain(b"late"), delay_seconds=5.0) as (address, _):
        with pytest.raises(HttpFailure, match="timeout"):
            await get(http, address, timeout_seconds=0.2)


async def test_nobody_there_is_a_failure(http: SafeHttp):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(HttpFailure, match="no connection"):
        await get(http, f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gopher://127.0.0.1/",
        "file:///etc/passwd",
        "http://a b/",
        "http://a\r\nb/",
        "http://a/\r\nX: y",
        "http://user@a/",
        "http://a:0/",
        "http://a:99999/",
        "http://é.example/",
        "http:///x",
    ],
)
async def test_what_is_no_plain_address_is_refused(http: SafeHttp, url: str):
    with pytest.raises(HttpFailure):
        await get(http, url)


@pytest.mark.parametrize("headers", [{"a\r\nb": "c"}, {"a": "b\r\nc: d"}, {"": "x"}, {"a": "中"}, {"a b": "c"}])
async def test_headers_cannot_smuggle_lines(http: SafeHttp, headers: dict[str, str]):
    async with server(plain(b"")) as (address, seen):
        with pytest.raises(HttpFailure):
            await get(http, address, headers=headers)
    assert seen == []


async def test_a_method_cannot_smuggle_lines(http: SafeHttp):
    with pytest.raises(HttpFailure):
        await http.send("GET / HTTP/1.1\r\nX: y", "http://a/", headers={}, body=b"", timeout_seconds=1.0)


async def test_the_host_and_framing_headers_are_our_own(http: SafeHttp):
    async with server(plain(b"")) as (address, seen):
        await get(http, address, headers={"Host": "evil", "Content-Length": "9", "Transfer-Encoding": "chunked"})

    assert seen[0].lower().count(b"host:") == 1
    assert b"evil" not in seen[0]
    assert b"transfer-encoding" not in seen[0].lower()


async def test_nobody_reaches_the_host_through_the_host(monkeypatch: pytest.MonkeyPatch):
    """Where private addresses are allowed our own port is not, by whatever name; its neighbours are."""

    async def find(*_args: object, **_facts: object) -> list[tuple[Any, ...]]:
        return [(0, 0, 0, "", ("127.0.0.1", 0))]

    async with server(plain(b"ours")) as (own, own_seen), server(plain(b"neighbour")) as (neighbour, _):
        port = int(own.rpartition(":")[2])
        http = SafeHttp(allow_private=True, own=[("127.0.0.1", port), ("pay.example", 443)])
        try:
            for name in ("127.0.0.1", "localhost", "127.0.0.2", "2130706433", "0.0.0.0", "[::ffff:127.0.0.1]"):
                with pytest.raises(AddressRefused):
                    await get(http, f"http://{name}:{port}/metrics")
            assert (await get(http, neighbour)).body == b"neighbour"
            monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", find)
            with pytest.raises(AddressRefused):
                await get(http, f"http://rebound.example:{port}/metrics")
            for name in ("pay.example", "PAY.example", "pay.example."):
                with pytest.raises(AddressRefused):
                    await get(http, f"https://{name}/")
        finally:
            await http.close()
    assert own_seen == []
