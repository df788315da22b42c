"""Channels: who keeps one, what may be posted, who reads what, and how a post is reported and taken down."""

import pytest

from superapp.accounts.people import Person
from superapp.audit import trail
from superapp.base.errors import NotFound
from superapp.channels import errors
from superapp.channels.channels import Channel
from superapp.flows import follow_channels, keep_channel, leave_for_good, read_chats, review_reports
from superapp.safety.reports import ReportInvalid
from superapp.storage.blobs import BlobUnknown
from superapp.storage.pictures import PictureRefused
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN


async def opened(site: Site, keeper: Person, name: str = "Harbour news", handle: str = "harbour") -> Channel:
    return await keep_channel.create(site.house, keeper, name=name, handle=handle, description="", picture=b"")


async def texts(site: Site, person: Person, before: str = "") -> list[str]:
    return [one.post.text for one in (await follow_channels.read_feed(site.house, person, before=before)).posts]


async def told(site: Site, person: Person) -> list[str]:
    rows = [row for row in (await read_chats.list_chats(site.house, person)).rows if row["title"] == "Safety"]
    return [row["last_line"] for row in rows]


async def test_what_one_follows_is_read_newest_first(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    dora, ann = await site.person("Dora", roles=frozenset({"developer"})), await site.person("Ann")
    harbour, market = await opened(site, dora), await opened(site, dora, "Market", "market")
    assert await texts(site, ann) == []
    for _ in range(2):  # a second tap changes nothing
        await follow_channels.follow(house, ann, "harbour", True)
    first = await keep_channel.publish(house, dora, harbour.id, " one\r\ntwo ", b"", False)
    site.clock.travel(minutes=1)
    await keep_channel.publish(house, dora, market.id, "not followed", b"", True)
    for number in range(22):
        await keep_channel.publish(house, dora, harbour.id, f"post {number}", b"", True)

    page = await follow_channels.read_feed(house, ann)
    assert (len(page.posts), page.posts[0].post.is_advertising, page.follows) == (20, True, 1)
    rest = await follow_channels.read_feed(house, ann, before=page.older_before)
    assert (rest.posts[-1].post.text, rest.older_before) == ("one\ntwo", "")
    assert len({one.post.id for one in page.posts} | {one.post.id for one in rest.posts}) == 23
    assert len((await follow_channels.read_channel(house, ann, "market")).posts) == 1

    assert [await follow_channels.like(house, one, first.id, True) for one in (ann, ann, dora)] == [1, 1, 2]
    assert await follow_channels.like(house, ann, first.id, False) == 1
    shown = await follow_channels.read_post(house, dora, first.id)
    assert (shown.likes, shown.i_like, shown.is_mine) == (1, True, True)

    found = await follow_channels.find_channels(house, ann, "")
    assert [(one.channel.handle, one.followers, one.i_follow) for one in found.channels] == [
        ("harbour", 1, True),
        ("market", 0, False),
    ]
    assert [one.channel.name for one in (await follow_channels.find_channels(house, ann, "ARK")).channels] == ["Market"]
    await follow_channels.follow(house, ann, "harbour", False)
    assert await texts(site, ann) == []


async def test_a_channel_and_its_posts_need_sense(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    dora, eva = [await site.person(name, roles=frozenset({"developer"})) for name in ("Dora", "Eva")]
    harbour = await opened(site, dora)
    for name, handle in (("", "quay"), ("x" * 41, "quay"), ("Quay", "q"), ("Quay", "the quay"), ("Quay", "x" * 31)):
        with pytest.raises(errors.ChannelInvalid):
            await opened(site, dora, name, handle)
    with pytest.raises(errors.ChannelHandleTaken):
        await opened(site, eva, "Mine", "@Harbour")
    for text, label in (("buy", None), (" ", False), ("x" * 2001, False)):
        with pytest.raises(errors.PostInvalid):
            await keep_channel.publish(house, dora, harbour.id, text, b"", label)
    with pytest.raises(PictureRefused):
        await keep_channel.publish(house, dora, harbour.id, "look", b"not a picture", False)
    for attempt in (
        keep_channel.publish(house, eva, harbour.id, "mine now", b"", False),
        keep_channel.describe(house, eva, harbour.id, name="Mine", description="", picture=b""),
        keep_channel.close(house, eva, harbour.id),
        keep_channel.show(house, eva, harbour.id),
        follow_channels.follow(house, eva, "nowhere", True),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_pictures_come_and_go_with_the_post(site: Site) -> None:
    house = site.house
    dora, ann = await site.person("Dora", roles=frozenset({"developer"})), await site.person("Ann")
    harbour = await opened(site, dora)
    await follow_channels.follow(house, ann, "harbour", True)
    post = await keep_channel.publish(house, dora, harbour.id, "", DRAWN, False)
    assert (await follow_channels.picture(house, post.picture.id, small=False))[8:12] == b"WEBP"
    await keep_channel.describe(house, dora, harbour.id, name="Harbour", description="News", picture=DRAWN)
    face = (await keep_channel.show(house, dora, harbour.id)).channel.picture
    assert (await follow_channels.picture(house, face, small=False))[8:12] == b"WEBP"

    with pytest.raises(leave_for_good.CannotLeaveYet):
        await leave_for_good.leave_for_good(house, dora, dora.handle)
    await keep_channel.close(house, dora, harbour.id)
    with pytest.raises(NotFound):
        await follow_channels.picture(house, post.picture.id, small=False)
    with pytest.raises(BlobUnknown):
        await follow_channels.picture(house, face, small=False)
    assert await texts(site, ann) == []
    await leave_for_good.leave_for_good(house, dora, dora.handle)


async def test_a_reported_post_is_taken_down(both_sites: Site) -> None:
    site = both_sites
    house = site.house
    dora, ann = await site.person("Dora", roles=frozenset({"developer"})), await site.person("Ann")
    olga = await site.person("Olga", roles=frozenset({"operator"}))
    harbour = await opened(site, dora)
    await follow_channels.follow(house, ann, "harbour", True)
    bad = await keep_channel.publish(house, dora, harbour.id, "Free money", DRAWN, False)
    worse = await keep_channel.publish(house, dora, harbour.id, "More of it", b"", False)
    await follow_channels.report(house, ann, bad.id, "fraud", "")
    with pytest.raises(ReportInvalid):
        await follow_channels.report(house, dora, bad.id, "fraud", "")

    case = (await review_reports.show_desk(house, olga)).waiting[0]
    assert (case.report.post_id, case.report.evidence) == (bad.id, "Harbour news (@harbour): Free money")
    await review_reports.decide(house, olga, case.report.id, decision="taken_down", reason="It is a trick.")
    with pytest.raises(errors.PostInvalid):
        await review_reports.take_down(house, olga, worse.id, reason=" ")
    await review_reports.take_down(house, olga, worse.id, reason="The same.")
    with pytest.raises(errors.PostTakenDown):
        await review_reports.take_down(house, olga, worse.id, reason="Again.")

    assert await texts(site, ann) == []
    for gone in (
        follow_channels.read_post(house, ann, bad.id),
        follow_channels.like(house, ann, bad.id, True),
        follow_channels.picture(house, bad.picture.id, small=True),
        follow_channels.report(house, ann, bad.id, "fraud", ""),
    ):
        with pytest.raises(NotFound):
            await gone
    assert [(one.is_down, one.reason) for one in (await keep_channel.show(house, dora, harbour.id)).posts] == [
        (True, "The same."),
        (True, "It is a trick."),
    ]
    assert "The same." in (await told(site, dora))[0]
    assert "acted" in (await told(site, ann))[0]
    async with house.database.read() as session:
        acts = [(one.action, one.reason) for one in await trail.looks_at(session, f"person:{dora.id}")]
    assert acts == [("taken_down", "The same."), ("taken_down", "It is a trick.")]
