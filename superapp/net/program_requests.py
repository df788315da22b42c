"""What leaves and what comes back when a program asks a server through its host: which of its headers travel, and the
answer as the program reads it (`RequestReply` of browser/runtime/protocol/server.ts). Used by flows/proxy_request and
by dev/bridge."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from wallet.ports import HttpReply

REFERER = "https://servicewechat.com/{appid}/{version}/page-frame.html"
TIMEOUT_SECONDS_MAX = 60.0
USER_AGENT = "superapp-program/1"
# The connection's own, and those that say who is asking: a program may not speak for the host or for a proxy.
_DROPPED = frozenset({"accept-encoding", "expect", "forwarded", "host", "referer", "user-agent", "via", "x-real-ip"})
_CONNECTION = frozenset({"connection", "content-length", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"})
_DROPPED_STARTS = ("proxy-", "sec-", "x-forwarded-")


@dataclass(frozen=True, slots=True)
class Answered:
    """data: text, or base64 when is_base64. cookies: Set-Cookie lines for the program to keep."""

    status: int
    header: dict[str, str]
    cookies: list[str]
    data: str
    is_base64: bool


def outgoing(header: Mapping[str, str], *, appid: str, version: int) -> dict[str, str]:
    """The program's headers that travel, and ours."""
    kept = {
        name: value
        for name, value in header.items()
        if name.lower() not in _DROPPED | _CONNECTION and not name.lower().startswith(_DROPPED_STARTS)
    }
    return kept | {"Referer": REFERER.format(appid=appid, version=version), "User-Agent": USER_AGENT}


def answered(reply: HttpReply, *, binary: bool) -> Answered:
    """binary: as base64 whatever it is."""
    header = {name.title(): value for name, value in reply.headers.items() if name not in _CONNECTION | {"set-cookie"}}
    cookies = [line for line in reply.headers.get("set-cookie", "").split("\n") if line]
    data = base64.b64encode(reply.body).decode() if binary else reply.body.decode("utf-8-sig", "replace")
    return Answered(reply.status, header, cookies, data, binary)
