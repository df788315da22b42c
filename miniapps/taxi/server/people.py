"""Who rides and who drives: a login code from either program becomes a token of the taxi's own."""

import hashlib
import secrets

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.concurrency import run_in_threadpool
from wechatpy import WeChatClient, WeChatClientException

from miniapps.taxi.server.database import TaxiDatabase
from miniapps.taxi.server.problems import TaxiProblem
from miniapps.taxi.server.tables import Person

PASSENGER, DRIVER = "passenger", "driver"


class HostClient(WeChatClient):
    """`wechatpy`, pointed at this host instead of the original platform."""

    def __init__(self, host_url: str, appid: str, appsecret: str) -> None:
        self.API_BASE_URL = host_url + "/cgi-bin/"
        super().__init__(appid, appsecret)
        self.wxa.API_BASE_URL = host_url + "/"  # pyright: ignore[reportAttributeAccessIssue]
        self._token_url = host_url + "/cgi-bin/token"

    def fetch_access_token(self) -> object:
        """The client writes this address into its code, so it is the one call that must be said again."""
        return self._fetch_access_token(
            url=self._token_url,
            params={"grant_type": "client_credential", "appid": self.appid, "secret": self.secret},
        )


async def sign_in(database: TaxiDatabase, host: HostClient, code: str, *, role: str) -> str:
    """Exchange a program's login code; returns a new token. Refuses with code_refused."""
    try:
        session = await run_in_threadpool(host.wxa.code_to_session, code)
    except WeChatClientException as refusal:
        raise TaxiProblem(401, "code_refused", "Signing in did not work. Please try again.") from refusal
    return await remember(database, session["openid"], session["session_key"], role=role)


async def remember(database: TaxiDatabase, openid: str, session_key: str, *, role: str) -> str:
    token = secrets.token_urlsafe(32)
    async with database.write() as work:
        person = await work.get(Person, openid) or Person(openid=openid, role=role, token_digest="", session_key="")
        person.token_digest, person.session_key, person.role = _digest(token), session_key, role
        work.add(person)
    return token


async def require(session: AsyncSession, authorization: str, role: str) -> str:
    """The openid behind `Authorization: Bearer …`. Refuses with sign_in_needed."""
    token = authorization.removeprefix("Bearer ")
    found = (
        await session.exec(select(Person).where(Person.token_digest == _digest(token), Person.role == role))
    ).first()
    if not token or found is None:
        raise TaxiProblem(401, "sign_in_needed", "Please sign in again.")
    return found.openid


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
