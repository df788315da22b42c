"""Tokens a developer's tools carry instead of a cookie, such as `superapp publish`. The table has digests only. The
command line and the console make them; the console's API verifies them."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, UniqueConstraint, update
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person, get_person
from superapp.accounts.permissions import check
from superapp.base.errors import HostError, NotFound
from superapp.security.tokens import digest, new_token
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.ports import Chance

# A prefix that secret scanners can be taught, and people recognise in a log.
PREFIX = "sadev_"
LABEL_CHARACTERS_MAX = 40


class DeveloperTokenRow(HostTable, table=True):
    __tablename__ = "developer_tokens"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("token_digest", name="one_developer_token_per_digest"),)

    id: str = Field(primary_key=True)
    token_digest: str
    person_id: str = Field(index=True)
    label: str
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


@dataclass(frozen=True, slots=True)
class DeveloperToken:
    id: str
    label: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewDeveloperToken:
    """token: shown once; never logged, never stored."""

    id: str
    token: str


@dataclass(eq=False)
class TokenRefused(HostError):
    """Unknown or ended; which of the two is not said."""

    code: ClassVar[str] = "token_refused"


async def create_token(
    session: AsyncSession, person_id: str, *, label: str, now: datetime, chance: Chance
) -> NewDeveloperToken:
    """label: what the developer will know it by. Raises NotFound, NotAllowed when the person is no developer."""
    check((await get_person(session, person_id)).roles, "programs.publish")
    token, token_id = PREFIX + new_token(chance), new_id("dtk", now, chance)
    label = " ".join(label.split())[:LABEL_CHARACTERS_MAX] or "token"
    session.add(
        DeveloperTokenRow(id=token_id, token_digest=digest(token), person_id=person_id, label=label, created_at=now)
    )
    await session.flush()
    return NewDeveloperToken(token_id, token)


async def verify_token(session: AsyncSession, token: str, *, now: datetime) -> Person:
    """The developer who made it. Raises TokenRefused; NotAllowed when the role was taken away since.

    Records the use, so it wants a session that writes.
    """
    living = col(DeveloperTokenRow.token_digest) == digest(token), col(DeveloperTokenRow.ended_at).is_(None)
    row = (await session.exec(select(DeveloperTokenRow).where(*living))).one_or_none()
    if not row:
        raise TokenRefused()
    person = await get_person(session, row.person_id)
    check(person.roles, "programs.publish")
    row.last_used_at = now
    session.add(row)
    return person


async def list_tokens(session: AsyncSession, person_id: str) -> list[DeveloperToken]:
    """The living ones, newest first."""
    living = col(DeveloperTokenRow.person_id) == person_id, col(DeveloperTokenRow.ended_at).is_(None)
    newest = select(DeveloperTokenRow).where(*living).order_by(col(DeveloperTokenRow.id).desc()).limit(100)
    rows = (await session.exec(newest)).all()
    return [DeveloperToken(row.id, row.label, row.created_at, row.last_used_at) for row in rows]


async def end_token(session: AsyncSession, person_id: str, token_id: str, *, now: datetime) -> None:
    """Raises NotFound when it is not a living token of this person."""
    mine = (
        col(DeveloperTokenRow.id) == token_id,
        col(DeveloperTokenRow.person_id) == person_id,
        col(DeveloperTokenRow.ended_at).is_(None),
    )
    ended = await session.execute(update(DeveloperTokenRow).where(*mine).values(ended_at=now))
    if not ended.rowcount:  # pyright: ignore[reportAttributeAccessIssue] (an UPDATE's result has it)
        raise NotFound("developer token")
