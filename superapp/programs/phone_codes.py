"""Phone codes: what the button `getPhoneNumber` gives to a program and its back end trades for the number. One use,
five minutes, one program. Called by flows/tell_person and flows/exchange_phone."""

from datetime import datetime, timedelta

from sqlmodel import Field, col, delete, update
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import LoginCodeInvalid
from superapp.security.tokens import digest, new_token
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ports import Chance

CODE_LIFE = timedelta(minutes=5)


class PhoneCodeRow(HostTable, table=True):
    __tablename__ = "phone_codes"  # pyright: ignore[reportAssignmentType]

    digest: str = Field(primary_key=True, max_length=64)
    appid: str = Field(max_length=18)
    country_code: str = Field(max_length=3)
    number: str = Field(max_length=14)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


async def issue_code(
    session: AsyncSession, appid: str, country_code: str, number: str, *, now: datetime, chance: Chance
) -> str:
    """The code, 43 letters. country_code and number: digits alone."""
    code = new_token(chance)
    session.add(
        PhoneCodeRow(
            digest=digest(code), appid=appid, country_code=country_code, number=number, expires_at=now + CODE_LIFE
        )
    )
    await session.flush()
    return code


async def use_code(session: AsyncSession, code: str, appid: str, *, now: datetime) -> tuple[str, str]:
    """(country code, number). Raises LoginCodeInvalid; a code of another program is unknown here."""
    key = digest(code)
    mine = (col(PhoneCodeRow.digest) == key, col(PhoneCodeRow.appid) == appid)
    unused = (col(PhoneCodeRow.used_at).is_(None), col(PhoneCodeRow.expires_at) > now)
    taken = await session.exec(update(PhoneCodeRow).where(*mine, *unused).values(used_at=now))
    row = await session.get(PhoneCodeRow, key)
    if row is None or row.appid != appid or taken.rowcount != 1:
        raise LoginCodeInvalid("used" if row is not None and row.appid == appid and row.used_at else "unknown")
    return row.country_code, row.number


async def forget_expired_codes(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed."""
    return (await session.exec(delete(PhoneCodeRow).where(col(PhoneCodeRow.expires_at) <= now))).rowcount
