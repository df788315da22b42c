"""How often one visitor may try something, counted in this process's memory. Handlers ask before the work is done.
Counts that must survive a restart (guesses at a password) are rows of `superapp/accounts/attempts.py` instead."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from math import ceil
from time import time
from typing import ClassVar

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from superapp.base.errors import HostError


@dataclass(eq=False)
class TooOften(HostError):
    """what: the rule's name; retry_after_seconds: when trying again makes sense."""

    code: ClassVar[str] = "too_often"
    what: str
    retry_after_seconds: int


# By name: how many, in which time. Generous for people, also behind one shared address; tight for scripts.
RULES = {
    "sign_in": "60/minute",
    "sign_up": "30/hour",
    "passkey": "60/minute",
    "open_link": "120/minute",
    "media": "1200/minute",
    "push": "30/minute",
    "nearby": "12/hour",
    "like": "120/minute",
    "rating": "20/hour",
    "keys": "240/minute",
    "key_claim": "60/hour",
    "number": "30/hour",  # whole phone numbers that somebody searches for: nobody walks through a country's numbers
    "number_code": "20/hour",
}


def network_of(address: str) -> str:
    """Who an address counts as: an IPv6 subscriber has a whole /64 to send from."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)


class RateLimits:
    """rules: name -> "count/period" as `limits` reads it; tests pass smaller ones."""

    def __init__(self, rules: dict[str, str] | None = None) -> None:
        self._rules: dict[str, RateLimitItem] = {name: parse(rule) for name, rule in (RULES | (rules or {})).items()}
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def hit(self, what: str, *who: str) -> None:
        """Count one try of `who` (an address, an account). Raises TooOften when it is one too many."""
        rule = self._rules[what]
        if not await self._limiter.hit(rule, what, *who):
            reset = (await self._limiter.get_window_stats(rule, what, *who)).reset_time
            raise TooOften(what, max(1, ceil(reset - time())))
