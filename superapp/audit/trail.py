"""The audit trail: every look of an operator or auditor at somebody's money, and everything they change, one row each,
chained by hash so that a row changed later shows. Flows write a row and commit it before they look or act; the admin
pages show who looked. The trail only grows; the database refuses the rest."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, event, text
from sqlalchemy.schema import DDL
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.storage.database import Database, HostTable, UtcDateTime

GENESIS = hashlib.sha256(b"superapp audit trail, genesis").digest()
PAGE = 500  # rows looked at together when the chain is recomputed
_LOCK = 0x61756474  # "audt": the one writer of the trail at a time
_BIG = BigInteger().with_variant(Integer, "sqlite")


class AuditRow(HostTable, table=True):
    """hash = SHA-256(previous hash + the row as canonical JSON); see `_digest`."""

    __tablename__ = "audit_trail"  # pyright: ignore[reportAssignmentType]

    number: int = Field(sa_column=Column(_BIG, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_type=UtcDateTime)
    actor_id: str = Field(index=True)
    action: str
    subject: str = Field(index=True)
    reason: str
    facts: str
    hash: bytes = Field(sa_type=LargeBinary)


_SQLITE_REFUSAL = (
    "CREATE TRIGGER audit_trail_{when} BEFORE {when} ON audit_trail "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END"
)
APPEND_ONLY_SQLITE = tuple(_SQLITE_REFUSAL.format(when=when) for when in ("UPDATE", "DELETE"))
APPEND_ONLY_POSTGRES = (
    """CREATE FUNCTION audit_trail_only_grows() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit trail only grows'; END $$""",
    """CREATE TRIGGER audit_trail_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_trail
       FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_only_grows()""",
)
for _engine, _statements in (("sqlite", APPEND_ONLY_SQLITE), ("postgresql", APPEND_ONLY_POSTGRES)):
    for _statement in _statements:
        # DDL() reads % as formatting; none of the statements has one.
        event.listen(
            HostTable.metadata.tables["audit_trail"], "after_create", DDL(_statement).execute_if(dialect=_engine)
        )


@dataclass(frozen=True, slots=True)
class Look:
    """One row for people to read. subject: such as "entry:17" or "person:per_…"."""

    number: int
    at: datetime
    actor_id: str
    action: str
    subject: str
    reason: str


async def record(
    session: AsyncSession,
    *,
    actor_id: str,
    action: str,
    subject: str,
    now: datetime,
    reason: str = "",
    facts: dict[str, Any] | None = None,
) -> int:
    """Add a row in the caller's transaction; returns its number. facts: small JSON, no secrets."""
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        # A statement of its own: only what follows sees the row that the previous holder committed.
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = (await session.exec(select(AuditRow).order_by(col(AuditRow.number).desc()).limit(1))).first()
    row = AuditRow(
        number=(last.number if last else 0) + 1,
        at=now,
        actor_id=actor_id,
        action=action,
        subject=subject,
        reason=reason,
        facts=json.dumps(facts or {}, sort_keys=True, ensure_ascii=True, separators=(",", ":")),
        hash=b"",
    )
    row.hash = _digest(last.hash if last else GENESIS, row)
    session.add(row)
    await session.flush()
    return row.number


async def note(
    database: Database, *, actor_id: str, action: str, subject: str, now: datetime, reason: str = "", **facts: Any
) -> None:
    """Add a row and commit it; before a look, so that what is shown is always on record. facts: small, no secrets."""
    async with database.write() as session:
        await record(session, actor_id=actor_id, action=action, subject=subject, now=now, reason=reason, facts=facts)


async def looks_at(session: AsyncSession, subject: str, *, limit: int = 50) -> list[Look]:
    """Who did what to this subject, newest first."""
    rows = await session.exec(
        select(AuditRow).where(AuditRow.subject == subject).order_by(col(AuditRow.number).desc()).limit(limit)
    )
    return [_look(row) for row in rows.all()]


async def newest(session: AsyncSession, *, before: int | None = None, limit: int = 50) -> list[Look]:
    """The whole trail, newest first; page with the last number seen."""
    wanted = select(AuditRow).order_by(col(AuditRow.number).desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(col(AuditRow.number) < before)
    return [_look(row) for row in (await session.exec(wanted)).all()]


async def first_broken_row(session: AsyncSession) -> int | None:
    """Recompute the chain; the number of the first row that does not fit, or None when all do."""
    previous, expected = GENESIS, 1
    while rows := (await session.exec(_after(expected - 1))).all():
        for row in rows:
            if row.number != expected or row.hash != _digest(previous, row):
                return expected
            previous, expected = row.hash, expected + 1
    return None


def _after(number: int):
    return select(AuditRow).where(col(AuditRow.number) > number).order_by(col(AuditRow.number)).limit(PAGE)


def _digest(previous: bytes, row: AuditRow) -> bytes:
    """The bytes: previous hash (32), then JSON of [number, at, actor, action, subject, reason, facts], no spaces."""
    body = [row.number, row.at.isoformat(), row.actor_id, row.action, row.subject, row.reason, row.facts]
    return hashlib.sha256(previous + json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode()).digest()


def _look(row: AuditRow) -> Look:
    return Look(row.number, row.at, row.actor_id, row.action, row.subject, row.reason)
