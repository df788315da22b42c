"""`wx.request`: the host asks a program's server on its behalf, because the sandbox has no network. Only addresses on
the program's list; the host's own cookies and credentials never travel. Called by web/bridge."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from superapp.house import House
from superapp.net.program_requests import TIMEOUT_SECONDS_MAX, Answered, answered, outgoing
from superapp.programs import domains
from superapp.programs.outgoing import RequestFailed, UrlNotListed
from superapp.programs.sessions import ProgramSession
from wallet.ports import HttpFailure, HttpReply

STREAM_SECONDS_MAX = 300.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """body: as the program sent it. binary: the answer goes back as base64."""

    url: str
    method: str
    header: dict[str, str]
    body: bytes
    timeout_seconds: float
    binary: bool


async def proxy(house: House, program_session: ProgramSession, wanted: Wanted) -> Answered:
    """Any status is an answer. Raises UrlNotListed, RequestFailed."""
    kept = await _headers(house, program_session, wanted)
    seconds = min(wanted.timeout_seconds, TIMEOUT_SECONDS_MAX)
    try:
        reply = await house.http.send(
            wanted.method, wanted.url, headers=kept, body=wanted.body, timeout_seconds=seconds
        )
    except HttpFailure as failure:
        raise RequestFailed(str(failure)) from failure
    return answered(reply, binary=wanted.binary)


async def stream(house: House, program_session: ProgramSession, wanted: Wanted) -> AsyncIterator[Answered | bytes]:
    """The same answer while it comes: its head, with no data, and then its pieces. Raises as `proxy` does."""
    kept = await _headers(house, program_session, wanted)
    seconds = min(wanted.timeout_seconds, TIMEOUT_SECONDS_MAX)
    try:
        async with (
            asyncio.timeout(STREAM_SECONDS_MAX),
            house.http.stream(
                wanted.method, wanted.url, headers=kept, body=wanted.body, timeout_seconds=seconds
            ) as answer,
        ):
            yield answered(HttpReply(answer.status, answer.headers), binary=False)
            async for piece in answer.pieces:
                yield piece
    except (HttpFailure, TimeoutError) as failure:
        raise RequestFailed(str(failure) or "timeout") from failure


async def _headers(house: House, program_session: ProgramSession, wanted: Wanted) -> dict[str, str]:
    """What travels, when the address is on the program's list. Raises UrlNotListed."""
    async with house.database.read() as session:
        if not await domains.is_listed(session, program_session.appid, wanted.url):
            raise UrlNotListed
    return outgoing(wanted.header, appid=program_session.appid, version=program_session.number)
