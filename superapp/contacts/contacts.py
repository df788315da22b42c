"""Contacts: two people who agreed to know each other, one row for each side, with the name that side gave the other.
Before that stands a request. Flows call it; whether a request may be made at all, superapp/contacts/reach.py says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import CheckConstraint, Column, Index, String, func
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.base.lines import clean_line
from superapp.contacts.errors import ContactWithYourself, LineTooLong, NotReachable, TooManyRequests
from superapp.realtime.events import record
from superapp.storage.database import HostTable, UtcDateTime
from wallet.many import padded

REMARK_LETTERS_MAX, NOTE_LETTERS_MAX = 40, 100
OPEN_REQUESTS_MAX = 50
# Whoever said no is not asked again at once.
DECLINED_FOR = timedelta(days=7)


class ContactRow(HostTable, table=True):
    __tablename__ = "contacts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("person_id <> other_id", name="nobody_is_their_own_contact"),)

    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    other_id: str = Field(sa_column=Column(String(64), primary_key=True))
    # What `person_id` calls the other one; empty: as they call themselves.
    remark: str = Field(default="", sa_column=Column(String(40), nullable=False, server_default=""))
    since: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class ContactRequestRow(HostTable, table=True):
    __tablename__ = "contact_requests"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_contact_requests_to_id", "to_id"),)

    from_id: str = Field(sa_column=Column(String(64), primary_key=True))
    to_id: str = Field(sa_column=Column(String(64), primary_key=True))
    note: str = Field(sa_column=Column(String(100), nullable=False))
    asked_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    declined_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))


@dataclass(frozen=True, slots=True)
class Contact:
    """remark: the name this person gave them, or ""."""

    person_id: str
    remark: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ContactRequest:
    """person_id: who asks, or who is asked: the other one in any case."""

    person_id: str
    note: str
    asked_at: datetime


async def contacts_of(session: AsyncSession, person_id: str) -> list[Contact]:
    rows = await session.exec(select(ContactRow).where(ContactRow.person_id == person_id))
    return [Contact(row.other_id, row.remark, row.since) for row in rows]


async def find_contact(session: AsyncSession, person_id: str, other_id: str) -> Contact | None:
    row = await session.get(ContactRow, (person_id, other_id))
    return Contact(row.other_id, row.remark, row.since) if row else None


async def with_remarks(session: AsyncSession, viewer_id: str, names: dict[str, str]) -> dict[str, str]:
    """names: person id -> the name they gave themselves. The same, with the names that the viewer gave them."""
    return names | (await remarks_of(session, [viewer_id], list(names))).get(viewer_id, {})


async def remarks_of(session: AsyncSession, viewers: list[str], people: list[str]) -> dict[str, dict[str, str]]:
    """viewer -> person -> the name that the viewer gave them; only where there is one."""
    if not viewers or not people:
        return {}
    rows = await session.exec(
        select(ContactRow.person_id, ContactRow.other_id, ContactRow.remark).where(
            col(ContactRow.person_id).in_(padded(viewers)),
            col(ContactRow.other_id).in_(padded(people)),
            ContactRow.remark != "",
        )
    )
    found: dict[str, dict[str, str]] = {}
    for viewer_id, person_id, remark in rows:
        found.setdefault(viewer_id, {})[person_id] = remark
    return found


async def ask(session: AsyncSession, from_id: str, to_id: str, note: str, *, now: datetime) -> bool:
    """True when they are contacts now, because the other one had asked already; else a request waits for them. Asking
    again changes its words.

    Raises ContactWithYourself, LineTooLong, TooManyRequests, NotReachable (declined lately).
    """
    if from_id == to_id:
        raise ContactWithYourself()
    note = _line(note, NOTE_LETTERS_MAX)
    if await session.get(ContactRow, (from_id, to_id)):
        return True
    theirs = await session.get(ContactRequestRow, (to_id, from_id), populate_existing=True)
    if theirs:
        await _become_contacts(session, theirs, now=now)
        return True
    mine = await session.get(ContactRequestRow, (from_id, to_id), populate_existing=True)
    if mine and mine.declined_at and now < mine.declined_at + DECLINED_FOR:
        raise NotReachable()
    if mine is None:
        waiting = select(func.count()).where(
            col(ContactRequestRow.from_id) == from_id, col(ContactRequestRow.declined_at).is_(None)
        )
        if (await session.exec(waiting)).one() >= OPEN_REQUESTS_MAX:
            raise TooManyRequests(OPEN_REQUESTS_MAX)
        mine = ContactRequestRow(from_id=from_id, to_id=to_id, note=note, asked_at=now)
    mine.note, mine.asked_at, mine.declined_at = note, now, None
    session.add(mine)
    await session.flush()
    await tell_both(session, from_id, to_id, now=now, news={to_id: "request"})
    return False


async def accept(session: AsyncSession, person_id: str, from_id: str, *, now: datetime) -> None:
    """Raises NotFound."""
    await _become_contacts(session, await _request(session, from_id, person_id), now=now)


async def decline(session: AsyncSession, person_id: str, from_id: str, *, now: datetime) -> None:
    """Who asked is not told, and cannot ask again for a week. Raises NotFound."""
    row = await _request(session, from_id, person_id)
    row.declined_at = now
    session.add(row)
    await session.flush()
    await tell(session, person_id, from_id, now=now)


async def withdraw(session: AsyncSession, person_id: str, to_id: str, *, now: datetime) -> None:
    """Take a request back; one that was declined stays as it is. Raises NotFound."""
    row = await session.get(ContactRequestRow, (person_id, to_id), populate_existing=True)
    if row is None:
        raise NotFound("request")
    if row.declined_at is None:
        await session.delete(row)
        await session.flush()
    await tell_both(session, person_id, to_id, now=now)


async def requests_to(session: AsyncSession, person_id: str) -> list[ContactRequest]:
    """Those that wait for this person, the newest first."""
    rows = await session.exec(
        select(ContactRequestRow)
        .where(ContactRequestRow.to_id == person_id, col(ContactRequestRow.declined_at).is_(None))
        .order_by(col(ContactRequestRow.asked_at).desc(), col(ContactRequestRow.from_id))
    )
    return [ContactRequest(row.from_id, row.note, row.asked_at) for row in rows]


async def requests_from(session: AsyncSession, person_id: str) -> list[ContactRequest]:
    """What this person asked and nobody accepted; whether somebody declined does not show."""
    rows = await session.exec(
        select(ContactRequestRow)
        .where(ContactRequestRow.from_id == person_id)
        .order_by(col(ContactRequestRow.asked_at).desc(), col(ContactRequestRow.to_id))
    )
    return [ContactRequest(row.to_id, row.note, row.asked_at) for row in rows]


async def request_between(session: AsyncSession, from_id: str, to_id: str) -> ContactRequest | None:
    """The one that still waits."""
    row = await session.get(ContactRequestRow, (from_id, to_id))
    return ContactRequest(from_id, row.note, row.asked_at) if row and row.declined_at is None else None


async def count_requests(session: AsyncSession, person_id: str) -> int:
    """How many wait for this person."""
    return (await counts_of_requests(session, [person_id])).get(person_id, 0)


async def counts_of_requests(session: AsyncSession, person_ids: Iterable[str]) -> dict[str, int]:
    """person -> how many wait for them; without those for whom none does."""
    wanted = padded(sorted(set(person_ids)))
    if not wanted:
        return {}
    rows = await session.exec(
        select(ContactRequestRow.to_id, func.count())
        .where(col(ContactRequestRow.to_id).in_(wanted), col(ContactRequestRow.declined_at).is_(None))
        .group_by(col(ContactRequestRow.to_id))
    )
    return dict(rows.all())


async def set_remark(session: AsyncSession, person_id: str, other_id: str, remark: str, *, now: datetime) -> None:
    """Empty: as they call themselves. Raises NotFound (no contact), LineTooLong."""
    row = await session.get(ContactRow, (person_id, other_id))
    if row is None:
        raise NotFound("contact")
    row.remark = _line(remark, REMARK_LETTERS_MAX)
    session.add(row)
    await session.flush()
    await tell(session, person_id, other_id, now=now)


async def remove(session: AsyncSession, person_id: str, other_id: str, *, now: datetime) -> None:
    """Both sides forget each other, requests between them too. Nothing happens when they are no contacts."""
    for one, two in ((person_id, other_id), (other_id, person_id)):
        await session.exec(delete(ContactRow).where(col(ContactRow.person_id) == one, col(ContactRow.other_id) == two))
        await session.exec(
            delete(ContactRequestRow).where(col(ContactRequestRow.from_id) == one, col(ContactRequestRow.to_id) == two)
        )
    await tell_both(session, person_id, other_id, now=now)


async def tell(session: AsyncSession, person_id: str, other_id: str, *, now: datetime, news: str = "") -> None:
    """How this person stands to the other one, or what they call them, has changed. news: what a notification may tell
    of it: "request" (the other one asks), "accepted" (they said yes), or "" for nothing."""
    body = {"other_id": other_id} | ({"news": news} if news else {})
    await record(session, [person_id], "contacts", body, now=now)


async def tell_both(
    session: AsyncSession, one_id: str, other_id: str, *, now: datetime, news: Mapping[str, str] = MappingProxyType({})
) -> None:
    """In the order of the ids, as superapp/realtime/events.py takes its locks. news: by whom it is for."""
    for one, other in sorted([(one_id, other_id), (other_id, one_id)]):
        await tell(session, one, other, now=now, news=news.get(one, ""))


async def _become_contacts(session: AsyncSession, request: ContactRequestRow, *, now: datetime) -> None:
    pair = (request.from_id, request.to_id)
    for one, two in (pair, pair[::-1]):
        if await session.get(ContactRow, (one, two)) is None:
            session.add(ContactRow(person_id=one, other_id=two, since=now))
    await session.delete(request)
    await session.flush()
    await tell_both(session, *pair, now=now, news={pair[0]: "accepted"})


async def _request(session: AsyncSession, from_id: str, to_id: str) -> ContactRequestRow:
    row = await session.get(ContactRequestRow, (from_id, to_id), populate_existing=True)
    if row is None or row.declined_at is not None:
        raise NotFound("request")
    return row


def _line(text: str, letters_max: int) -> str:
    kept = clean_line(text)
    if len(kept) > letters_max:
        raise LineTooLong(letters_max)
    return kept
