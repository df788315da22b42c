"""Which hash belongs to whom, and which passwords are good enough. Flows hash outside the transaction
(superapp/security/passwords.py) and store the result here."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.base.words import N_, said
from superapp.storage.database import HostTable, UtcDateTime

CHARACTERS_MIN, CHARACTERS_MAX = 10, 128
# What guessing programs try first among those long enough; the length rule removes the rest of their lists.
COMMON = frozenset(
    [
        "1234567890",
        "12345678910",
        "0123456789",
        "0987654321",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "password12",
        "password123",
        "password1234",
        "qwertyuiop",
        "qwerty1234",
        "qwerty12345",
        "asdfghjkl1",
        "iloveyou12",
        "iloveyou123",
        "letmein1234",
        "welcome123",
        "welcome1234",
        "administrator",
        "changeme123",
        "superapp123",
        "correcthorsebatterystaple",
        "woaini1314520",
        "woaini5201314",
        "passwordpassword",
        "qazwsxedcrfv",
        "1qaz2wsx3edc4rfv",
        "q1w2e3r4t5y6",
        "abcd123456",
        "abc1234567",
    ]
)


class PasswordRow(HostTable, table=True):
    __tablename__ = "passwords"  # pyright: ignore[reportAssignmentType]

    person_id: str = Field(primary_key=True)
    hash: str
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(eq=False)
class PasswordRefused(HostError):
    """reason: what to change, as a short sentence."""

    code: ClassVar[str] = "password_refused"
    reason: str


def check_password(password: str, *, handle: str, name: str) -> None:
    """Raises PasswordRefused.

    Length decides; no rule asks for signs, because such rules make people write passwords down.
    """
    if len(password) < CHARACTERS_MIN:
        raise PasswordRefused(said("Use at least {count} characters; a few words work well.", count=CHARACTERS_MIN))
    if len(password) > CHARACTERS_MAX:
        raise PasswordRefused(said("Use at most {count} characters.", count=CHARACTERS_MAX))
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 4:
        raise PasswordRefused(N_("This one is guessed at once. Choose something only you would write."))
    for own in (handle, name):
        # What is left without the name must still be long enough to be a password.
        if len(own) >= 3 and len(plain.replace(own.casefold(), "")) < CHARACTERS_MIN - 4:
            raise PasswordRefused(N_("Leave your name and handle out of it."))


async def find_hash(session: AsyncSession, person_id: str) -> str | None:
    row = await session.get(PasswordRow, person_id)
    return row.hash if row else None


async def store_hash(session: AsyncSession, person_id: str, encoded: str, *, now: datetime) -> None:
    """Set or replace."""
    await session.merge(PasswordRow(person_id=person_id, hash=encoded, changed_at=now))
    await session.flush()
