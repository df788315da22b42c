"""Channels and who follows them. An operator or a developer keeps a channel; everybody may follow it. Posts
are in superapp/channels/posts.py; flows call both."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, String, UniqueConstraint, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.base.lines import clean_line
from superapp.base.words import N_, said
from superapp.channels.errors import ChannelHandleTaken, ChannelInvalid
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.many import padded
from wallet.ports import Chance

NAME_LETTERS_MAX, DESCRIPTION_LETTERS_MAX = 40, 300
_HANDLE = re.compile(r"[a-z0-9][a-z0-9_]{2,29}")


class ChannelRow(HostTable, table=True):
    __tablename__ = "channels"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("handle", name="one_channel_per_handle"),
        CheckConstraint("name <> ''", name="a_channel_has_a_name"),
        Index("ix_channels_owner_id", "owner_id"),
    )
    id: str = Field(sa_column=Column(String(64), primary_key=True))
    owner_id: str = Field(sa_column=Column(String(64), nullable=False))
    name: str = Field(sa_column=Column(String(80), nullable=False))
    handle: str = Field(sa_column=Column(String(30), nullable=False))
    description: str = Field(sa_column=Column(String(600), nullable=False))
    picture: str = Field(default="", sa_column=Column(String(64), nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class ChannelFollowRow(HostTable, table=True):
    __tablename__ = "channel_follows"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_channel_follows_channel_id", "channel_id"),)
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    channel_id: str = Field(sa_column=Column(String(64), primary_key=True))
    followed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(frozen=True, slots=True)
class Channel:
    """handle: unique, as in /feed/channels/<handle>; picture: its id, "chp_…", or ""."""

    id: str
    owner_id: str
    name: str
    handle: str
    description: str
    picture: str


def channel_blob(picture: str) -> str:
    """Name of the blob of a channel's picture."""
    return f"channels/{picture}.webp"


async def create(
    session: AsyncSession,
    owner_id: str,
    *,
    name: str,
    handle: str,
    description: str,
    picture: str,
    now: datetime,
    chance: Chance,
) -> Channel:
    """Raises ChannelInvalid, ChannelHandleTaken."""
    handle = handle.strip().removeprefix("@").lower()
    if not _HANDLE.fullmatch(handle):
        raise ChannelInvalid(N_("A handle is 3 to 30 letters a-z, digits or “_”."))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = await session.execute(
        insert(ChannelRow)
        .values(
            id=new_id("chn", now, chance),
            owner_id=owner_id,
            name=_name(name),
            handle=handle,
            description=_description(description),
            picture=picture,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["handle"])
        .returning(col(ChannelRow.id))
    )
    if (channel_id := made.scalar_one_or_none()) is None:
        raise ChannelHandleTaken()
    return await get_channel(session, channel_id)


async def describe(
    session: AsyncSession, channel_id: str, *, name: str, description: str, picture: str | None
) -> Channel:
    """picture: None leaves it. Returns the channel as it was. Raises NotFound, ChannelInvalid."""
    row = await session.get(ChannelRow, channel_id, populate_existing=True)
    if row is None:
        raise NotFound("channel")
    before = _channel(row)
    row.name, row.description = _name(name), _description(description)
    row.picture = row.picture if picture is None else picture
    session.add(row)
    await session.flush()
    return before


async def get_channel(session: AsyncSession, channel_id: str) -> Channel:
    """Raises NotFound."""
    return (await channels_by_id(session, [channel_id])).get(channel_id) or _absent()


async def get_by_handle(session: AsyncSession, handle: str) -> Channel:
    """Raises NotFound."""
    row = (await session.exec(select(ChannelRow).where(col(ChannelRow.handle) == handle.lower()))).first()
    return _channel(row) if row else _absent()


async def require_owner(session: AsyncSession, channel_id: str, person_id: str) -> Channel:
    """Raises NotFound both for a channel that does not exist and for one that somebody else keeps."""
    found = await get_channel(session, channel_id)
    return found if found.owner_id == person_id else _absent()


async def channels_by_id(session: AsyncSession, ids: Iterable[str]) -> dict[str, Channel]:
    rows = await session.exec(select(ChannelRow).where(col(ChannelRow.id).in_(padded(sorted(set(ids))))))
    return {row.id: _channel(row) for row in rows}


async def channels_of(session: AsyncSession, owner_id: str) -> list[Channel]:
    """Those this person keeps, the newest first."""
    rows = await session.exec(
        select(ChannelRow).where(col(ChannelRow.owner_id) == owner_id).order_by(col(ChannelRow.id).desc())
    )
    return [_channel(row) for row in rows]


async def search(session: AsyncSession, text: str, *, limit: int) -> list[Channel]:
    """Whose handle begins with `text`, or whose name contains it; for "" all. What many follow comes first."""
    text = text.strip().removeprefix("@")
    followers = (
        select(ChannelFollowRow.channel_id, func.count().label("people"))
        .group_by(col(ChannelFollowRow.channel_id))
        .subquery()
    )
    wanted = select(ChannelRow).outerjoin(followers, followers.c.channel_id == col(ChannelRow.id))
    if text:
        by_handle = col(ChannelRow.handle).startswith(text.lower(), autoescape=True)
        wanted = wanted.where(by_handle | col(ChannelRow.name).icontains(text, autoescape=True))
    wanted = wanted.order_by(func.coalesce(followers.c.people, 0).desc(), col(ChannelRow.id)).limit(limit)
    return [_channel(row) for row in await session.exec(wanted)]


async def follow(session: AsyncSession, channel_id: str, person_id: str, is_on: bool, *, now: datetime) -> None:
    """Raises NotFound."""
    await get_channel(session, channel_id)
    if not is_on:
        await session.exec(
            delete(ChannelFollowRow).where(
                col(ChannelFollowRow.channel_id) == channel_id, col(ChannelFollowRow.person_id) == person_id
            )
        )
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(
        insert(ChannelFollowRow)
        .values(person_id=person_id, channel_id=channel_id, followed_at=now)
        .on_conflict_do_nothing()
    )


async def followed_by(session: AsyncSession, person_id: str) -> list[str]:
    """Ids of the channels this person follows, the latest first."""
    rows = await session.exec(
        select(ChannelFollowRow.channel_id)
        .where(col(ChannelFollowRow.person_id) == person_id)
        .order_by(col(ChannelFollowRow.followed_at).desc(), col(ChannelFollowRow.channel_id))
    )
    return list(rows)


async def follower_counts(session: AsyncSession, ids: Iterable[str]) -> dict[str, int]:
    rows = await session.exec(
        select(ChannelFollowRow.channel_id, func.count())
        .where(col(ChannelFollowRow.channel_id).in_(padded(ids)))
        .group_by(col(ChannelFollowRow.channel_id))
    )
    return dict(rows.all())


async def close(session: AsyncSession, channel_id: str) -> None:
    """The channel and who followed it are gone; its posts the caller has deleted."""
    await session.exec(delete(ChannelFollowRow).where(col(ChannelFollowRow.channel_id) == channel_id))
    await session.exec(delete(ChannelRow).where(col(ChannelRow.id) == channel_id))


def _absent() -> Channel:
    raise NotFound("channel")


def _name(name: str) -> str:
    kept = clean_line(name)
    if not kept or len(kept) > NAME_LETTERS_MAX:
        raise ChannelInvalid(said("Give it a name of at most {count} letters.", count=NAME_LETTERS_MAX))
    return kept


def _description(description: str) -> str:
    kept = clean_line(description)
    if len(kept) > DESCRIPTION_LETTERS_MAX:
        raise ChannelInvalid(said("Describe it in at most {count} letters.", count=DESCRIPTION_LETTERS_MAX))
    return kept


def _channel(row: ChannelRow) -> Channel:
    return Channel(row.id, row.owner_id, row.name, row.handle, row.description, row.picture)
