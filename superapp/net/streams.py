"""An answer that is read while it comes: the port beside `wallet.ports.HttpPort` for requests whose program wants each
piece as it arrives. Done by safe_http.py, asked by flows/proxy_request."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from wallet.ports import HttpPort


@dataclass(frozen=True, slots=True)
class HttpStream:
    """headers: names in lower case. pieces: inflated; raise HttpFailure when the rest does not come, or is too much."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]


class StreamingHttp(HttpPort, Protocol):
    def stream(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> AbstractAsyncContextManager[HttpStream]:
        """timeout_seconds: for the head, and between two pieces. Raises HttpFailure."""
        ...
