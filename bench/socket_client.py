"""Thousands of WebSockets in one process, as cheap as Python can make them, so that a benchmark measures the server and
not its client. Bytes as in RFC 6455: the client masks, the server does not; fragments are not expected. Offers
permessage-deflate as browsers do; a server that takes the offer fails the benchmark. bench/sockets.py calls it."""

import asyncio
import base64
import os
from collections.abc import Callable
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA


class Line(asyncio.Protocol):
    """One socket. on_text: called with each text frame, as bytes. is_open turns true after the handshake."""

    def __init__(self, url: str, headers: dict[str, str], on_text: Callable[[bytes], None]) -> None:
        parts = urlsplit(url)
        self._head = "".join(
            f"{line}\r\n"
            for line in (
                f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1",
                f"Host: {parts.netloc}",
                "Upgrade: websocket",
                "Connection: Upgrade",
                f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
                *(f"{name}: {value}" for name, value in headers.items()),
                "",
            )
        ).encode()
        self._on_text, self._seen = on_text, b""
        self._transport: asyncio.Transport | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._head)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("closed during the handshake"))

    def data_received(self, data: bytes) -> None:
        self._seen += data
        if not self.is_open:
            head, end, rest = self._seen.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 101") or b"permessage-deflate" in head.lower():
                self.opened.set_exception(ConnectionError(head.decode("latin-1")[:300]))
                self.close()
                return
            self.is_open, self._seen = True, rest
            self.opened.set_result(None)
        self._frames()

    def send(self, text: bytes, kind: int = TEXT) -> None:
        """text: below 126 bytes. A mask of zeros is a mask."""
        assert self._transport is not None
        assert len(text) < 126
        self._transport.write(bytes((0x80 | kind, 0x80 | len(text), 0, 0, 0, 0)) + text)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _frames(self) -> None:
        seen, at = self._seen, 0
        while len(seen) - at >= 2:
            kind, length, start = seen[at] & 0x0F, seen[at + 1] & 0x7F, at + 2
            if length == 126:
                length, start = int.from_bytes(seen[start : start + 2]), start + 2
            elif length == 127:
                length, start = int.from_bytes(seen[start : start + 8]), start + 8
            if len(seen) < start + length:
                break
            at = start + length
            if kind == TEXT:
                self._on_text(seen[start:at])
            elif kind == PING:
                self.send(seen[start:at], PONG)
            elif kind == CLOSE:
                self.close()
        self._seen = seen[at:]


async def open_line(url: str, headers: dict[str, str], on_text: Callable[[bytes], None]) -> Line:
    """Raises OSError when the server refuses."""
    parts = urlsplit(url)
    _, line = await asyncio.get_running_loop().create_connection(
        lambda: Line(url, headers, on_text), parts.hostname or "", parts.port or 80
    )
    await line.opened
    return line
