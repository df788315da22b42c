"""Who works at a seller's desk. They sign in with the sellers' program, whose people have other openids than buyers,
and say once which shop they work for: with its code, or freely in a demonstration."""

import hashlib
import hmac
import secrets

from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.kit.host import HostClient, exchange
from miniapps.kit.languages import speak
from miniapps.kit.problems import Problem
from miniapps.shop.server.customers import digest
from miniapps.shop.server.tables import LANGUAGES, ShopTable

NOWHERE = "-"
"""The seller of somebody who has not said it yet; "" is the shop itself."""


class Staff(ShopTable, table=True):
    __tablename__ = "staff"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    token_digest: str = Field(index=True)
    seller: str = NOWHERE


async def sign_in(database: Database, host: HostClient, code: str, language: str = "") -> str:
    """Returns a new token. Refuses with code_refused."""
    login, token = await exchange(host, code), secrets.token_urlsafe(32)
    async with database.write() as session:
        one = await session.get(Staff, login.openid) or Staff(openid=login.openid, token_digest="")
        one.token_digest = digest(token)
        session.add(one)
        await speak(session, LANGUAGES, login.openid, language)
    return token


async def require_staff(session: AsyncSession, authorization: str) -> Staff:
    """Refuses with sign_in_needed."""
    token = authorization.removeprefix("Bearer ")
    found = (await session.exec(select(Staff).where(Staff.token_digest == digest(token)))).first()
    if not token or found is None:
        raise Problem(401, "sign_in_needed", "Please sign in again.")
    return found


async def join(session: AsyncSession, openid: str, seller: str, code: str, *, wanted: str) -> None:
    """wanted: the code of that seller, "" in a demonstration. Refuses with code_wrong."""
    if wanted and not hmac.compare_digest(code.strip().encode(), wanted.encode()):
        raise Problem(403, "code_wrong", "This is not the code of this shop.")
    one = await session.get_one(Staff, openid)
    one.seller = seller
    session.add(one)


def code_of(secret: str, seller: str) -> str:
    """What a seller gives to its people: of 40 bits, made of the program's secret."""
    return hmac.new(secret.encode(), f"desk of {seller}".encode(), hashlib.sha256).hexdigest()[:10]
