"""All outgoing HTTP of the host and of the wallet: the port `wallet.ports.HttpPort` on httpx2's connection pool. A name
is resolved once, every address it has is checked, and the connection goes to a checked address, so that a second
answer of the resolver changes nothing. No redirect is followed, no cookie is kept, no proxy of the environment is
used; size and time are capped.

Opened in superapp/main.py and superapp/worker.py; close it with `close()`."""

import asyncio
import re
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import httpcore2

from superapp.net.addresses import is_public
from superapp.net.streams import HttpStream
from wallet.ports import HttpFailure, HttpReply

BODY_BYTES_MAX = 10 * 1024 * 1024
HEADERS_MAX = 100
_URL = re.compile(r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?(/[^#]*|\?[^#]*)?(?:#.*)?", re.DOTALL)
_METHOD = re.compile(r"[A-Z]{1,16}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_PORTS = {"https": 443, "http": 80}


class AddressRefused(HttpFailure):
    """The name leads to an address that the host does not talk to."""


class _CheckedNetwork(httpcore2.AsyncNetworkBackend):
    """Connects by address, after the check. TLS still names and verifies the host."""

    def __init__(self, *, private_allowed: bool, own: frozenset[tuple[str, int]]) -> None:
        self._inner: Any = httpcore2.AnyIOBackend()  # typed as empty for those without anyio
        self._private_allowed = private_allowed
        self._own, self._own_ports = own, {port for _, port in own}

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await resolve(host, port, private_allowed=self._private_allowed)
        # A program that asked the host through the host would come from its own address, where some doors open by
        # themselves. Under another name: a private address with our port is taken for ours.
        private = not all(is_public(address) for address in addresses)
        if (host.strip("[]").rstrip("."), port) in self._own or (private and port in self._own_ports):
            raise AddressRefused("the host does not talk to itself")
        failure: httpcore2.ConnectError | None = None
        for address in addresses:
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore2.ConnectError as error:
                failure = error
        raise failure or httpcore2.ConnectError("no address")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None
    ) -> httpcore2.AsyncNetworkStream:
        raise AddressRefused("no sockets of this machine")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


async def resolve(host: str, port: int, *, private_allowed: bool) -> list[str]:
    """The addresses of a host, all of them checked. Raises AddressRefused, HttpFailure.

    One bad address refuses the host: a name that answers both 8.8.8.8 and 127.0.0.1 waits for its second chance.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HttpFailure("the host's name has no address") from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses:
        raise HttpFailure("the host's name has no address")
    if not private_allowed and not all(is_public(address) for address in addresses):
        raise AddressRefused("the host's address is not public")
    return addresses


class SafeHttp:
    """allow_private: settings.allow_private_hosts. own: names and ports under which this very host answers; nobody's
    request is sent there. body_bytes_max: of an answer, inflated."""

    def __init__(
        self,
        *,
        allow_private: bool = False,
        own: Iterable[tuple[str, int]] = (),
        body_bytes_max: int = BODY_BYTES_MAX,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._body_bytes_max = body_bytes_max
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl_context or ssl.create_default_context(),
            max_connections=200,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=_CheckedNetwork(private_allowed=allow_private, own=frozenset(own)),
        )

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> HttpReply:
        """One exchange. Raises HttpFailure (AddressRefused when the address is the reason)."""
        with _failures_named():
            async with (
                asyncio.timeout(timeout_seconds),
                self.stream(method, url, headers=headers, body=body, timeout_seconds=timeout_seconds) as answer,
            ):
                return HttpReply(answer.status, answer.headers, b"".join([piece async for piece in answer.pieces]))

    @asynccontextmanager
    async def stream(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> AsyncIterator[HttpStream]:
        """The same, read while it comes. timeout_seconds: for the head, and between two pieces."""
        request = _request(method, url, headers, body, timeout_seconds)
        with _failures_named():
            async with asyncio.timeout(timeout_seconds):
                response = await self._pool.handle_async_request(request)
            try:
                yield self._opened(response)
            finally:
                await response.aclose()

    async def close(self) -> None:
        await self._pool.aclose()

    def _opened(self, response: httpcore2.Response) -> HttpStream:
        headers = dict[str, str]()
        for raw_name, raw_value in response.headers[:HEADERS_MAX]:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            # Set-Cookie is the one header that cannot be joined with a comma.
            joint = "\n" if name == "set-cookie" else ", "
            headers[name] = headers[name] + joint + value if name in headers else value
        inflate = _inflater(headers.get("content-encoding", ""))
        if headers.pop("content-encoding", ""):
            headers.pop("content-length", None)

        async def pieces() -> AsyncIterator[bytes]:
            room = self._body_bytes_max
            with _failures_named():
                async for chunk in response.aiter_stream():
                    piece = inflate(chunk, room + 1)
                    if (room := room - len(piece)) < 0:
                        raise HttpFailure("the answer is too large")
                    yield piece

        return HttpStream(response.status, headers, pieces())


@contextmanager
def _failures_named() -> Iterator[None]:
    try:
        yield
    except (TimeoutError, httpcore2.TimeoutException) as error:
        raise HttpFailure("timeout") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol, OSError) as error:
        raise HttpFailure(f"no connection: {type(error).__name__}") from error


def _request(
    method: str, url: str, headers: Mapping[str, str], body: bytes, timeout_seconds: float
) -> httpcore2.Request:
    parts = _URL.fullmatch(url)
    if not parts or not url.isascii() or any(ord(letter) <= 32 or ord(letter) == 127 for letter in url):
        raise HttpFailure("not an address")
    if not _METHOD.fullmatch(method):
        raise HttpFailure("not a method")
    scheme, host, port, rest = parts.groups()
    port_number = int(port) if port else _PORTS[scheme]
    if not 0 < port_number < 65536:
        raise HttpFailure("not a port")
    target = rest or "/"
    target = target if target.startswith("/") else "/" + target
    sent = [("host", host + (f":{port}" if port and port_number != _PORTS[scheme] else ""))]
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or not value.isprintable() or not _latin(value):
            raise HttpFailure("not a header")
        if name.lower() not in {"host", "content-length", "transfer-encoding", "connection", "accept-encoding"}:
            sent.append((name, value.strip()))
    sent.append(("accept-encoding", "gzip"))
    if body or method in {"POST", "PUT", "PATCH"}:
        sent.append(("content-length", str(len(body))))
    limits = dict.fromkeys(("connect", "read", "write", "pool"), timeout_seconds)
    return httpcore2.Request(
        method.encode(),
        httpcore2.URL(scheme=scheme.encode(), host=host.lower().encode(), port=port_number, target=target.encode()),
        headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent],
        content=body,
        extensions={"timeout": limits},
    )


def _latin(value: str) -> bool:
    return all(ord(letter) < 256 for letter in value)


def _inflater(encoding: str) -> Callable[[bytes, int], bytes]:
    """A function (chunk, at most so many bytes) -> bytes. A bomb stops at the cap and is never expanded whole."""
    match encoding.strip().lower():
        case "" | "identity":
            return lambda chunk, _room: chunk
        case "gzip" | "x-gzip":
            inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)

            def inflate(chunk: bytes, room: int) -> bytes:
                try:
                    return inflater.decompress(chunk, max(1, room))
                except zlib.error as error:
                    raise HttpFailure("the answer is not what it says") from error

            return inflate
        case _:
            raise HttpFailure("the answer has an encoding that was not asked for")
