"""People find channels, follow them, read their posts, like and report them. Called by web/pages/feed."""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.channels import channels, posts
from superapp.channels.channels import Channel, channel_blob
from superapp.channels.posts import Post, post_blob
from superapp.house import House
from superapp.safety import reports

POSTS_PER_PAGE, CHANNELS_MAX = 20, 100


@dataclass(frozen=True, slots=True)
class ShownChannel:
    channel: Channel
    followers: int
    i_follow: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ShownPost:
    post: Post
    channel: Channel
    likes: int
    i_like: bool
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """channel: whose posts these are alone, or None for all that this person follows. follows: how many channels they
    follow; older_before: the post to page from, "" when these are the first ones."""

    channel: ShownChannel | None
    posts: list[ShownPost]
    follows: int
    older_before: str


@dataclass(frozen=True, slots=True)
class ChannelShelf:
    """text: as it was typed."""

    text: str
    channels: list[ShownChannel]


async def read_feed(house: House, person: Person, *, before: str = "") -> Feed:
    """before: a post's id; one that is unknown by now begins anew."""
    async with house.database.read() as session:
        found = await posts.newest(
            session, follower_id=person.id, before=await _place(session, before), limit=POSTS_PER_PAGE + 1
        )
        follows = len(await channels.followed_by(session, person.id))
        return await _feed(session, person, None, found, follows)


async def read_channel(house: House, person: Person, handle: str, *, before: str = "") -> Feed:
    """Raises NotFound."""
    async with house.database.read() as session:
        channel = await channels.get_by_handle(session, handle)
        shown = (await _shown(session, person, [channel]))[0]
        found = await posts.newest(
            session, channel_id=channel.id, before=await _place(session, before), limit=POSTS_PER_PAGE + 1
        )
        return await _feed(session, person, shown, found, 0)


async def read_post(house: House, person: Person, post_id: str) -> ShownPost:
    """Raises NotFound, also for what was taken down."""
    async with house.database.read() as session:
        post = await posts.get_post(session, post_id)
        if post.is_down:
            raise NotFound("post")
        return (await _posts(session, person, [post]))[0]


async def find_channels(house: House, person: Person, text: str) -> ChannelShelf:
    async with house.database.read() as session:
        found = await channels.search(session, text, limit=CHANNELS_MAX)
        return ChannelShelf(text, await _shown(session, person, found))


async def follow(house: House, person: Person, handle: str, is_on: bool) -> None:
    """Raises NotFound."""
    async with house.database.write() as session:
        channel = await channels.get_by_handle(session, handle)
        await channels.follow(session, channel.id, person.id, is_on, now=house.clock.now())


async def like(house: House, person: Person, post_id: str, is_on: bool) -> int:
    """How many like it now. Raises NotFound."""
    async with house.database.write() as session:
        return await posts.like(session, post_id, person.id, is_on)


async def report(house: House, person: Person, post_id: str, cause: str, words: str) -> None:
    """To the operators, with the post as it is now. Raises NotFound, ReportInvalid."""
    async with house.database.write() as session:
        post = await posts.get_post(session, post_id)
        if post.is_down:
            raise NotFound("post")
        channel = await channels.get_channel(session, post.channel_id)
        await reports.report(
            session,
            person.id,
            channel.owner_id,
            reports.Cause(cause),
            words,
            evidence=("", None, f"{channel.name} (@{channel.handle}): {post.text or '(a picture)'}"),
            post_id=post.id,
            now=house.clock.now(),
            chance=house.chance,
        )


async def picture(house: House, name: str, *, small: bool) -> bytes:
    """WebP, of a channel or of a post. Raises NotFound, also for what was taken down; BlobUnknown."""
    if name.startswith("chp_"):
        return await house.blobs.get(channel_blob(name))
    async with house.database.read() as session:
        post = await posts.find_by_picture(session, name)
    if post is None or post.is_down:
        raise NotFound("picture")
    return await house.blobs.get(post_blob(name, small=small))


async def _place(session: AsyncSession, post_id: str) -> Post | None:
    return (await posts.posts_by_id(session, [post_id])).get(post_id) if post_id else None


async def _feed(
    session: AsyncSession, person: Person, channel: ShownChannel | None, found: list[Post], follows: int
) -> Feed:
    """found: one more than a page when there are more."""
    page = found[:POSTS_PER_PAGE]
    older = page[-1].id if len(found) > POSTS_PER_PAGE else ""
    return Feed(channel, await _posts(session, person, page), follows, older)


async def _posts(session: AsyncSession, person: Person, found: list[Post]) -> list[ShownPost]:
    ids = [one.id for one in found]
    by_id = await channels.channels_by_id(session, [one.channel_id for one in found])
    likes, mine = await posts.like_counts(session, ids), await posts.liked_by(session, person.id, ids)
    return [
        ShownPost(one, channel, likes.get(one.id, 0), one.id in mine, channel.owner_id == person.id)
        for one in found
        if (channel := by_id.get(one.channel_id)) is not None
    ]


async def _shown(session: AsyncSession, person: Person, found: list[Channel]) -> list[ShownChannel]:
    counts = await channels.follower_counts(session, [one.id for one in found])
    mine = set(await channels.followed_by(session, person.id))
    return [ShownChannel(one, counts.get(one.id, 0), one.id in mine, one.owner_id == person.id) for one in found]
