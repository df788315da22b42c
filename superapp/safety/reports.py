"""Reports: what somebody tells the operators about another person, with the words it is about as they were. Flows write
them; the operators' desk reads and decides. Nothing of a report is changed but its decision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, String, Text
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError, NotFound
from superapp.base.words import N_, said
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.ports import Chance

WORDS_LETTERS_MAX, EVIDENCE_LETTERS_MAX = 500, 4_000
OPEN_PER_PAIR_MAX = 5


class Cause(StrEnum):
    SPAM = "spam"
    FRAUD = "fraud"
    ABUSE = "abuse"
    INDECENT = "indecent"
    OTHER = "other"


class ReportRow(HostTable, table=True):
    __tablename__ = "reports"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("reporter_id <> about_id", name="nobody_reports_themselves"),
        CheckConstraint("(decided_at IS NULL) = (decision = '')", name="a_decision_has_its_moment"),
        Index("ix_reports_decided_at", "decided_at", "reported_at"),
    )

    id: str = Field(sa_column=Column(String(64), primary_key=True))
    reporter_id: str = Field(sa_column=Column(String(64), nullable=False))
    about_id: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    cause: str = Field(sa_column=Column(String(16), nullable=False))
    words: str = Field(sa_column=Column(String(500), nullable=False))
    # The message it is about: its place, and what it said when it was reported.
    conversation_id: str = Field(default="", sa_column=Column(String(64), nullable=False))
    seq: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    evidence: str = Field(default="", sa_column=Column(Text, nullable=False))
    # Or the channel's post it is about.
    post_id: str = Field(default="", sa_column=Column(String(64), nullable=False, server_default=""))
    reported_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    decision: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    decided_by: str = Field(default="", sa_column=Column(String(64), nullable=False, server_default=""))
    decided_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    reason: str = Field(default="", sa_column=Column(String(500), nullable=False, server_default=""))


@dataclass(frozen=True, slots=True)
class Report:
    """evidence: the message or post as it was, or ""; post_id: of a channel's post, or ""; decision: "" while it waits,
    else "dismissed", "warned", "silenced" or "taken_down"."""

    id: str
    reporter_id: str
    about_id: str
    cause: Cause
    words: str
    evidence: str
    reported_at: datetime
    decision: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    post_id: str = ""


@dataclass(eq=False)
class ReportInvalid(HostError):
    """reason: a short sentence."""

    code: ClassVar[str] = "report_invalid"
    reason: str


@dataclass(eq=False)
class ReportDecided(HostError):
    """Another operator was quicker."""

    code: ClassVar[str] = "report_decided"


async def report(
    session: AsyncSession,
    reporter_id: str,
    about_id: str,
    cause: Cause,
    words: str,
    *,
    evidence: tuple[str, int | None, str] | None,
    now: datetime,
    chance: Chance,
    post_id: str = "",
) -> Report:
    """evidence: (conversation id, number, what the message says), ("", None, what it says) for a channel's post.

    Raises ReportInvalid.
    """
    if reporter_id == about_id:
        raise ReportInvalid(N_("This is you."))
    words = words.strip()
    if len(words) > WORDS_LETTERS_MAX:
        raise ReportInvalid(said("Use at most {count} letters.", count=WORDS_LETTERS_MAX))
    if cause is Cause.OTHER and not words:
        raise ReportInvalid(N_("Say in a few words what happened."))
    waiting = await session.exec(
        select(ReportRow.id).where(
            ReportRow.reporter_id == reporter_id, ReportRow.about_id == about_id, col(ReportRow.decided_at).is_(None)
        )
    )
    if len(waiting.all()) >= OPEN_PER_PAIR_MAX:
        raise ReportInvalid(N_("The operators have several of your reports about this person and will look at them."))
    place = evidence or ("", None, "")
    row = ReportRow(
        id=new_id("rep", now, chance),
        reporter_id=reporter_id,
        about_id=about_id,
        cause=cause,
        words=words,
        conversation_id=place[0],
        seq=place[1],
        evidence=place[2][:EVIDENCE_LETTERS_MAX],
        post_id=post_id,
        reported_at=now,
    )
    session.add(row)
    await session.flush()
    return _report(row)


async def reports_by(session: AsyncSession, person_id: str) -> list[Report]:
    """What this person told the operators, the oldest first."""
    rows = await session.exec(
        select(ReportRow).where(ReportRow.reporter_id == person_id).order_by(col(ReportRow.reported_at))
    )
    return [_report(row) for row in rows]


async def waiting_reports(session: AsyncSession, *, limit: int = 100) -> list[Report]:
    """Those nobody has decided, the oldest first."""
    rows = await session.exec(
        select(ReportRow).where(col(ReportRow.decided_at).is_(None)).order_by(col(ReportRow.reported_at)).limit(limit)
    )
    return [_report(row) for row in rows]


async def decided_reports(session: AsyncSession, *, limit: int = 50) -> list[Report]:
    """The latest decisions first."""
    rows = await session.exec(
        select(ReportRow)
        .where(col(ReportRow.decided_at).is_not(None))
        .order_by(col(ReportRow.decided_at).desc(), col(ReportRow.id))
        .limit(limit)
    )
    return [_report(row) for row in rows]


async def decide(
    session: AsyncSession, report_id: str, *, decision: str, reason: str, by: str, now: datetime
) -> Report:
    """Raises NotFound, ReportDecided, ReportInvalid (no reason)."""
    found = await session.exec(select(ReportRow).where(ReportRow.id == report_id).with_for_update())
    row = found.first()
    if row is None:
        raise NotFound("report")
    if row.decided_at is not None:
        raise ReportDecided()
    reason = reason.strip()
    if not reason or len(reason) > WORDS_LETTERS_MAX:
        raise ReportInvalid(said("Write the reason, in at most {count} letters.", count=WORDS_LETTERS_MAX))
    row.decision, row.reason, row.decided_by, row.decided_at = decision, reason, by, now
    session.add(row)
    await session.flush()
    return _report(row)


def _report(row: ReportRow) -> Report:
    return Report(
        row.id,
        row.reporter_id,
        row.about_id,
        Cause(row.cause),
        row.words,
        row.evidence,
        row.reported_at,
        row.decision,
        row.decided_by,
        row.decided_at,
        row.reason,
        row.post_id,
    )
