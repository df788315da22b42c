"""What stands behind links: one row for each address that somebody wrote, and one for each message whose first link it
is. An address is a queue entry first (`due_at`, leased while it is fetched), then what was found, or nothing.
flows/preview_links fills and empties it; views join it to messages.

A message names the address by its hash, so a message that was edited shows the preview of the link it has now and no
other. Locks are taken in one order: the address, the conversation, the message's link, then people's events."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Text, exists, or_, tuple_, update
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.links import first_link, shown_host
from superapp.chat.messages import Message
from superapp.storage.database import HostTable, UtcDateTime
from superapp.storage.inserting import insert_new

NOTHING_FOR = timedelta(days=1)  # an address with nothing behind it is not asked again for so long
LEASE = timedelta(seconds=90)  # a page and its picture, with their time limits, and room
ATTEMPTS_MAX = 3  # of processes that died while they fetched it
AT_ONCE = 4
WAITING_MAX = 500
TOLD_PER_ROUND = 100


class LinkPreviewRow(HostTable, table=True):
    """title: "" while nothing is known, and when nothing was found."""

    __tablename__ = "link_previews"  # pyright: ignore[reportAssignmentType]
    url_hash: str = Field(sa_column=Column(String(64), primary_key=True))
    url: str = Field(sa_column=Column(Text, nullable=False))
    # Null when there is nothing to fetch.
    due_at: datetime | None = Field(sa_column=Column(UtcDateTime, nullable=True, index=True))
    leased_until: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    fetched_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True, index=True))
    title: str = Field(default="", sa_column=Column(Text, nullable=False))
    description: str = Field(default="", sa_column=Column(Text, nullable=False))
    site: str = Field(default="", sa_column=Column(Text, nullable=False))
    picture: str = Field(default="", sa_column=Column(String(64), nullable=False))
    width: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    height: int = Field(default=0, sa_column=Column(Integer, nullable=False))


class MessageLinkRow(HostTable, table=True):
    """The first link of a message. is_told: nobody waits for news of it any more."""

    __tablename__ = "message_links"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_message_links_url_hash", "url_hash"), Index("ix_message_links_is_told", "is_told"))
    conversation_id: str = Field(sa_column=Column(String(64), primary_key=True))
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    url_hash: str = Field(sa_column=Column(String(64), nullable=False))
    is_told: bool = Field(sa_column=Column(Boolean, nullable=False))
    is_removed: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))


@dataclass(frozen=True, slots=True)
class Preview:
    """url: where the card leads, as the message says it; site: its name and its host, or the host alone. picture: its
    id, "lnk_…", or ""; see `preview_blob`. width, height: of the picture, in pixels."""

    url: str
    title: str
    description: str
    site: str
    picture: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Due:
    """An address to fetch, ours until the lease ends. attempts: with this one."""

    url_hash: str
    url: str
    attempts: int


def preview_blob(picture: str) -> str:
    """Name of its blob."""
    return f"previews/{picture}.webp"


def hash_of(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


async def want(session: AsyncSession, text: str, *, now: datetime) -> None:
    """Queue the first link of a text, unless it is known. Before anything else in a transaction that writes messages:
    the address stays locked to its end, so nobody finds or forgets it in between."""
    if not (url := first_link(text)):
        return
    waiting = select(LinkPreviewRow.url_hash).where(col(LinkPreviewRow.due_at).is_not(None)).limit(WAITING_MAX)
    if len((await session.exec(waiting)).all()) >= WAITING_MAX:
        return
    facts = {"url_hash": hash_of(url), "url": url, "due_at": now, "attempts": 0, "picture": "", "width": 0, "height": 0}
    await insert_new(session, LinkPreviewRow, facts | {"title": "", "description": "", "site": ""})
    row = await _locked(session, hash_of(url))
    if row and row.due_at is None and not row.title and row.fetched_at and row.fetched_at <= now - NOTHING_FOR:
        row.due_at, row.attempts = now, 0
        session.add(row)
        await session.flush()


async def attach(session: AsyncSession, conversation_id: str, seq: int, text: str) -> None:
    """The first link of a message is that of `text`. A preview that was removed stays away while the link stays."""
    row = await session.get(MessageLinkRow, (conversation_id, seq), populate_existing=True)
    url = first_link(text)
    known = await session.get(LinkPreviewRow, hash_of(url)) if url else None
    if row and known and row.url_hash == known.url_hash:
        return
    if row:
        await session.delete(row)
        await session.flush()
    if known:
        session.add(
            MessageLinkRow(
                conversation_id=conversation_id, seq=seq, url_hash=known.url_hash, is_told=known.due_at is None
            )
        )
        await session.flush()


async def detach(session: AsyncSession, conversation_id: str, seq: int) -> None:
    place = (col(MessageLinkRow.conversation_id) == conversation_id, col(MessageLinkRow.seq) == seq)
    await session.exec(delete(MessageLinkRow).where(*place))


async def remove(session: AsyncSession, conversation_id: str, seq: int) -> bool:
    """Its sender does not want it. True when one could be seen, or was to come."""
    row = await session.get(MessageLinkRow, (conversation_id, seq), populate_existing=True)
    if row is None or row.is_removed:
        return False
    row.is_removed = row.is_told = True
    session.add(row)
    return True


async def previews_of(session: AsyncSession, messages: Sequence[Message]) -> dict[tuple[str, int], Preview]:
    """(conversation id, number) -> the preview that stands under it, for those that have one."""
    links = {(one.conversation_id, one.seq): first_link(one.body["text"]) for one in messages if one.kind == "text"}
    places = sorted(place for place, url in links.items() if url)
    if not places:
        return {}
    rows = await session.exec(
        select(MessageLinkRow.conversation_id, MessageLinkRow.seq, LinkPreviewRow)
        .join(LinkPreviewRow, col(LinkPreviewRow.url_hash) == col(MessageLinkRow.url_hash))
        .where(tuple_(col(MessageLinkRow.conversation_id), col(MessageLinkRow.seq)).in_(places))
        .where(col(MessageLinkRow.is_removed).is_(False), col(LinkPreviewRow.title) != "")
    )
    return {
        (conversation_id, seq): _view(row)
        for conversation_id, seq, row in rows
        if row.url == links[conversation_id, seq]
    }


async def is_due(session: AsyncSession, *, now: datetime) -> bool:
    """A look before `lease_due`, which writes."""
    return (await session.exec(select(LinkPreviewRow.url_hash).where(*_free(now)).limit(1))).first() is not None


async def lease_due(session: AsyncSession, *, now: datetime) -> list[Due]:
    """The next ones to fetch, ours until the lease ends. Those whose fetching killed every process that tried are given
    up."""
    query = select(LinkPreviewRow).where(*_free(now)).order_by(col(LinkPreviewRow.due_at), col(LinkPreviewRow.url_hash))
    leased = list[Due]()
    for row in (await session.exec(query.limit(AT_ONCE).with_for_update(skip_locked=True))).all():
        row.leased_until, row.attempts = now + LEASE, row.attempts + 1
        session.add(row)
        leased.append(Due(row.url_hash, row.url, row.attempts))
    await session.flush()
    return leased


async def settle(session: AsyncSession, due: Due, found: Preview | None, *, now: datetime) -> bool:
    """Write down what was found, or that it was nothing. False when somebody else has fetched it since, or nobody wants
    it any more."""
    facts: dict[str, Any] = {"due_at": None, "leased_until": None, "fetched_at": now}
    if found:
        facts |= {"title": found.title, "description": found.description, "site": found.site}
        facts |= {"picture": found.picture, "width": found.width, "height": found.height}
    mine = (col(LinkPreviewRow.url_hash) == due.url_hash, col(LinkPreviewRow.attempts) == due.attempts)
    query = update(LinkPreviewRow).where(*mine, col(LinkPreviewRow.due_at).is_not(None)).values(**facts)
    outcome: Any = await session.execute(query, execution_options={"synchronize_session": False})
    if outcome.rowcount:
        # Found at the second try, it stands under messages whose people were done with it, too.
        links = update(MessageLinkRow).where(col(MessageLinkRow.url_hash) == due.url_hash)
        links = links.where(col(MessageLinkRow.is_removed).is_(False)).values(is_told=found is None)
        await session.execute(links, execution_options={"synchronize_session": False})
    return bool(outcome.rowcount)


async def untold(session: AsyncSession) -> list[tuple[str, int]]:
    """Messages whose preview is here and whose people do not know it."""
    rows = await session.exec(
        select(MessageLinkRow.conversation_id, MessageLinkRow.seq)
        .join(LinkPreviewRow, col(LinkPreviewRow.url_hash) == col(MessageLinkRow.url_hash))
        .where(col(MessageLinkRow.is_told).is_(False), col(LinkPreviewRow.title) != "")
        .order_by(col(MessageLinkRow.conversation_id), col(MessageLinkRow.seq))
        .limit(TOLD_PER_ROUND)
    )
    return [(conversation_id, seq) for conversation_id, seq in rows]


async def mark_told(session: AsyncSession, conversation_id: str, seq: int) -> bool:
    """False when it was told already, or the message has no link any more."""
    row = await session.get(MessageLinkRow, (conversation_id, seq), populate_existing=True)
    if row is None or row.is_told:
        return False
    row.is_told = True
    session.add(row)
    return True


async def unwanted(session: AsyncSession, *, now: datetime, limit: int) -> list[str]:
    """Hashes of addresses that no message has any more, and of old ones with nothing behind them."""
    query = select(LinkPreviewRow.url_hash).where(_unwanted(now)).limit(limit)
    return list((await session.exec(query)).all())


async def forget(session: AsyncSession, url_hash: str, *, now: datetime) -> str | None:
    """Forget an address if it is still unwanted. Its picture's id, whose blob goes too, or ""; None when it stays."""
    row = await _locked(session, url_hash)
    if row is None:
        return None
    place = (col(LinkPreviewRow.url_hash) == url_hash, _unwanted(now))
    if (await session.exec(select(LinkPreviewRow.url_hash).where(*place))).first() is None:
        return None
    picture = row.picture
    await session.delete(row)
    await session.flush()
    return picture


async def _locked(session: AsyncSession, url_hash: str) -> LinkPreviewRow | None:
    query = select(LinkPreviewRow).where(col(LinkPreviewRow.url_hash) == url_hash).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()


def _free(now: datetime) -> tuple[Any, ...]:
    lease = col(LinkPreviewRow.leased_until)
    return (col(LinkPreviewRow.due_at) <= now, or_(lease.is_(None), lease <= now))


def _unwanted(now: datetime) -> Any:
    link = exists().where(col(MessageLinkRow.url_hash) == col(LinkPreviewRow.url_hash))
    lease = col(LinkPreviewRow.leased_until)
    is_old = col(LinkPreviewRow.fetched_at) <= now - NOTHING_FOR
    is_old_nothing = col(LinkPreviewRow.due_at).is_(None) & (col(LinkPreviewRow.title) == "") & is_old
    return or_(~link, is_old_nothing) & or_(lease.is_(None), lease <= now)


def _view(row: LinkPreviewRow) -> Preview:
    host = _host(row.url)
    site = f"{row.site} · {host}" if row.site and row.site.casefold() != host else host
    return Preview(row.url, row.title, row.description, site, row.picture, row.width, row.height)


def _host(url: str) -> str:
    """Where it leads, as people read it."""
    host, colon, port = url.split("/")[2].partition(":")
    with suppress(UnicodeError):
        host = shown_host(host.encode().decode("idna"))
    return host + colon + port
