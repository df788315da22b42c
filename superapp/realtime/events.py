"""What each person has not seen yet: one gapless, rising sequence of events per person. Domains record events in the
transaction of the change itself; superapp/web/live.py reads them. An event names what changed, not how: the reader
looks up the present state, so an old event can never bring an old state back (docs/decisions: house, decision 11)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Integer,
    String,
    bindparam,
    collate,
    column,
    func,
    literal,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.storage.database import HostTable, UtcDateTime
from wallet.many import padded


class PersonHeadRow(HostTable, table=True):
    """The last event number given out to a person; its row lock is what keeps the sequence gapless."""

    __tablename__ = "person_heads"  # pyright: ignore[reportAssignmentType]
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    last_seq: int = Field(sa_column=Column(BigInteger, nullable=False))


class PersonEventRow(HostTable, table=True):
    __tablename__ = "person_events"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("seq > 0", name="events_count_from_one"),)
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    kind: str = Field(sa_column=Column(String(32), nullable=False))
    body: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(frozen=True, slots=True)
class PersonEvent:
    """kind: "message" (a new one) or "change" (of an old one) with body {"conversation_id", "seq"}; "read", "group"
    (its people, their roles, who waits before its door, its announcement), "pins" (a message was taken down), "left"
    (this person is no longer in it) and "kept" (pinned, muted) with body {"conversation_id"}; "contacts" (how this
    person stands to another one) with body {"other_id"} and, where there is something to tell, "news"
    (superapp/contacts/contacts.py)."""

    seq: int
    kind: str
    body: dict[str, Any]


_BODY_AND_MOMENT = bindparam("body", type_=JSON), bindparam("created_at", type_=UtcDateTime)
# Ready-made, and one parameter for all the people: written out as rows, a group of hundreds would be compiled anew for
# each of its messages.
_RECORD_POSTGRES = text(
    """
    WITH given AS (
        INSERT INTO person_heads (person_id, last_seq)
        SELECT person_id, 1 FROM unnest(:people) AS person_id ORDER BY person_id COLLATE "C"
        ON CONFLICT (person_id) DO UPDATE SET last_seq = person_heads.last_seq + 1
        RETURNING person_id, last_seq
    )
    INSERT INTO person_events (person_id, seq, kind, body, created_at)
    SELECT person_id, last_seq, :kind, :body, :created_at FROM given
    """
).bindparams(bindparam("people", type_=postgresql.ARRAY(String)), *_BODY_AND_MOMENT)
_COUNT_SQLITE = text(
    """
    INSERT INTO person_heads (person_id, last_seq) SELECT value, 1 FROM json_each(:people) WHERE true
    ON CONFLICT (person_id) DO UPDATE SET last_seq = last_seq + 1
    """
)
_RECORD_SQLITE = text(
    """
    INSERT INTO person_events (person_id, seq, kind, body, created_at)
    SELECT person_id, last_seq, :kind, :body, :created_at FROM person_heads
    WHERE person_id IN (SELECT value FROM json_each(:people))
    """
).bindparams(*_BODY_AND_MOMENT)


async def record(
    session: AsyncSession, person_ids: Iterable[str], kind: str, body: dict[str, Any], *, now: datetime
) -> None:
    """Give each of these people the next event. Takes their rows' locks in the order of the ids, so that two writers
    never wait for each other in a circle; take it as the last lock of a transaction."""
    people = sorted(set(person_ids))
    if not people:
        return
    same = {"kind": kind, "body": body, "created_at": now}
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_RECORD_POSTGRES, {"people": people, **same})
        return
    listed = json.dumps(people)
    await session.execute(_COUNT_SQLITE, {"people": listed})
    await session.execute(_RECORD_SQLITE, {"people": listed, **same})


async def record_each(
    session: AsyncSession, kind: str, news: Sequence[tuple[Iterable[str], dict[str, Any]]], *, now: datetime
) -> None:
    """news: (people, body) of each event, in order. Everybody's row is locked first, in the same order as always."""
    if len(news) > 1 and session.get_bind().dialect.name == "postgresql":
        people = sorted({one for told, _ in news for one in told})
        heads = select(PersonHeadRow.person_id).where(col(PersonHeadRow.person_id).in_(padded(people)))
        # The order of bytes, which is the order of `sorted`, whatever language the database speaks.
        in_order = heads.order_by(collate(col(PersonHeadRow.person_id), "C")).with_for_update()
        await session.exec(in_order)
        same = {"kind": kind, "created_at": now}
        each = [same | {"people": sorted(set(told)), "body": body} for told, body in news]
        await (await session.connection()).execute(_RECORD_POSTGRES, each)
        return
    for told, body in news:
        await record(session, told, kind, body, now=now)


async def last_event(session: AsyncSession, person_id: str) -> int:
    """The number of the newest event; 0 when there is none."""
    return (
        await session.exec(select(PersonHeadRow.last_seq).where(col(PersonHeadRow.person_id) == person_id))
    ).first() or 0


async def events_after(session: AsyncSession, person_id: str, after: int, *, limit: int) -> list[PersonEvent]:
    """The next events in order, at most `limit`."""
    return (await events_after_each(session, [(person_id, after)], limit=limit))[0]


async def events_after_each(
    session: AsyncSession, places: Sequence[tuple[str, int]], *, limit: int
) -> list[list[PersonEvent]]:
    """places: (person id, last number seen). For each its next events in order, at most `limit`; one query for all."""
    if not places:
        return []
    # Numbers have no gaps, so "the next n" is a range of them, and each place a walk along the primary key.
    place, person_id, after = _each_of(places, session.get_bind().dialect.name)
    rows = await session.execute(
        select(place, PersonEventRow.seq, PersonEventRow.kind, PersonEventRow.body)
        .join(
            PersonEventRow,
            (col(PersonEventRow.person_id) == person_id)
            & (col(PersonEventRow.seq) > after)
            & (col(PersonEventRow.seq) <= after + limit),
        )
        .order_by(place, col(PersonEventRow.seq))
    )
    found: list[list[PersonEvent]] = [[] for _ in places]
    for number, seq, kind, body in rows:
        found[number].append(PersonEvent(seq, kind, body))
    return found


def _each_of(places: Sequence[tuple[str, int]], dialect: str) -> tuple[Any, Any, Any]:
    """The columns (number of the place, person id, last number seen) of a table of these places, made of parameters:
    one statement, however many places it has."""
    if dialect == "postgresql":
        types = {"place": Integer(), "person_id": String(), "after": BigInteger()}
        lists = list(range(len(places))), [one for one, _ in places], [after for _, after in places]
        arrays = [literal(values, postgresql.ARRAY(kind)) for values, kind in zip(lists, types.values(), strict=True)]
        columns = [column(name, kind) for name, kind in types.items()]
        each = func.unnest(*arrays).table_valued(*columns, name="each_place").render_derived()
        return each.c.place, each.c.person_id, each.c.after
    each = func.json_each(json.dumps(places)).table_valued("key", "value", name="each_place")
    return each.c.key, func.json_extract(each.c.value, "$[0]"), func.json_extract(each.c.value, "$[1]")


_HEADS_POSTGRES = text("SELECT person_id, last_seq FROM person_heads WHERE person_id = ANY(:people)").bindparams(
    bindparam("people", type_=postgresql.ARRAY(String))
)
_HEADS_SQLITE = text(
    "SELECT person_id, last_seq FROM person_heads WHERE person_id IN (SELECT value FROM json_each(:people))"
)


async def heads_of(session: AsyncSession, person_ids: list[str]) -> dict[str, int]:
    """The newest event number of each of these people, who may be thousands; for superapp/realtime/watch.py."""
    is_postgres = session.get_bind().dialect.name == "postgresql"
    query, people = (_HEADS_POSTGRES, person_ids) if is_postgres else (_HEADS_SQLITE, json.dumps(person_ids))
    rows = await session.execute(query, {"people": people})
    return {row.person_id: row.last_seq for row in rows}
