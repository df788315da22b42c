"""What people think of programs: one to five stars and a few words, one rating of each person for each program. Flows
call it; who may rate, they decide. Everybody reads the ratings, with the name of who gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, func
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.lines import clean_line
from superapp.base.words import N_, said
from superapp.programs.errors import RatingRefused
from superapp.storage.database import HostTable, UtcDateTime
from superapp.storage.inserting import insert_new
from wallet.many import padded

STARS_MAX, WORDS_LETTERS_MAX = 5, 280


class RatingRow(HostTable, table=True):
    __tablename__ = "program_ratings"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars_are_one_to_five"),
        Index("ix_program_ratings_appid", "appid", "rated_at"),
    )

    person_id: str = Field(sa_column=Column(String(40), primary_key=True))
    appid: str = Field(sa_column=Column(String(18), primary_key=True))
    stars: int = Field(sa_column=Column(Integer, nullable=False))
    words: str = Field(sa_column=Column(String(WORDS_LETTERS_MAX), nullable=False))
    rated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(frozen=True, slots=True)
class Rating:
    """words: one line, or ""."""

    person_id: str
    appid: str
    stars: int
    words: str
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class Score:
    """All ratings of a program together."""

    stars_total: int = 0
    count: int = 0

    @property
    def average(self) -> float:
        """0 without ratings, else 1 to 5 with one decimal."""
        return round(self.stars_total / self.count, 1) if self.count else 0.0


async def rate(session: AsyncSession, person_id: str, appid: str, stars: int, words: str, *, now: datetime) -> None:
    """This person's rating from now on. Raises RatingRefused."""
    line = clean_line(words)
    if not 1 <= stars <= STARS_MAX:
        raise RatingRefused(N_("Choose one to five stars."))
    if len(line) > WORDS_LETTERS_MAX:
        raise RatingRefused(said("Use at most {count} characters.", count=WORDS_LETTERS_MAX))
    values = {"person_id": person_id, "appid": appid, "stars": stars, "words": line, "rated_at": now}
    if await insert_new(session, RatingRow, values):
        return
    row = await session.get_one(RatingRow, (person_id, appid), populate_existing=True, with_for_update=True)
    row.stars, row.words, row.rated_at = stars, line, now
    session.add(row)
    await session.flush()


async def unrate(session: AsyncSession, person_id: str, appid: str) -> None:
    mine = (col(RatingRow.person_id) == person_id, col(RatingRow.appid) == appid)
    await session.exec(delete(RatingRow).where(*mine))


async def find_rating(session: AsyncSession, person_id: str, appid: str) -> Rating | None:
    row = await session.get(RatingRow, (person_id, appid))
    return _rating(row) if row else None


async def ratings_of(session: AsyncSession, appid: str, *, limit: int) -> list[Rating]:
    """The newest first."""
    newest = (col(RatingRow.rated_at).desc(), col(RatingRow.person_id))
    rows = await session.exec(select(RatingRow).where(col(RatingRow.appid) == appid).order_by(*newest).limit(limit))
    return [_rating(row) for row in rows]


async def ratings_by(session: AsyncSession, person_id: str) -> list[Rating]:
    rows = await session.exec(
        select(RatingRow).where(col(RatingRow.person_id) == person_id).order_by(col(RatingRow.appid))
    )
    return [_rating(row) for row in rows]


async def scores_of(session: AsyncSession, appids: Sequence[str]) -> dict[str, Score]:
    """appid -> score, of those that were rated."""
    rows = await session.exec(
        select(RatingRow.appid, func.sum(RatingRow.stars), func.count())
        .where(col(RatingRow.appid).in_(padded(sorted(appids))))
        .group_by(col(RatingRow.appid))
    )
    return {appid: Score(int(total), count) for appid, total, count in rows}


def _rating(row: RatingRow) -> Rating:
    return Rating(row.person_id, row.appid, row.stars, row.words, row.rated_at)
