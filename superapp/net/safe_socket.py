"""All outgoing WebSocket connections of the host, with the same care as safe_http.py: the name is resolved once, every
address is checked, the connection goes to a checked address, no redirect is followed, no proxy is used, messages are
bounded. Called by flows/relay_socket."""

import asyncio
import re
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidURI, WebSocketException
from websockets.typing import Subprotocol

from superapp.net.addresses import is_public
from superapp.net.safe_http import AddressRefused, resolve
from wallet.ports import HttpFailure

MESSAGE_BYTES_MAX = 1024 * 1024
_PORTS = {"wss": 443, "ws": 80}
_PROTOCOL = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")


class SocketPort(Protocol):
    """What a flow needs: a connection to somebody's socket."""

    async def open(
        self, url: str, *, headers: Mapping[str, str], protocols: Iterable[str], timeout_seconds: float
    ) -> ClientConnection:
        """Raises HttpFailure."""
        ...


class _NoRedirects(connect):
    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


@dataclass(frozen=True, slots=True)
class SafeSockets:
    """allow_private, own: as for SafeHttp."""

    allow_private: bool = False
    own: frozenset[tuple[str, int]] = frozenset()

    async def open(
        self, url: str, *, headers: Mapping[str, str], protocols: Iterable[str], timeout_seconds: float
    ) -> ClientConnection:
        """Raises HttpFailure (AddressRefused when the address is the reason)."""
        parts = urlsplit(url)
        host, scheme = parts.hostname or "", parts.scheme
        port = parts.port or _PORTS.get(scheme, 0)
        if not port or any(not _PROTOCOL.fullmatch(one) for one in protocols):
            raise HttpFailure("not an address")
        try:
            async with asyncio.timeout(timeout_seconds):
                plain = await self._connected(host, port)
                secure: dict[str, Any] = {}
                if scheme == "wss":
                    secure = {"ssl": ssl.create_default_context(), "server_hostname": host}
                try:
                    return await _NoRedirects(
                        url,
                        sock=plain,
                        additional_headers=dict(headers),
                        subprotocols=[Subprotocol(one) for one in protocols] or None,
                        user_agent_header=None,
                        open_timeout=None,
                        max_size=MESSAGE_BYTES_MAX,
                        max_queue=8,
                        proxy=None,
                        **secure,
                    )
                except BaseException:
                    plain.close()
                    raise
        except TimeoutError as error:
            raise HttpFailure("timeout") from error
        except (InvalidHandshake, InvalidURI, WebSocketException, OSError, ValueError) as error:
            raise HttpFailure(f"no connection: {type(error).__name__}") from error

    async def _connected(self, host: str, port: int) -> socket.socket:
        addresses = await resolve(host, port, private_allowed=self.allow_private)
        private = not all(is_public(address) for address in addresses)
        own_ports = {one for _, one in self.own}
        if (host.strip("[]").rstrip("."), port) in self.own or (private and port in own_ports):
            raise AddressRefused("the host does not talk to itself")
        loop, failure = asyncio.get_running_loop(), OSError("no address")
        for address in addresses:
            made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
            made.setblocking(False)
            try:
                target: Any = (address, port)
                await loop.sock_connect(made, target)
            except BaseException as error:
                made.close()
                if not isinstance(error, OSError):
                    raise
                failure = error
            else:
                return made
        raise failure
