"""Who buys: a login code from the program becomes a customer with a token of the shop's own."""

import hashlib
import secrets

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.concurrency import run_in_threadpool
from wechatpy import WeChatClient, WeChatClientException

from miniapps.shop.server.database import ShopDatabase
from miniapps.shop.server.problems import ShopProblem
from miniapps.shop.server.settings import ShopSettings
from miniapps.shop.server.tables import Customer


class HostClient(WeChatClient):
    """`wechatpy`, pointed at this host instead of the original platform."""

    def __init__(self, settings: ShopSettings) -> None:
        self.API_BASE_URL = settings.host_url + "/cgi-bin/"
        super().__init__(settings.appid, settings.appsecret)
        self.wxa.API_BASE_URL = settings.host_url + "/"  # pyright: ignore[reportAttributeAccessIssue]
        self._token_url = settings.host_url + "/cgi-bin/token"

    def fetch_access_token(self) -> object:
        """The client writes this address into its code, so it is the one call that must be said again."""
        return self._fetch_access_token(
            url=self._token_url,
            params={"grant_type": "client_credential", "appid": self.appid, "secret": self.secret},
        )


async def sign_in(database: ShopDatabase, host: HostClient, code: str) -> str:
    """Exchange the program's login code; returns the customer's new token. Refuses with code_refused."""
    try:
        session = await run_in_threadpool(host.wxa.code_to_session, code)
    except WeChatClientException as refusal:
        raise ShopProblem(401, "code_refused", "Signing in did not work. Please try again.") from refusal
    token = secrets.token_urlsafe(32)
    async with database.write() as work:
        customer = await work.get(Customer, session["openid"]) or Customer(
            openid=session["openid"], token_digest="", session_key=""
        )
        customer.token_digest, customer.session_key = _digest(token), session["session_key"]
        work.add(customer)
    return token


async def require_customer(session: AsyncSession, authorization: str) -> Customer:
    """The customer of `Authorization: Bearer …`. Refuses with sign_in_needed."""
    token = authorization.removeprefix("Bearer ")
    found = (await session.exec(select(Customer).where(Customer.token_digest == _digest(token)))).first()
    if not token or found is None:
        raise ShopProblem(401, "sign_in_needed", "Please sign in again.")
    return found


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
