"""Program sessions: one open program of one signed-in person. Every bridge call carries the token; only its digest is
stored. A session is bound to the person's sign-in and to one bundle, names what it may call, and ends by itself.
Called by the flows behind the bridge."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import ProgramSessionEnded
from superapp.security.tokens import derived, digest, new_token, same
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ports import Chance

SESSION_LIFE = timedelta(hours=12)
MEDIA_NAME_LENGTH, MEDIA_SECRET_LENGTH = 24, 40
SERVER_APIS = (
    "login",
    "checkSession",
    "request",
    "requestPayment",
    "setStorage",
    "removeStorage",
    "clearStorage",
    # For the host's own sheets (web/bridge/person_calls).
    "getSetting",
    "setConsent",
    "getUserInfo",
    "getPhoneNumber",
    "listDetails",
    "saveDetail",
    "useDetail",
    "removeDetail",
    "answerSubscriptions",
    "keepSubscription",
    "messageTemplates",
    "openContact",
    "forgetProgram",
    "shareTargets",
    "shareCard",
    "aboutProgram",
    "checkUpdate",
    "programName",
    "showMerchantTransfer",
    "takeMerchantTransfer",
    "envelopeTargets",
    "getEnvelopes",
    "showGift",
    "takeGift",
)
"""What a program may ask of the server. A session names its own list, so a later consent can shorten it."""


class ProgramSessionRow(HostTable, table=True):
    __tablename__ = "program_sessions"  # pyright: ignore[reportAssignmentType]

    digest: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(index=True, max_length=40)
    sign_in: str = Field(max_length=80)
    appid: str = Field(max_length=18)
    version_id: str = Field(max_length=40)
    hash: str = Field(max_length=64)
    number: int
    capabilities: str = Field(max_length=1000)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class ProgramSession:
    """key: the token's digest, safe to log. sign_in: the person's own session. number: of the version."""

    key: str
    person_id: str
    sign_in: str
    appid: str
    version_id: str
    hash: str
    number: int
    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class SessionDraft:
    person_id: str
    sign_in: str
    appid: str
    version_id: str
    hash: str
    number: int
    capabilities: tuple[str, ...] = SERVER_APIS


async def start_program_session(session: AsyncSession, draft: SessionDraft, *, now: datetime, chance: Chance) -> str:
    """The token, shown once: 43 letters."""
    token = new_token(chance)
    session.add(
        ProgramSessionRow(
            digest=digest(token),
            person_id=draft.person_id,
            sign_in=draft.sign_in,
            appid=draft.appid,
            version_id=draft.version_id,
            hash=draft.hash,
            number=draft.number,
            capabilities=json.dumps(draft.capabilities),
            opened_at=now,
            expires_at=now + SESSION_LIFE,
        )
    )
    await session.flush()
    return token


async def resolve_program_session(
    session: AsyncSession, token: str, *, person_id: str, sign_in: str, now: datetime
) -> ProgramSession:
    """Raises ProgramSessionEnded: unknown, expired, or of another person or sign-in. It does not say which."""
    row = await session.get(ProgramSessionRow, digest(token)) if 0 < len(token) <= 100 else None
    if row is None or row.expires_at <= now or row.person_id != person_id or not same(row.sign_in, sign_in):
        raise ProgramSessionEnded
    return _program_session(row)


def _program_session(row: ProgramSessionRow) -> ProgramSession:
    return ProgramSession(
        key=row.digest,
        person_id=row.person_id,
        sign_in=row.sign_in,
        appid=row.appid,
        version_id=row.version_id,
        hash=row.hash,
        number=row.number,
        capabilities=frozenset(json.loads(row.capabilities)),
    )


def media_token(token: str) -> str:
    """For the frame: 24 letters of the session's digest, to find it, and a secret made from the rest."""
    return _media_token(digest(token))


def _media_token(key: str) -> str:
    return key[:MEDIA_NAME_LENGTH] + derived(key, "media")[:MEDIA_SECRET_LENGTH]


async def find_by_media_token(session: AsyncSession, token: str, *, now: datetime) -> ProgramSession | None:
    """The open program that a media token was given to. It opens nothing but media: no call takes it."""
    if len(token) != MEDIA_NAME_LENGTH + MEDIA_SECRET_LENGTH or not token.isalnum() or not token.isascii():
        return None
    name = token[:MEDIA_NAME_LENGTH]
    column = col(ProgramSessionRow.digest)
    rows = await session.exec(select(ProgramSessionRow).where(column >= name, column < name + "g"))
    row = next((one for one in rows if same(_media_token(one.digest), token)), None)
    return None if row is None or row.expires_at <= now else _program_session(row)


async def end_program_session(session: AsyncSession, key: str) -> None:
    await session.exec(delete(ProgramSessionRow).where(col(ProgramSessionRow.digest) == key))


async def forget_expired_sessions(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed; for the worker."""
    gone = await session.exec(delete(ProgramSessionRow).where(col(ProgramSessionRow.expires_at) <= now))
    return gone.rowcount
