"""Sign-ins that can be listed and ended. The browser holds a token; the table holds its digest, what the device calls
itself and when it was last used. Flows start, resolve and end them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, UniqueConstraint, func, update
from sqlalchemy import select as columns
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.security.tokens import digest, new_token
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.many import padded
from wallet.ports import Chance

# "Last used" is for people to read; a minute is fine enough and spares a write with every click.
USE_RECORDED_EVERY = timedelta(minutes=1)
KEPT_FOR = timedelta(days=30)


class SessionRow(HostTable, table=True):
    __tablename__ = "sessions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("token_digest", name="one_session_per_token"),
        Index("ix_sessions_person", "person_id", "ended_at"),
    )

    id: str = Field(primary_key=True)
    token_digest: str
    person_id: str
    method: str
    device: str
    address: str
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_used_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True, index=True))


@dataclass(frozen=True, slots=True)
class Session:
    """method: how the person signed in ("password", "passkey", "demo", "link"); device: such as "Chrome on Linux"."""

    id: str
    person_id: str
    method: str
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Living:
    """What a socket has to know of its session, again and again."""

    session_id: str
    person_id: str
    last_used_at: datetime


@dataclass(frozen=True, slots=True)
class Device:
    """Where somebody signs in. user_agent, address: as the request has them.

    replaces: the token this browser had before. It ends at the sign-in, so that nobody who planted or saw it shares
    the new one.
    """

    user_agent: str
    address: str
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """token: shown once, for the cookie; never logged, never stored."""

    session: Session
    token: str


async def last_seen(session: AsyncSession, person_id: str) -> datetime | None:
    """When the person last used any of their devices, to the minute; None when never."""
    return (
        await session.exec(select(func.max(SessionRow.last_used_at)).where(SessionRow.person_id == person_id))
    ).one()


async def start_session(
    session: AsyncSession, person_id: str, device: Device, *, method: str, days: int, now: datetime, chance: Chance
) -> NewSession:
    """Sign a person in on one device. days: the sign-in ends this long after its last use."""
    if device.replaces:
        await end_by_token(session, device.replaces, now=now)
    token = new_token(chance)
    row = SessionRow(
        id=new_id("ses", now, chance),
        token_digest=digest(token),
        person_id=person_id,
        method=method,
        device=device_label(device.user_agent),
        address=device.address[:64],
        created_at=now,
        last_used_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(row)
    await session.flush()
    return NewSession(_view(row), token)


async def resolve(session: AsyncSession, tokens: Iterable[str], *, now: datetime) -> dict[str, Session]:
    """token -> the session it belongs to, for those that live; one query for all."""
    token_of = {digest(token): token for token in tokens}
    hers = col(SessionRow.token_digest).in_(padded(token_of)), col(SessionRow.ended_at).is_(None)
    rows = (await session.exec(select(SessionRow).where(*hers))).all()
    return {token_of[row.token_digest]: _view(row) for row in rows if row.expires_at > now}


async def living(session: AsyncSession, tokens: Iterable[str], *, now: datetime) -> dict[str, Living]:
    """token -> the session it belongs to, for those that live; one query for all."""
    token_of = {digest(token): token for token in tokens}
    rows = await session.execute(
        columns(
            col(SessionRow.token_digest),
            col(SessionRow.id),
            col(SessionRow.person_id),
            col(SessionRow.last_used_at),
            col(SessionRow.expires_at),
        ).where(col(SessionRow.token_digest).in_(padded(token_of)), col(SessionRow.ended_at).is_(None))
    )
    return {
        token_of[token_digest]: Living(session_id, person_id, last_used_at)
        for token_digest, session_id, person_id, last_used_at, expires_at in rows
        if expires_at > now
    }


async def record_use(session: AsyncSession, *session_ids: str, days: int, now: datetime) -> None:
    """Move the last use to now and the end `days` behind it; an ended session stays ended."""
    living = col(SessionRow.id).in_(sorted(session_ids)), col(SessionRow.ended_at).is_(None)
    moved = update(SessionRow).where(*living).values(last_used_at=now, expires_at=now + timedelta(days=days))
    await session.execute(moved)


async def used_since(session: AsyncSession, person_ids: Iterable[str], moment: datetime) -> set[str]:
    """Who of these people had a device here after that moment, as finely as `USE_RECORDED_EVERY` tells."""
    rows = await session.exec(
        select(SessionRow.person_id)
        .where(col(SessionRow.person_id).in_(padded(sorted(person_ids))), col(SessionRow.last_used_at) > moment)
        .distinct()
    )
    return set(rows.all())


async def list_sessions(session: AsyncSession, person_id: str, *, now: datetime) -> list[Session]:
    """The person's living sessions, last used first."""
    living = (
        select(SessionRow)
        .where(
            col(SessionRow.person_id) == person_id,
            col(SessionRow.ended_at).is_(None),
            col(SessionRow.expires_at) > now,
        )
        .order_by(col(SessionRow.last_used_at).desc(), col(SessionRow.id).desc())
        .limit(100)
    )
    return [_view(row) for row in (await session.exec(living)).all()]


async def living_of(session: AsyncSession, session_ids: set[str], *, now: datetime) -> set[str]:
    """Those of these sessions that have neither ended nor run out."""
    living = col(SessionRow.id).in_(session_ids), col(SessionRow.ended_at).is_(None), col(SessionRow.expires_at) > now
    return set((await session.exec(select(SessionRow.id).where(*living))).all())


async def end_session(session: AsyncSession, person_id: str, session_id: str, *, now: datetime) -> None:
    """Raises NotFound when it is not a living session of this person."""
    mine = col(SessionRow.id) == session_id, col(SessionRow.person_id) == person_id, col(SessionRow.ended_at).is_(None)
    ended = await session.execute(update(SessionRow).where(*mine).values(ended_at=now))
    if not ended.rowcount:  # pyright: ignore[reportAttributeAccessIssue] (an UPDATE's result has it)
        raise NotFound("session")


async def end_other_sessions(session: AsyncSession, person_id: str, *, kept: str | None, now: datetime) -> int:
    """End all sessions of the person but `kept` (a session id). Returns how many ended."""
    others = [col(SessionRow.person_id) == person_id, col(SessionRow.ended_at).is_(None)]
    if kept:
        others.append(col(SessionRow.id) != kept)
    ended = await session.execute(update(SessionRow).where(*others).values(ended_at=now))
    return int(ended.rowcount)  # pyright: ignore[reportAttributeAccessIssue] (an UPDATE's result has it)


async def end_by_token(session: AsyncSession, token: str, *, now: datetime) -> str | None:
    """Sign out. Returns whose session it was; None when it has ended already."""
    living = col(SessionRow.token_digest) == digest(token), col(SessionRow.ended_at).is_(None)
    ended = update(SessionRow).where(*living).values(ended_at=now).returning(col(SessionRow.person_id))
    return (await session.execute(ended)).scalar_one_or_none()


async def forget_ended(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed: sessions that ended or ran out KEPT_FOR ago. Until then an operator can still see them."""
    gone = delete(SessionRow).where(
        (col(SessionRow.ended_at) <= now - KEPT_FOR) | (col(SessionRow.expires_at) <= now - KEPT_FOR)
    )
    return (await session.exec(gone)).rowcount


_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_label(user_agent: str) -> str:
    """Such as "Firefox on Windows": enough to recognise a device by, and nothing of what the header may smuggle."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    product = re.match(r"[A-Za-z][A-Za-z0-9-]{0,30}", user_agent)
    return browser or system or (product[0] if product else "Unknown device")


def _view(row: SessionRow) -> Session:
    return Session(
        row.id,
        row.person_id,
        row.method,
        row.device,
        row.address,
        row.created_at,
        row.last_used_at,
        row.expires_at,
    )
