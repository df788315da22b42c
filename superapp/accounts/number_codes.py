"""Codes that confirm a phone number: one open at a time for a person, six digits, ten minutes, five tries; and how many
were sent, by person and by number, counted in the database so that neither a restart nor a second account sends more.
Called by flows/confirm_number, which hashes outside the transaction.

Kept as a password is (superapp/security/passwords.py): a quick digest of six digits is undone in a second."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import ClassVar

from sqlalchemy import Column, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.numbers import NumberRefused
from superapp.base.errors import HostError
from superapp.base.words import N_, said
from superapp.security.tokens import digest
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ports import Chance

CODE_LIFE = timedelta(minutes=10)
TRIES_MAX = 5
SENDINGS_APART = timedelta(minutes=1)
SENDINGS_A_DAY, DAY = 5, timedelta(hours=24)
OVER = N_("This code is not good any more. Ask for a new one.")


class NumberCodeRow(HostTable, table=True):
    __tablename__ = "number_codes"  # pyright: ignore[reportAssignmentType]

    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    number: str = Field(sa_column=Column(String(16), nullable=False))
    hash: str
    tries: int = 0
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class SendingRow(HostTable, table=True):
    """subject: a digest of whom or of what number; kept for a day, longer than the account or the wish may live."""

    __tablename__ = "number_sendings"  # pyright: ignore[reportAssignmentType]

    subject: str = Field(sa_column=Column(String(64), primary_key=True))
    sendings: int = 0
    began_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


@dataclass(frozen=True, slots=True)
class OpenCode:
    number: str
    hash: str
    tries_left: int


@dataclass(eq=False)
class NumberCodeWaits(HostError):
    """So many codes have been sent. reason: until when none is, as a sentence."""

    code: ClassVar[str] = "number_code_waits"
    reason: str
    retry_after_seconds: int


def new_code(chance: Chance) -> str:
    """ "042318"."""
    return f"{chance.randrange(0, 1_000_000):06d}"


async def count_sending(session: AsyncSession, person_id: str, number: str, *, now: datetime) -> None:
    """One more code of this person, and one more to this number. Raises NumberCodeWaits, then nothing counts."""
    # In one order everywhere, so that two transactions never wait for each other.
    for subject in sorted((digest(f"person:{person_id}"), digest(f"number:{number}"))):
        await _count(session, subject, now)


async def store_code(session: AsyncSession, person_id: str, number: str, encoded: str, *, now: datetime) -> None:
    """The code before it, of this person, is good no more. encoded: its password hash."""
    row = NumberCodeRow(person_id=person_id, number=number, hash=encoded, tries=0, expires_at=now + CODE_LIFE)
    await session.merge(row)
    await session.flush()


async def open_code(session: AsyncSession, person_id: str, *, now: datetime) -> OpenCode | None:
    """The code that this person may still enter."""
    row = await session.get(NumberCodeRow, person_id)
    if row is None or row.expires_at <= now or row.tries >= TRIES_MAX:
        return None
    return OpenCode(row.number, row.hash, TRIES_MAX - row.tries)


async def take_try(session: AsyncSession, person_id: str, *, now: datetime) -> OpenCode:
    """What to compare with; this try is counted, so commit before comparing. Raises NumberRefused.

    tries_left: after this one.
    """
    mine = col(NumberCodeRow.person_id) == person_id
    good = (col(NumberCodeRow.expires_at) > now, col(NumberCodeRow.tries) < TRIES_MAX)
    taken = await session.exec(update(NumberCodeRow).where(mine, *good).values(tries=NumberCodeRow.tries + 1))
    row = (await session.exec(select(NumberCodeRow).where(mine))).first()
    if row is None or taken.rowcount != 1:
        raise NumberRefused("code", OVER)
    return OpenCode(row.number, row.hash, TRIES_MAX - row.tries)


async def use_code(session: AsyncSession, person_id: str, found: OpenCode) -> None:
    """It was the right one and is used up. Raises NumberRefused when it was used or replaced meanwhile."""
    same = (col(NumberCodeRow.person_id) == person_id, col(NumberCodeRow.hash) == found.hash)
    if (await session.exec(delete(NumberCodeRow).where(*same))).rowcount != 1:
        raise NumberRefused("code", OVER)


async def drop_code(session: AsyncSession, person_id: str) -> None:
    await session.exec(delete(NumberCodeRow).where(col(NumberCodeRow.person_id) == person_id))


async def forget_old(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed: codes nobody can enter any more, and counts of yesterday."""
    codes = await session.exec(delete(NumberCodeRow).where(col(NumberCodeRow.expires_at) <= now))
    counts = await session.exec(delete(SendingRow).where(col(SendingRow.began_at) <= now - DAY))
    return codes.rowcount + counts.rowcount


async def _count(session: AsyncSession, subject: str, now: datetime) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(SendingRow).values(subject=subject, sendings=0, began_at=now)
    await session.execute(new.on_conflict_do_nothing())
    row = (await session.exec(select(SendingRow).where(col(SendingRow.subject) == subject).with_for_update())).one()
    if now - row.began_at >= DAY:
        row.sendings, row.began_at = 0, now
    if row.sent_at and (wait := row.sent_at + SENDINGS_APART - now) > timedelta():
        seconds = ceil(wait.total_seconds())
        raise NumberCodeWaits(said("Wait {seconds} seconds, then ask for another one.", seconds=seconds), seconds)
    if row.sendings >= SENDINGS_A_DAY:
        seconds = ceil((row.began_at + DAY - now).total_seconds())
        raise NumberCodeWaits(said("At most {count} codes are sent in a day.", count=SENDINGS_A_DAY), seconds)
    row.sendings, row.sent_at = row.sendings + 1, now
    session.add(row)
    await session.flush()
