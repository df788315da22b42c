"""Wrong passwords, counted by account in the database: a restart gives no guess back, and neither does asking from many
addresses. The sign-in flow counts each try before it looks at the password, so parallel guesses count one by one.

A pause stops passwords only. Passkeys and signed-in devices go on, so nobody is locked out by a stranger's guesses."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import ClassVar

from sqlalchemy import Column
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.security.tokens import digest
from superapp.storage.database import HostTable, UtcDateTime

TRIES_FREE = 10
FORGOTTEN_AFTER = timedelta(minutes=30)
PAUSE_FIRST, PAUSE_MAX = timedelta(minutes=1), timedelta(minutes=15)


class AttemptRow(HostTable, table=True):
    __tablename__ = "sign_in_attempts"  # pyright: ignore[reportAssignmentType]

    account: str = Field(primary_key=True)
    tries: int = 0
    tried_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    paused_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


@dataclass(eq=False)
class SignInPaused(HostError):
    code: ClassVar[str] = "sign_in_paused"
    retry_after_seconds: int


async def count_try(session: AsyncSession, handle_key: str, *, now: datetime) -> None:
    """One more try at this account, whether or not anybody has that handle. Raises SignInPaused, then nothing counts.

    After 10 tries a pause of 1 minute follows, and each further try doubles it up to 15 minutes.
    """
    account = _account(handle_key)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(insert(AttemptRow).values(account=account, tries=0, tried_at=now).on_conflict_do_nothing())
    one = select(AttemptRow).where(col(AttemptRow.account) == account).with_for_update()
    row = (await session.exec(one)).one()
    if row.paused_until and row.paused_until > now:
        raise SignInPaused(ceil((row.paused_until - now).total_seconds()))
    row.tries = 1 if now - row.tried_at > FORGOTTEN_AFTER else row.tries + 1
    row.tried_at = now
    over = row.tries - TRIES_FREE
    row.paused_until = now + min(PAUSE_FIRST * 2 ** min(over, 10), PAUSE_MAX) if over >= 0 else None
    session.add(row)
    await session.flush()


async def forget_tries(session: AsyncSession, handle_key: str) -> None:
    """After the right password."""
    if row := await session.get(AttemptRow, _account(handle_key)):
        await session.delete(row)


async def forget_old_tries(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed: those the next try would start anew. A stranger's guesses at made-up handles leave nothing."""
    old = col(AttemptRow.tried_at) < now - FORGOTTEN_AFTER
    return (await session.exec(delete(AttemptRow).where(old))).rowcount


def _account(handle_key: str) -> str:
    # People mistype their password into this field; a digest keeps that out of the table.
    return digest(handle_key)
