"""Links that sign somebody in once: the demo's and a developer's way into a program as a given person. Flows make and
redeem them, and only in demo mode."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import Column, update
from sqlmodel import Field, col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.security.tokens import digest, new_token
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ports import Chance

LINK_LIFE = timedelta(minutes=15)


class OpenLinkRow(HostTable, table=True):
    __tablename__ = "open_links"  # pyright: ignore[reportAssignmentType]

    token_digest: str = Field(primary_key=True)
    person_id: str
    path: str
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


@dataclass(eq=False)
class LinkSpent(HostError):
    """Unknown, used or too old; which of them is not said."""

    code: ClassVar[str] = "link_spent"


async def create_link(session: AsyncSession, person_id: str, path: str, *, now: datetime, chance: Chance) -> str:
    """The token of a link that leads `person_id` to `path`, a page of ours, for 15 minutes."""
    token = new_token(chance)
    session.add(OpenLinkRow(token_digest=digest(token), person_id=person_id, path=path, expires_at=now + LINK_LIFE))
    await session.flush()
    return token


async def use_link(session: AsyncSession, token: str, *, now: datetime) -> tuple[str, str]:
    """The person's id and the path, once. Raises LinkSpent."""
    fresh = (
        col(OpenLinkRow.token_digest) == digest(token),
        col(OpenLinkRow.used_at).is_(None),
        col(OpenLinkRow.expires_at) > now,
    )
    used = (
        update(OpenLinkRow)
        .where(*fresh)
        .values(used_at=now)
        .returning(col(OpenLinkRow.person_id), col(OpenLinkRow.path))
    )
    row = (await session.execute(used)).one_or_none()
    if not row:
        raise LinkSpent()
    return row[0], row[1]


async def forget_expired_links(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed; a used link is refused in the same words as one nobody knows."""
    return (await session.exec(delete(OpenLinkRow).where(col(OpenLinkRow.expires_at) <= now))).rowcount
