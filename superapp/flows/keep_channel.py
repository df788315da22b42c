"""An operator or a developer makes a channel, describes it, posts, takes posts back and closes it. Called by
web/console/channels."""

from dataclasses import dataclass

from superapp.accounts.people import Person
from superapp.channels import channels, posts
from superapp.channels.channels import Channel, channel_blob
from superapp.channels.posts import NO_PICTURE, Post, PostPicture, post_blob
from superapp.house import House
from superapp.safety.silences import require_voice
from superapp.storage.pictures import make_portrait, make_safe
from wallet.ids import new_id

POSTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class KeptChannel:
    """As its owner sees it. posts: the newest first, those taken down too; likes: by post id."""

    channel: Channel
    followers: int
    posts: list[Post]
    likes: dict[str, int]


@dataclass(frozen=True, slots=True)
class OwnChannels:
    channels: list[KeptChannel]


async def show_all(house: House, person: Person) -> OwnChannels:
    """Without posts."""
    async with house.database.read() as session:
        found = await channels.channels_of(session, person.id)
        counts = await channels.follower_counts(session, [one.id for one in found])
    return OwnChannels([KeptChannel(one, counts.get(one.id, 0), [], {}) for one in found])


async def show(house: House, person: Person, channel_id: str) -> KeptChannel:
    """Raises NotFound."""
    async with house.database.read() as session:
        channel = await channels.require_owner(session, channel_id, person.id)
        counts = await channels.follower_counts(session, [channel.id])
        found = await posts.newest(session, channel_id=channel.id, with_taken_down=True, limit=POSTS_SHOWN)
        likes = await posts.like_counts(session, [one.id for one in found])
    return KeptChannel(channel, counts.get(channel.id, 0), found, likes)


async def create(house: House, person: Person, *, name: str, handle: str, description: str, picture: bytes) -> Channel:
    """picture: JPEG, PNG, WebP or GIF, or b"". Raises ChannelInvalid, ChannelHandleTaken, PictureRefused."""
    kept = await _portrait(house, picture)
    async with house.database.write() as session:
        return await channels.create(
            session,
            person.id,
            name=name,
            handle=handle,
            description=description,
            picture=kept,
            now=house.clock.now(),
            chance=house.chance,
        )


async def describe(
    house: House, person: Person, channel_id: str, *, name: str, description: str, picture: bytes
) -> None:
    """picture: b"" leaves it as it is. Raises NotFound, ChannelInvalid, PictureRefused."""
    async with house.database.read() as session:
        await channels.require_owner(session, channel_id, person.id)
    kept = await _portrait(house, picture)
    async with house.database.write() as session:
        await channels.require_owner(session, channel_id, person.id)
        before = await channels.describe(session, channel_id, name=name, description=description, picture=kept or None)
    if kept and before.picture:
        await house.blobs.delete(channel_blob(before.picture))


async def publish(
    house: House, person: Person, channel_id: str, text: str, picture: bytes, is_advertising: bool | None
) -> Post:
    """is_advertising: None when it was not said. Raises NotFound, PostInvalid, PictureRefused, Silenced."""
    async with house.database.read() as session:
        await channels.require_owner(session, channel_id, person.id)
    posts.require_label(is_advertising)
    posts.post_text(text, bool(picture))
    shown = await _picture(house, picture)
    async with house.database.write() as session:
        now = house.clock.now()
        await require_voice(session, person.id, now=now)
        await channels.require_owner(session, channel_id, person.id)
        return await posts.publish(session, channel_id, text, shown, is_advertising, now=now, chance=house.chance)


async def delete_post(house: House, person: Person, channel_id: str, post_id: str) -> None:
    """Raises NotFound."""
    async with house.database.write() as session:
        await channels.require_owner(session, channel_id, person.id)
        pictures = await posts.delete_posts(session, channel_id, post_id)
    await _delete_pictures(house, pictures)


async def close(house: House, person: Person, channel_id: str) -> None:
    """With everything it posted. Raises NotFound."""
    async with house.database.write() as session:
        channel = await channels.require_owner(session, channel_id, person.id)
        pictures = await posts.delete_posts(session, channel_id)
        await channels.close(session, channel_id)
    if channel.picture:
        await house.blobs.delete(channel_blob(channel.picture))
    await _delete_pictures(house, pictures)


async def _portrait(house: House, data: bytes) -> str:
    if not data:
        return ""
    made = await make_portrait(data)
    picture = new_id("chp", house.clock.now(), house.chance)
    await house.blobs.put(channel_blob(picture), made)
    return picture


async def _picture(house: House, data: bytes) -> PostPicture:
    if not data:
        return NO_PICTURE
    made = await make_safe(data)
    picture = PostPicture(new_id("pst", house.clock.now(), house.chance), made.width, made.height)
    # Before the post that names them: a crash in between leaves two files that nobody asks for.
    for small, content in ((True, made.small), (False, made.large)):
        await house.blobs.put(post_blob(picture.id, small=small), content)
    return picture


async def _delete_pictures(house: House, pictures: list[str]) -> None:
    for picture in pictures:
        for small in (True, False):
            await house.blobs.delete(post_blob(picture, small=small))
