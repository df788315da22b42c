"""Who eats and who cooks: a login code from either program becomes a token of our own."""

import hashlib
import secrets
from typing import TypeVar

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.concurrency import run_in_threadpool
from wechatpy import WeChatClient, WeChatClientException

from miniapps.food.server.database import FoodDatabase
from miniapps.food.server.problems import FoodProblem
from miniapps.food.server.tables import Cook, Customer

Person = TypeVar("Person", Customer, Cook)


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


async def sign_in(database: FoodDatabase, host: HostClient, code: str, kind: type[Person]) -> str:
    """Exchange the program's login code; returns the person's new token. Refuses with code_refused."""
    try:
        session = await run_in_threadpool(host.wxa.code_to_session, code)
    except WeChatClientException as refusal:
        raise FoodProblem(401, "code_refused", "Signing in did not work. Please try again.") from refusal
    token = secrets.token_urlsafe(32)
    async with database.write() as work:
        person = await work.get(kind, session["openid"]) or kind(
            openid=session["openid"], token_digest="", session_key=""
        )
        person.token_digest, person.session_key = _digest(token), session["session_key"]
        work.add(person)
    return token


async def require_person(session: AsyncSession, authorization: str, kind: type[Person]) -> Person:
    """The person of `Authorization: Bearer …`. Refuses with sign_in_needed."""
    found = await find_person(session, authorization, kind)
    if found is None:
        raise FoodProblem(401, "sign_in_needed", "Please sign in again.")
    return found


async def find_person(session: AsyncSession, authorization: str, kind: type[Person]) -> Person | None:
    token = authorization.removeprefix("Bearer ")
    if not token:
        return None
    return (await session.exec(select(kind).where(kind.token_digest == _digest(token)))).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
