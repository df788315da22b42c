"""Reviews: who decided about a version, how, why and when. One row per decision, never rewritten. A decision speaks of
the hash that was looked at. Called by flows/publish_program (demo) and flows/review_program."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.storage.database import HostTable, UtcDateTime

AUTOMATIC = "demo"
"""The reviewer of a host in demo mode, where every version that compiles is approved."""
REASON_LENGTH_MAX = 1000


class ReviewRow(HostTable, table=True):
    __tablename__ = "program_reviews"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("verdict IN ('approved', 'refused')", name="a_review_approves_or_refuses"),)

    version_id: str = Field(primary_key=True, max_length=40)
    appid: str = Field(index=True, max_length=18)
    hash: str = Field(max_length=64)
    verdict: str = Field(max_length=8)
    reason: str = Field(max_length=REASON_LENGTH_MAX)
    reviewer_id: str = Field(max_length=40)
    decided_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Review:
    """verdict: "approved" or "refused"; reviewer_id: a person, or AUTOMATIC."""

    version_id: str
    hash: str
    verdict: str
    reason: str
    reviewer_id: str
    decided_at: datetime


async def record_review(session: AsyncSession, appid: str, review: Review) -> None:
    """One per version: a second one breaks the primary key, which is the last word."""
    session.add(
        ReviewRow(
            version_id=review.version_id,
            appid=appid,
            hash=review.hash,
            verdict=review.verdict,
            reason=review.reason[:REASON_LENGTH_MAX],
            reviewer_id=review.reviewer_id,
            decided_at=review.decided_at,
        )
    )
    await session.flush()


async def reviews_of(session: AsyncSession, appid: str) -> dict[str, Review]:
    """By version id."""
    rows = await session.exec(select(ReviewRow).where(ReviewRow.appid == appid).order_by(col(ReviewRow.decided_at)))
    return {row.version_id: _review(row) for row in rows}


async def latest_reviews(session: AsyncSession, *, limit: int = 50) -> list[tuple[str, Review]]:
    """(appid, review) of every program, newest first."""
    rows = await session.exec(select(ReviewRow).order_by(col(ReviewRow.decided_at).desc()).limit(limit))
    return [(row.appid, _review(row)) for row in rows]


def _review(row: ReviewRow) -> Review:
    return Review(row.version_id, row.hash, row.verdict, row.reason, row.reviewer_id, row.decided_at)
