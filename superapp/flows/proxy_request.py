"""`wx.request`: the host asks a program's server on its behalf, because the sandbox has no network. Only addresses on
the program's list; the host's own cookies and credentials never travel. Called by web/bridge."""

from dataclasses import dataclass

from superapp.house import House
from superapp.net.program_requests import TIMEOUT_SECONDS_MAX, Answered, answered, outgoing
from superapp.programs import domains
from superapp.programs.outgoing import RequestFailed, UrlNotListed
from superapp.programs.sessions import ProgramSession
from wallet.ports import HttpFailure


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
    async with house.database.read() as session:
        if not await domains.is_listed(session, program_session.appid, wanted.url):
            raise UrlNotListed
    kept = outgoing(wanted.header, appid=program_session.appid, version=program_session.number)
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
    return answered(reply, binary=wanted.binary)
