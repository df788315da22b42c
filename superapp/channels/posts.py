"""What channels post and who likes it. Every post says whether it is advertising; an operator may take one down, and
then nobody but operators reads it. Flows call it; superapp/channels/channels.py has the channels themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, String, Text, func, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.base.words import N_, said
from superapp.channels.channels import ChannelFollowRow
from superapp.channels.errors import PostInvalid, PostTakenDown
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.many import padded
from wallet.ports import Chance

TEXT_LETTERS_MAX, REASON_LETTERS_MAX = 2_000, 500


class ChannelPostRow(HostTable, table=True):
    __tablename__ = "channel_posts"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("text <> '' OR picture <> ''", name="a_post_says_or_shows_something"),
        CheckConstraint("(taken_down_at IS NULL) = (taken_down_by = '')", name="a_taking_down_has_its_operator"),
        Index("ix_channel_posts_channel_id", "channel_id", "posted_at", "id"),
        Index("ix_channel_posts_posted_at", "posted_at", "id"),
    )
    id: str = Field(sa_column=Column(String(64), primary_key=True))
    channel_id: str = Field(sa_column=Column(String(64), nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    picture: str = Field(default="", sa_column=Column(String(64), nullable=False))
    width: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    height: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    is_advertising: bool = Field(sa_column=Column(Boolean, nullable=False))
    posted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    taken_down_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    taken_down_by: str = Field(default="", sa_column=Column(String(64), nullable=False))
    reason: str = Field(default="", sa_column=Column(String(500), nullable=False))


class ChannelLikeRow(HostTable, table=True):
    __tablename__ = "channel_likes"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_channel_likes_person_id", "person_id"),)
    post_id: str = Field(sa_column=Column(String(64), primary_key=True))
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))


@dataclass(frozen=True, slots=True)
class PostPicture:
    """id: "pst_…", or "" for none; width, height: in pixels."""

    id: str
    width: int
    height: int


NO_PICTURE = PostPicture("", 0, 0)


@dataclass(frozen=True, slots=True)
class Post:
    """reason: why an operator took it down, when is_down."""

    id: str
    channel_id: str
    text: str
    picture: PostPicture
    is_advertising: bool
    posted_at: datetime
    is_down: bool
    reason: str


def post_blob(picture: str, *, small: bool) -> str:
    """Name of its blob."""
    return f"channels/{picture}{'-small' if small else ''}.webp"


async def publish(
    session: AsyncSession,
    channel_id: str,
    text: str,
    picture: PostPicture,
    is_advertising: bool | None,
    *,
    now: datetime,
    chance: Chance,
) -> Post:
    """is_advertising: None when it was not said. Raises PostInvalid."""
    row = ChannelPostRow(
        id=new_id("pos", now, chance),
        channel_id=channel_id,
        text=post_text(text, picture.id != ""),
        picture=picture.id,
        width=picture.width,
        height=picture.height,
        is_advertising=require_label(is_advertising),
        posted_at=now,
    )
    session.add(row)
    await session.flush()
    return _post(row)


def post_text(text: str, has_picture: bool) -> str:
    """Trimmed, with one kind of line end. Raises PostInvalid."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not text and not has_picture:
        raise PostInvalid(N_("Write something or add a picture."))
    if len(text) > TEXT_LETTERS_MAX:
        raise PostInvalid(said("Use at most {count} letters.", count=TEXT_LETTERS_MAX))
    return text


def require_label(is_advertising: bool | None) -> bool:
    """Raises PostInvalid."""
    if is_advertising is None:
        raise PostInvalid(N_("Say whether this is advertising."))
    return is_advertising


async def get_post(session: AsyncSession, post_id: str) -> Post:
    """Also one that was taken down. Raises NotFound."""
    if (row := await session.get(ChannelPostRow, post_id, populate_existing=True)) is None:
        raise NotFound("post")
    return _post(row)


async def posts_by_id(session: AsyncSession, ids: Iterable[str]) -> dict[str, Post]:
    """Also those taken down."""
    rows = await session.exec(select(ChannelPostRow).where(col(ChannelPostRow.id).in_(padded(sorted(set(ids))))))
    return {row.id: _post(row) for row in rows}


async def find_by_picture(session: AsyncSession, picture: str) -> Post | None:
    row = (await session.exec(select(ChannelPostRow).where(col(ChannelPostRow.picture) == picture))).first()
    return _post(row) if row else None


async def newest(
    session: AsyncSession,
    *,
    channel_id: str = "",
    follower_id: str = "",
    with_taken_down: bool = False,
    before: Post | None = None,
    limit: int,
) -> list[Post]:
    """The newest first: of one channel, of those a person follows, or of all."""
    wanted = select(ChannelPostRow)
    if channel_id:
        wanted = wanted.where(col(ChannelPostRow.channel_id) == channel_id)
    if follower_id:
        followed = select(ChannelFollowRow.channel_id).where(col(ChannelFollowRow.person_id) == follower_id)
        wanted = wanted.where(col(ChannelPostRow.channel_id).in_(followed))
    if not with_taken_down:
        wanted = wanted.where(col(ChannelPostRow.taken_down_at).is_(None))
    if before is not None:
        place = tuple_(col(ChannelPostRow.posted_at), col(ChannelPostRow.id))
        wanted = wanted.where(place < tuple_(before.posted_at, before.id))
    wanted = wanted.order_by(col(ChannelPostRow.posted_at).desc(), col(ChannelPostRow.id).desc()).limit(limit)
    return [_post(row) for row in await session.exec(wanted)]


async def take_down(session: AsyncSession, post_id: str, *, reason: str, by: str, now: datetime) -> Post:
    """Raises NotFound, PostTakenDown, PostInvalid (no reason)."""
    row = (
        await session.exec(
            select(ChannelPostRow)
            .where(col(ChannelPostRow.id) == post_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).first()
    if row is None:
        raise NotFound("post")
    if row.taken_down_at is not None:
        raise PostTakenDown()
    reason = reason.strip()
    if not reason or len(reason) > REASON_LETTERS_MAX:
        raise PostInvalid(said("Write the reason, in at most {count} letters.", count=REASON_LETTERS_MAX))
    row.taken_down_at, row.taken_down_by, row.reason = now, by, reason
    session.add(row)
    await session.flush()
    return _post(row)


async def delete_posts(session: AsyncSession, channel_id: str, post_id: str = "") -> list[str]:
    """One post or all of the channel's, with their likes. Returns the pictures whose blobs nobody needs any more."""
    mine = col(ChannelPostRow.channel_id) == channel_id
    if post_id:
        mine = mine & (col(ChannelPostRow.id) == post_id)
    ids = select(ChannelPostRow.id).where(mine)
    pictures = list(await session.exec(select(ChannelPostRow.picture).where(mine, col(ChannelPostRow.picture) != "")))
    await session.exec(delete(ChannelLikeRow).where(col(ChannelLikeRow.post_id).in_(ids)))
    await session.exec(delete(ChannelPostRow).where(mine))
    return pictures


async def like(session: AsyncSession, post_id: str, person_id: str, is_on: bool) -> int:
    """How many like it now. Raises NotFound, also for what was taken down."""
    if (await get_post(session, post_id)).is_down:
        raise NotFound("post")
    if is_on:
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        await session.execute(
            insert(ChannelLikeRow).values(post_id=post_id, person_id=person_id).on_conflict_do_nothing()
        )
    else:
        await session.exec(
            delete(ChannelLikeRow).where(
                col(ChannelLikeRow.post_id) == post_id, col(ChannelLikeRow.person_id) == person_id
            )
        )
    return (await like_counts(session, [post_id])).get(post_id, 0)


async def like_counts(session: AsyncSession, ids: Iterable[str]) -> dict[str, int]:
    rows = await session.exec(
        select(ChannelLikeRow.post_id, func.count())
        .where(col(ChannelLikeRow.post_id).in_(padded(ids)))
        .group_by(col(ChannelLikeRow.post_id))
    )
    return dict(rows.all())


async def liked_by(session: AsyncSession, person_id: str, ids: Iterable[str]) -> set[str]:
    """Which of these posts this person likes."""
    rows = await session.exec(
        select(ChannelLikeRow.post_id).where(
            col(ChannelLikeRow.person_id) == person_id, col(ChannelLikeRow.post_id).in_(padded(ids))
        )
    )
    return set(rows)


async def likes_of(session: AsyncSession, person_id: str) -> list[str]:
    """The posts this person likes."""
    rows = await session.exec(select(ChannelLikeRow.post_id).where(col(ChannelLikeRow.person_id) == person_id))
    return sorted(rows)


async def forget_person(session: AsyncSession, person_id: str) -> None:
    """What they followed and liked. A channel that somebody keeps is closed before they leave."""
    await session.exec(delete(ChannelFollowRow).where(col(ChannelFollowRow.person_id) == person_id))
    await session.exec(delete(ChannelLikeRow).where(col(ChannelLikeRow.person_id) == person_id))


def _post(row: ChannelPostRow) -> Post:
    picture = PostPicture(row.picture, row.width, row.height)
    is_down = row.taken_down_at is not None
    return Post(row.id, row.channel_id, row.text, picture, row.is_advertising, row.posted_at, is_down, row.reason)
