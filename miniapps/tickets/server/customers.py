"""Who asks: a login code from either program becomes a customer with a token of our own. The door's program has an
appid of its own, so a person has another openid there; only whoever showed the door's code is a keeper."""

import hashlib
import secrets
from pathlib import Path

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.kit.host import HostClient, exchange
from miniapps.kit.kept_codes import is_right, kept_code
from miniapps.kit.languages import speak
from miniapps.kit.problems import Problem
from miniapps.tickets.server.tables import LANGUAGES, Customer

WRONG_CODES_MAX = 10


async def sign_in(database: Database, host: HostClient, code: str, *, at_door: bool = False, language: str = "") -> str:
    """Exchange the program's login code; returns the customer's new token. Refuses with code_refused."""
    login = await exchange(host, code)
    token = secrets.token_urlsafe(32)
    async with database.write() as work:
        customer = await work.get(Customer, login.openid) or Customer(
            openid=login.openid, token_digest="", session_key=""
        )
        customer.at_door = at_door
        customer.token_digest, customer.session_key = digest(token), login.session_key
        work.add(customer)
        await speak(work, LANGUAGES, login.openid, language)
    return token


async def require_customer(session: AsyncSession, authorization: str) -> Customer:
    """The customer of `Authorization: Bearer …`. Refuses with sign_in_needed."""
    token = authorization.removeprefix("Bearer ")
    found = (await session.exec(select(Customer).where(Customer.token_digest == digest(token)))).first()
    if not token or found is None:
        raise Problem(401, "sign_in_needed", "Please sign in again.")
    return found


async def try_door_code(database: Database, openid: str, code: str, right: str) -> None:
    """Make this person a keeper. Refuses with code_refused; after ten wrong ones with too_many_codes."""
    async with database.write() as session:
        customer = await session.get(Customer, openid)
        if customer is None or customer.wrong_codes >= WRONG_CODES_MAX:
            raise Problem(429, "too_many_codes", "Too many wrong codes. Please ask whoever runs the door.")
        customer.keeper = is_right(code, right)
        # The count is written also when the code is refused, so that nobody may try for ever.
        customer.wrong_codes = 0 if customer.keeper else customer.wrong_codes + 1
        session.add(customer)
    if not customer.keeper:
        raise Problem(403, "code_refused", "That is not the code of this door.")


def door_code(folder: Path) -> str:
    """Eight digits that the seller tells their door; made at the first start, readable by the owner only."""
    return kept_code(folder / "door_code.txt")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
