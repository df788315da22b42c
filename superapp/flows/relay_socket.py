"""`wx.connectSocket`: the host connects to a program's server on its behalf, because the sandbox has no network. Only
servers on the program's list; the host's own cookies and credentials never travel. Called by web/bridge/sockets."""

from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection

from superapp.house import House
from superapp.net.program_requests import outgoing
from superapp.net.safe_socket import SocketPort
from superapp.programs import domains
from superapp.programs.outgoing import RequestFailed, UrlNotListed
from superapp.programs.sessions import ProgramSession
from wallet.ports import HttpFailure

OPEN_SECONDS_MAX = 60.0


@dataclass(frozen=True, slots=True)
class WantedSocket:
    """url: wss://…, or ws:// to a listed http address of the demo."""

    url: str
    header: dict[str, str]
    protocols: list[str]
    timeout_seconds: float


async def connect(
    house: House, sockets: SocketPort, program_session: ProgramSession, wanted: WantedSocket
) -> ClientConnection:
    """An open connection, for the caller to close. Raises UrlNotListed, RequestFailed."""
    scheme, _, rest = wanted.url.partition("://")
    listed = {"wss": "https", "ws": "http"}.get(scheme.lower())
    if listed is None:
        raise UrlNotListed
    async with house.database.read() as session:
        if not await domains.is_listed(session, program_session.appid, f"{listed}://{rest}"):
            raise UrlNotListed
    try:
        return await sockets.open(
            f"{scheme.lower()}://{rest}",
            headers=outgoing(wanted.header, appid=program_session.appid, version=program_session.number),
            protocols=wanted.protocols,
            timeout_seconds=min(wanted.timeout_seconds, OPEN_SECONDS_MAX),
        )
    except HttpFailure as failure:
        raise RequestFailed(str(failure)) from failure
