"""Who eats and who cooks: a login code from either program becomes a token of our own."""

import hashlib
import secrets
from typing import TypeVar

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server.tables import LANGUAGES, Cook, Customer
from miniapps.kit.database import Database
from miniapps.kit.host import HostClient, exchange
from miniapps.kit.languages import speak
from miniapps.kit.problems import Problem

Person = TypeVar("Person", Customer, Cook)


async def sign_in(database: Database, host: HostClient, code: str, kind: type[Person], language: str = "") -> str:
    """Exchange the program's login code; returns the person's new token. Refuses with code_refused."""
    login = await exchange(host, code)
    token = secrets.token_urlsafe(32)
    async with database.write() as work:
        person = await work.get(kind, login.openid) or kind(openid=login.openid, token_digest="", session_key="")
        person.token_digest, person.session_key = _digest(token), login.session_key
        work.add(person)
        await speak(work, LANGUAGES, login.openid, language)
    return token


async def require_person(session: AsyncSession, authorization: str, kind: type[Person]) -> Person:
    """The person of `Authorization: Bearer …`. Refuses with sign_in_needed."""
    found = await find_person(session, authorization, kind)
    if found is None:
        raise Problem(401, "sign_in_needed", "Please sign in again.")
    return found


async def find_person(session: AsyncSession, authorization: str, kind: type[Person]) -> Person | None:
    token = authorization.removeprefix("Bearer ")
    if not token:
        return None
    return (await session.exec(select(kind).where(kind.token_digest == _digest(token)))).first()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
