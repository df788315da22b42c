"""`wx.request`: the host asks a program's server on its behalf, because the sandbox has no network. Only addresses on
the program's list; the host's own cookies and credentials never travel. Called by web/bridge."""

import base64
from dataclasses import dataclass
from typing import ClassVar

from superapp.base.errors import HostError
from superapp.house import House
from superapp.programs import domains
from superapp.programs.sessions import ProgramSession
from wallet.ports import HttpFailure, HttpReply

REFERER = "https://servicewechat.com/{appid}/{version}/page-frame.html"
TIMEOUT_SECONDS_MAX = 60.0
USER_AGENT = "superapp-program/1"
# The connection's own, and those that say who is asking: a program may not speak for the host or for a proxy.
_DROPPED = frozenset({"accept-encoding", "expect", "forwarded", "host", "referer", "user-agent", "via", "x-real-ip"})
_CONNECTION = frozenset({"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"})
_DROPPED_STARTS = ("proxy-", "sec-", "x-forwarded-")


@dataclass(eq=False)
class UrlNotListed(HostError):
    code: ClassVar[str] = "url_not_listed"


@dataclass(eq=False)
class RequestFailed(HostError):
    """reason: "timeout" or what went wrong, without addresses of our network."""

    code: ClassVar[str] = "request_failed"
    reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """body: as the program sent it. binary: the answer goes back as base64."""

    url: str
    method: str
    header: dict[str, str]
    body: bytes
    timeout_seconds: float
    binary: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """data: text, or base64 when is_base64. cookies: Set-Cookie lines for the program to keep."""

    status: int
    header: dict[str, str]
    cookies: list[str]
    data: str
    is_base64: bool


async def proxy(house: House, program_session: ProgramSession, wanted: Wanted) -> Answered:
    """Any status is an answer. Raises UrlNotListed, RequestFailed."""
    async with house.database.read() as session:
        if not await domains.is_listed(session, program_session.appid, wanted.url):
            raise UrlNotListed
    kept = {
        name: value
        for name, value in wanted.header.items()
        if name.lower() not in _DROPPED | _CONNECTION and not name.lower().startswith(_DROPPED_STARTS)
    }
    kept["Referer"] = REFERER.format(appid=program_session.appid, version=program_session.number)
    kept["User-Agent"] = USER_AGENT
    try:
        reply = await house.http.send(
            wanted.method,
            wanted.url,
            headers=kept,
            body=wanted.body,
            timeout_seconds=min(wanted.timeout_seconds, TIMEOUT_SECONDS_MAX),
        )
    except HttpFailure as failure:
        raise RequestFailed(str(failure)) from failure
    return _answered(reply, binary=wanted.binary)


def _answered(reply: HttpReply, *, binary: bool) -> Answered:
    header = {name.title(): value for name, value in reply.headers.items() if name not in _CONNECTION | {"set-cookie"}}
    cookies = [line for line in reply.headers.get("set-cookie", "").split("\n") if line]
    data = base64.b64encode(reply.body).decode() if binary else reply.body.decode("utf-8-sig", "replace")
    return Answered(reply.status, header, cookies, data, binary)
