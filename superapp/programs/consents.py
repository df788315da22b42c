"""What a person allowed a program: one row for each scope that was asked about. No row: never asked. A refusal stands
until the person changes it in the program's settings. Called by flows/ask_consent and flows/forget_program."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.storage.database import HostTable, UtcDateTime

SUBSCRIPTIONS = "subscriptions"
"""Our own switch beside the platform's scopes: may this program offer messages at all."""
SCOPES = frozenset(
    {
        "scope.userInfo",
        "scope.userLocation",
        "scope.userFuzzyLocation",
        "scope.userLocationBackground",
        "scope.werun",
        "scope.record",
        "scope.writePhotosAlbum",
        "scope.camera",
        "scope.bluetooth",
        "scope.addPhoneContact",
        "scope.addPhoneCalendar",
        "scope.phoneNumber",
        "scope.privacy",
        "scope.envelopes",  # ours: wx.getEnvelopes
        SUBSCRIPTIONS,
    }
)


class ConsentRow(HostTable, table=True):
    __tablename__ = "program_consents"  # pyright: ignore[reportAssignmentType]

    person_id: str = Field(primary_key=True, max_length=40)
    appid: str = Field(primary_key=True, max_length=18)
    scope: str = Field(primary_key=True, max_length=40)
    granted: bool
    decided_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(eq=False)
class ConsentMissing(HostError):
    """The person has not allowed this, or has refused it."""

    code: ClassVar[str] = "consent_missing"
    scope: str


async def consents_of(session: AsyncSession, person_id: str, appid: str) -> dict[str, bool]:
    """scope -> allowed, for the scopes this person has decided about."""
    mine = (ConsentRow.person_id == person_id, ConsentRow.appid == appid)
    rows = await session.exec(select(ConsentRow).where(*mine))
    return {row.scope: row.granted for row in rows}


async def decide(
    session: AsyncSession, person_id: str, appid: str, scope: str, granted: bool, *, now: datetime
) -> None:
    """The person's last word counts. scope: one of SCOPES."""
    row = await session.get(ConsentRow, (person_id, appid, scope)) or ConsentRow(
        person_id=person_id, appid=appid, scope=scope, granted=granted, decided_at=now
    )
    row.granted, row.decided_at = granted, now
    session.add(row)
    await session.flush()


async def require_consent(session: AsyncSession, person_id: str, appid: str, scope: str) -> None:
    """Raises ConsentMissing."""
    row = await session.get(ConsentRow, (person_id, appid, scope))
    if row is None or not row.granted:
        raise ConsentMissing(scope)


async def forget_consents(session: AsyncSession, person_id: str, appid: str) -> None:
    mine = (col(ConsentRow.person_id) == person_id, col(ConsentRow.appid) == appid)
    await session.exec(delete(ConsentRow).where(*mine))
