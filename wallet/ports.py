"""What the wallet is given instead of reaching for it: time, chance and the outside network. Production passes the
system's; tests pass a clock that travels, a seeded chance and a network that answers as told."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, always UTC and timezone-aware."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Chance(Protocol):
    """The part of `random.Random` that we use; `secrets.SystemRandom()` in production, a seeded one in tests."""

    def randbytes(self, n: int, /) -> bytes: ...
    def randrange(self, start: int, stop: int, /) -> int: ...


@dataclass(frozen=True, slots=True)
class HttpReply:
    """status: HTTP status; headers: lower-case names; body: bytes as received (capped by the port)."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


class HttpFailure(Exception):
    """No reply came: refused address, no connection, time-out, too large. The text says which."""


class HttpPort(Protocol):
    """All outgoing HTTP. Never follows a redirect, never touches a forbidden address."""

    async def send(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, timeout_seconds: float
    ) -> HttpReply:
        """Raises HttpFailure when no reply came."""
        ...


# Asked when a merchant names a payer: is this openid a person of this program? The host answers; without a host, yes.
PayerCheck = Callable[[str, str], Awaitable[bool]]


# Asked when a merchant pays out: whose openid is this? The person's id, or None.
PayeeFinder = Callable[[str, str], Awaitable[str | None]]


# Asked when a person pays with a code: what does this program know the person by? None: there is no such program.
OpenidFinder = Callable[[str, str], Awaitable[str | None]]


async def person_as_openid(appid: str, person_id: str) -> str | None:
    """The answer of a wallet that runs without a host."""
    return person_id if appid else None


async def openid_as_person(appid: str, openid: str) -> str | None:
    """The answer of a wallet that runs without a host."""
    return openid if appid and openid else None


async def any_payer(appid: str, openid: str) -> bool:
    """The answer of a wallet that runs without a host."""
    return bool(appid and openid)
