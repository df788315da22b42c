"""How a person wants to be told: whether notifications show the words, and the hours in which nothing comes and after
which a summary does. One row per person, from the first change on; until then the defaults hold. Called by
flows/manage_notifications and flows/send_notifications."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Boolean, CheckConstraint, Column, Integer, String
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.storage.database import HostTable, UtcDateTime

DAY_MINUTES = 24 * 60
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class WishesRow(HostTable, table=True):
    __tablename__ = "notify_wishes"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("quiet_from_minute BETWEEN 0 AND 1439", name="quiet_begins_within_a_day"),
        CheckConstraint("quiet_until_minute BETWEEN 0 AND 1439", name="quiet_ends_within_a_day"),
    )
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    shows_text: bool = Field(sa_column=Column(Boolean, nullable=False))
    is_quiet: bool = Field(sa_column=Column(Boolean, nullable=False))
    # Minutes after midnight by the clocks of `time_zone`.
    quiet_from_minute: int = Field(sa_column=Column(Integer, nullable=False))
    quiet_until_minute: int = Field(sa_column=Column(Integer, nullable=False))
    time_zone: str = Field(sa_column=Column(String(64), nullable=False))
    changed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(eq=False)
class WishesInvalid(HostError):
    """reason: which field, and what it should be."""

    code: ClassVar[str] = "notifications_invalid"
    reason: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """quiet_from, quiet_until: "22:00"; until is the first minute that is loud again. time_zone: of the IANA list, or
    "" while the person has never saved."""

    shows_text: bool = True
    is_quiet: bool = False
    quiet_from: str = "22:00"
    quiet_until: str = "07:00"
    time_zone: str = ""

    def quiet_at(self, now: datetime) -> bool:
        return self.night_of(now) is not None

    def night_of(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Beginning and end of the quiet hours around this moment, UTC, by the person's own clock (summer time is the
        zone's business); None when it is not quiet."""
        if not self.is_quiet:
            return None
        local = now.astimezone(ZoneInfo(self.time_zone or "UTC"))
        minute, first, end = local.hour * 60 + local.minute, minute_of(self.quiet_from), minute_of(self.quiet_until)
        if not (first <= minute < end if first < end else minute >= first or minute < end):
            return None
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        day = timedelta(days=1)
        begun = midnight if minute >= first else midnight - day
        over = midnight if minute < end else midnight + day
        at = [one.replace(hour=minute // 60, minute=minute % 60) for one, minute in ((begun, first), (over, end))]
        return at[0].astimezone(UTC), at[1].astimezone(UTC)


async def wishes_of(session: AsyncSession, person_id: str) -> Wishes:
    row = await session.get(WishesRow, person_id)
    if row is None:
        return Wishes()
    first, end = _text(row.quiet_from_minute), _text(row.quiet_until_minute)
    return Wishes(row.shows_text, row.is_quiet, first, end, row.time_zone)


async def keep_wishes(session: AsyncSession, person_id: str, wishes: Wishes, *, now: datetime) -> None:
    """Raises WishesInvalid."""
    if wishes.time_zone not in time_zones():
        raise WishesInvalid("Choose a time zone from the list.")
    first, end = minute_of(wishes.quiet_from), minute_of(wishes.quiet_until)
    if wishes.is_quiet and first == end:
        raise WishesInvalid("Quiet hours need a beginning and another end.")
    row = WishesRow(
        person_id=person_id,
        shows_text=wishes.shows_text,
        is_quiet=wishes.is_quiet,
        quiet_from_minute=first,
        quiet_until_minute=end,
        time_zone=wishes.time_zone,
        changed_at=now,
    )
    await session.merge(row)
    await session.flush()


def minute_of(text: str) -> int:
    """ "22:30" as minutes after midnight. Raises WishesInvalid."""
    parts = _TIME.fullmatch(text)
    if not parts:
        raise WishesInvalid("Write times as 22:00.")
    return int(parts[1]) * 60 + int(parts[2])


@cache
def time_zones() -> tuple[str, ...]:
    """The zones people know by a city, and UTC."""
    areas = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    return ("UTC", *sorted(name for name in available_timezones() if name.partition("/")[0] in areas and "/" in name))


def _text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
