"""Stand-ins for the only three things tests replace: time, chance and the outside network."""

import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from superapp.net.streams import HttpStream
from wallet.ports import HttpFailure, HttpReply


class TravelClock:
    """A clock that moves only when told."""

    def __init__(self, start: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def travel(self, **amount: float) -> datetime:
        """`travel(hours=24)`; returns the new moment."""
        self._now += timedelta(**amount)
        return self._now


def seeded(seed: int = 1) -> random.Random:
    return random.Random(seed)


@dataclass
class Sent:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class RecordedHttp:
    """An outside network that answers as told and remembers what was sent."""

    answer: Callable[[Sent], HttpReply] = lambda _sent: HttpReply(200)
    sent: list[Sent] = field(default_factory=list[Sent])

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> HttpReply:
        one = Sent(method, url, dict(headers), body)
        self.sent.append(one)
        return self.answer(one)

    @asynccontextmanager
    async def stream(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> AsyncIterator[HttpStream]:
        """The same answer, cut at its line ends."""
        reply = await self.send(method, url, headers=headers, body=body, timeout_seconds=timeout_seconds)

        async def pieces() -> AsyncIterator[bytes]:
            for piece in reply.body.splitlines(keepends=True):
                yield piece

        yield HttpStream(reply.status, reply.headers, pieces())


def unreachable(_sent: Sent) -> HttpReply:
    raise HttpFailure("connection refused")
