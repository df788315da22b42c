"""How much one open program may ask of the server: calls per minute for each api, and requests at one time. Counted in
this process; several host processes give several times as much, which is still bounded. Called by calls.py."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import HTTPConnection

from superapp.base.errors import HostError
from superapp.security.rate_limits import RateLimits

# A person's thumb is far below these; a loop in a program is far above.
CALLS = {
    "open": "120/minute",
    "login": "60/minute",
    "checkSession": "120/minute",
    "request": "600/minute",
    "connectSocket": "60/minute",
    "requestPayment": "30/minute",
    "setStorage": "600/minute",
    "removeStorage": "600/minute",
    "clearStorage": "60/minute",
    "getSetting": "300/minute",
    "setConsent": "120/minute",
    "getUserInfo": "120/minute",
    "getPhoneNumber": "30/minute",
    "listDetails": "120/minute",
    "saveDetail": "60/minute",
    "useDetail": "60/minute",
    "removeDetail": "60/minute",
    "answerSubscriptions": "60/minute",
    "keepSubscription": "60/minute",
    "messageTemplates": "60/minute",
    "openContact": "20/minute",
    "forgetProgram": "20/minute",
    "shareTargets": "60/minute",
    "shareCard": "30/minute",
    "aboutProgram": "60/minute",
    "checkUpdate": "60/minute",
    "programName": "60/minute",
    "showMerchantTransfer": "30/minute",
    "takeMerchantTransfer": "30/minute",
    "envelopeTargets": "60/minute",
    "getEnvelopes": "60/minute",
    "showGift": "60/minute",
    "takeGift": "30/minute",
}
AT_ONCE_MAX = {"request": 10, "connectSocket": 5}
"""The platform's limits of concurrent wx.request and of open sockets."""


@dataclass(eq=False)
class TooManyAtOnce(HostError):
    code: ClassVar[str] = "too_many_at_once"


class Quota:
    """calls: api -> "count/period"; tests pass smaller ones."""

    def __init__(self, calls: dict[str, str] | None = None) -> None:
        self._limits = RateLimits(CALLS | (calls or {}))
        self._running: Counter[str] = Counter()

    async def count(self, api: str, key: str) -> None:
        """key: whose calls these are. Raises TooOften."""
        await self._limits.hit(api, key)

    @asynccontextmanager
    async def one_of_few(self, api: str, key: str) -> AsyncIterator[None]:
        """Raises TooManyAtOnce for the eleventh request, or the sixth socket, that runs."""
        if api not in AT_ONCE_MAX:
            yield
            return
        key = f"{api} {key}"
        if self._running[key] >= AT_ONCE_MAX[api]:
            raise TooManyAtOnce
        self._running[key] += 1
        try:
            yield
        finally:
            self._running[key] -= 1
            if not self._running[key]:
                del self._running[key]


def quota_of(request: HTTPConnection) -> Quota:
    """The app's one; made at its first call."""
    state = request.app.state
    if not hasattr(state, "bridge_quota"):
        state.bridge_quota = Quota()
    return state.bridge_quota
