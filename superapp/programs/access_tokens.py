"""Access tokens of a program's back end. /cgi-bin/token and /cgi-bin/stable_token give tokens that do not know of each
other, as on the platform. A token is an HMAC under the appsecret, which only the caller holds: the host can repeat a
token that still lives without having stored it. Called by flows/issue_token."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import AccessTokenInvalid, TokenRefreshLimited
from superapp.security.tokens import digest
from superapp.storage.database import HostTable, UtcDateTime

TOKEN_LIFE = timedelta(seconds=7200)
RENEWAL = timedelta(minutes=5)
"""A new token is given this long before the old one ends; both are valid meanwhile."""
FORCED_GAP = timedelta(seconds=30)
FORCED_PER_DAY_MAX = 20


class AccessTokenRow(HostTable, table=True):
    __tablename__ = "access_tokens"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True, max_length=40)
    digest: str = Field(index=True, max_length=64)
    appid: str = Field(index=True, max_length=18)
    kind: str = Field(max_length=8)
    forced: bool
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """text: 512 characters are the platform's promise to stores; ours has 64. seconds: left to live."""

    text: str
    seconds: int


async def plain_token(
    session: AsyncSession, appid: str, appsecret: str, *, token_id: str, now: datetime
) -> AccessToken:
    """A new token each time; the one before lives five minutes more, so that calls under way still pass."""
    await _end_soon(session, appid, "plain", now)
    return await _issue(session, appid, appsecret, "plain", token_id=token_id, forced=False, now=now)


async def stable_token(
    session: AsyncSession, appid: str, appsecret: str, *, force: bool, token_id: str, now: datetime
) -> AccessToken:
    """The living token until five minutes before its end; `force` ends it and gives another.

    Raises TokenRefreshLimited: forced twice within 30 seconds, or more than 20 times in 24 hours.
    """
    query = select(AccessTokenRow).where(AccessTokenRow.appid == appid, AccessTokenRow.kind == "stable")
    living = (await session.exec(query.order_by(col(AccessTokenRow.issued_at).desc()).limit(1))).first()
    if not force:
        if living is not None and living.expires_at - RENEWAL > now:
            return AccessToken(_text(appsecret, living.id), int((living.expires_at - now).total_seconds()))
        return await _issue(session, appid, appsecret, "stable", token_id=token_id, forced=False, now=now)
    recent = (AccessTokenRow.forced, AccessTokenRow.issued_at > now - timedelta(days=1))
    forced = (await session.exec(query.where(*recent))).all()
    if len(forced) >= FORCED_PER_DAY_MAX or any(row.issued_at + FORCED_GAP > now for row in forced):
        raise TokenRefreshLimited(appid)
    if living is not None and living.expires_at > now:
        living.expires_at = now
        session.add(living)
    return await _issue(session, appid, appsecret, "stable", token_id=token_id, forced=True, now=now)


async def find_token(session: AsyncSession, text: str, *, now: datetime) -> str | None:
    """The appid whose living token this is."""
    query = select(AccessTokenRow).where(AccessTokenRow.digest == digest(text), AccessTokenRow.expires_at > now)
    row = (await session.exec(query)).first()
    return row.appid if row else None


async def require_program(session: AsyncSession, text: str, *, now: datetime) -> str:
    """The appid whose back end calls. Raises AccessTokenInvalid."""
    appid = await find_token(session, text, now=now) if text else None
    if appid is None:
        raise AccessTokenInvalid
    return appid


async def forget_expired_tokens(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed. Forced renewals are counted for a day, so their rows stay that long."""
    gone = delete(AccessTokenRow).where(
        col(AccessTokenRow.expires_at) <= now, col(AccessTokenRow.issued_at) <= now - timedelta(days=1)
    )
    return (await session.exec(gone)).rowcount


async def _issue(
    session: AsyncSession, appid: str, appsecret: str, kind: str, *, token_id: str, forced: bool, now: datetime
) -> AccessToken:
    text = _text(appsecret, token_id)
    session.add(
        AccessTokenRow(
            id=token_id,
            digest=digest(text),
            appid=appid,
            kind=kind,
            forced=forced,
            issued_at=now,
            expires_at=now + TOKEN_LIFE,
        )
    )
    await session.flush()
    return AccessToken(text, int(TOKEN_LIFE.total_seconds()))


async def _end_soon(session: AsyncSession, appid: str, kind: str, now: datetime) -> None:
    living = (AccessTokenRow.appid == appid, AccessTokenRow.kind == kind, AccessTokenRow.expires_at > now + RENEWAL)
    for row in await session.exec(select(AccessTokenRow).where(*living)):
        row.expires_at = now + RENEWAL
        session.add(row)


def _text(appsecret: str, token_id: str) -> str:
    mac = hmac.new(appsecret.encode(), token_id.encode(), hashlib.sha384).digest()
    return base64.urlsafe_b64encode(mac).decode()
