"""Who buys: a login code from the program becomes a customer with a token of the shop's own. The program says which
language it speaks; what the server says by itself is said in it."""

import hashlib
import secrets

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit import languages
from miniapps.kit.database import Database
from miniapps.kit.host import HostClient, exchange
from miniapps.kit.languages import speak
from miniapps.kit.problems import Problem
from miniapps.shop.server.tables import LANGUAGES, Customer


async def sign_in(database: Database, host: HostClient, code: str, language: str = "") -> str:
    """Exchange the program's login code; returns the customer's new token. Refuses with code_refused."""
    login = await exchange(host, code)
    token = secrets.token_urlsafe(32)
    async with database.write() as work:
        customer = await work.get(Customer, login.openid) or Customer(
            openid=login.openid, token_digest="", session_key=""
        )
        customer.token_digest, customer.session_key = digest(token), login.session_key
        work.add(customer)
        await speak(work, LANGUAGES, login.openid, language)
    return token


async def language_of(session: AsyncSession, openid: str) -> str:
    return await languages.language_of(session, LANGUAGES, openid)


async def known_customer(session: AsyncSession, authorization: str) -> str:
    """The openid of whoever looks around; "" for somebody who has not signed in."""
    found = await _holder(session, authorization)
    return found.openid if found else ""


async def require_customer(session: AsyncSession, authorization: str) -> Customer:
    """The customer of `Authorization: Bearer …`. Refuses with sign_in_needed."""
    found = await _holder(session, authorization)
    if found is None:
        raise Problem(401, "sign_in_needed", "Please sign in again.")
    return found


async def _holder(session: AsyncSession, authorization: str) -> Customer | None:
    token = authorization.removeprefix("Bearer ")
    if not token:
        return None
    return (await session.exec(select(Customer).where(Customer.token_digest == digest(token)))).first()


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
