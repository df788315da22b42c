"""Who rides and who drives: a login code from either program becomes a token of the taxi's own."""

import hashlib
import secrets

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.kit.host import HostClient, exchange
from miniapps.kit.languages import speak
from miniapps.kit.problems import Problem
from miniapps.taxi.server.tables import LANGUAGES, Person

PASSENGER, DRIVER = "passenger", "driver"


async def sign_in(database: Database, host: HostClient, code: str, *, role: str, language: str = "") -> str:
    """Exchange a program's login code; returns a new token. Refuses with code_refused."""
    login = await exchange(host, code)
    return await remember(database, login.openid, login.session_key, role=role, language=language)


async def remember(database: Database, openid: str, session_key: str, *, role: str, language: str = "") -> str:
    token = secrets.token_urlsafe(32)
    async with database.write() as work:
        person = await work.get(Person, openid) or Person(openid=openid, role=role, token_digest="", session_key="")
        person.token_digest, person.session_key, person.role = _digest(token), session_key, role
        work.add(person)
        await speak(work, LANGUAGES, openid, language)
    return token


async def require(session: AsyncSession, authorization: str, role: str) -> str:
    """The openid behind `Authorization: Bearer …`. Refuses with sign_in_needed."""
    token = authorization.removeprefix("Bearer ")
    found = (
        await session.exec(select(Person).where(Person.token_digest == _digest(token), Person.role == role))
    ).first()
    if not token or found is None:
        raise Problem(401, "sign_in_needed", "Please sign in again.")
    return found.openid


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
