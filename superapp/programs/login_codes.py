"""Login codes: what `wx.login` gives to a program and its back end trades for the openid. One use, five minutes, one
program. Called by flows/login_program and flows/exchange_code."""

from datetime import datetime, timedelta

from sqlmodel import Field, col, delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import LoginCodeInvalid
from superapp.security.tokens import digest, new_token
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ports import Chance

CODE_LIFE = timedelta(minutes=5)
KEPT_FOR = timedelta(hours=1)  # a back end that asks twice, late, still hears "used"


class LoginCodeRow(HostTable, table=True):
    __tablename__ = "login_codes"  # pyright: ignore[reportAssignmentType]

    digest: str = Field(primary_key=True, max_length=64)
    appid: str = Field(max_length=18)
    person_id: str = Field(max_length=40)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


async def issue_code(session: AsyncSession, person_id: str, appid: str, *, now: datetime, chance: Chance) -> str:
    """The code, 43 letters."""
    code = new_token(chance)
    session.add(LoginCodeRow(digest=digest(code), appid=appid, person_id=person_id, expires_at=now + CODE_LIFE))
    await session.flush()
    return code


async def use_code(session: AsyncSession, code: str, appid: str, *, now: datetime) -> str:
    """The person who logged in. The code is used up by this, whoever else asks at the same moment.

    Raises LoginCodeInvalid. A code of another program is unknown here, and stays usable there.
    """
    key = digest(code)
    mine = (col(LoginCodeRow.digest) == key, col(LoginCodeRow.appid) == appid)
    unused = (col(LoginCodeRow.used_at).is_(None), col(LoginCodeRow.expires_at) > now)
    taken = await session.exec(update(LoginCodeRow).where(*mine, *unused).values(used_at=now))
    row = await session.get(LoginCodeRow, key)
    if row is None or row.appid != appid:
        raise LoginCodeInvalid("unknown")
    if taken.rowcount != 1:
        raise LoginCodeInvalid("used" if row.used_at is not None else "unknown")
    return row.person_id


async def forget_expired_codes(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed."""
    return (await session.exec(delete(LoginCodeRow).where(col(LoginCodeRow.expires_at) <= now - KEPT_FOR))).rowcount
