"""Who may use the desk: a login code of its program becomes a token of our own, and the desk's code makes a keeper."""

import hashlib
import secrets
from pathlib import Path

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.envelopes.server.tables import Keeper
from miniapps.kit.database import Database
from miniapps.kit.host import HostClient, exchange
from miniapps.kit.kept_codes import is_right, kept_code
from miniapps.kit.problems import Problem

WRONG_CODES_MAX = 10


async def sign_in(database: Database, host: HostClient, code: str) -> str:
    """Exchange the program's login code; returns the person's new token. Refuses with code_refused."""
    login = await exchange(host, code)
    token = secrets.token_urlsafe(32)
    async with database.write() as session:
        known = await session.get(Keeper, login.openid) or Keeper(openid=login.openid, token_digest="", session_key="")
        known.token_digest, known.session_key = digest(token), login.session_key
        session.add(known)
    return token


async def require_keeper(session: AsyncSession, authorization: str, *, may_be_new: bool = False) -> Keeper:
    """Whoever `Authorization: Bearer …` is. Refuses with sign_in_needed, desk_code_needed."""
    token = authorization.removeprefix("Bearer ")
    found = (await session.exec(select(Keeper).where(Keeper.token_digest == digest(token)))).first()
    if not token or found is None:
        raise Problem(401, "sign_in_needed", "Please sign in again.")
    if not (found.keeper or may_be_new):
        raise Problem(403, "desk_code_needed", "Please enter the code of the desk.")
    return found


async def try_desk_code(database: Database, openid: str, code: str, right: str) -> None:
    """Make this person a keeper. Refuses with code_wrong; after ten wrong ones with too_many_codes."""
    async with database.write() as session:
        known = await session.get(Keeper, openid)
        if known is None or known.wrong_codes >= WRONG_CODES_MAX:
            raise Problem(429, "too_many_codes", "Too many wrong codes. Please ask whoever runs the desk.")
        known.keeper = is_right(code, right)
        # The count is written also when the code is refused, so that nobody may try for ever.
        known.wrong_codes = 0 if known.keeper else known.wrong_codes + 1
        session.add(known)
    if not known.keeper:
        raise Problem(403, "code_wrong", "That is not the code of this desk.")


def desk_code(folder: Path) -> str:
    """Eight digits that the merchant tells whoever runs the desk; made at the first start, for its eyes only."""
    return kept_code(folder / "desk_code.txt")


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
