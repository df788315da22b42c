"""What stands behind a link is fetched once, carefully, and shown to those who have the message."""

import pytest

from superapp.base.errors import NotFound
from superapp.chat import previews
from superapp.flows import manage_group, preview_links, read_chats
from superapp.flows.follow_events import next_events
from superapp.flows.send_message import send_text
from tests.superapp.conftest import Site
from tests.superapp.drawn import drawn
from tests.superapp.flows.linked import HTML, PAGE, URL, Scene, open_scene
from wallet.ports import HttpReply


@pytest.fixture
async def scene(both_sites: Site) -> Scene:
    return await open_scene(both_sites)


async def test_a_preview_comes_as_a_change_of_the_message(scene: Scene) -> None:
    sent = await scene.write(f"look: {URL}#boats")
    assert sent["preview"] is None
    before = (await read_chats.open_chat(scene.site.house, scene.ben, scene.chat)).state["last_event"]

    await scene.round()

    (event,) = await next_events(scene.site.house, scene.ben, before)
    assert event.kind == "change"
    assert event.message
    assert event.message["revision"] == sent["revision"] + 1
    assert not event.message["is_edited"]
    shown = event.message["preview"]
    assert shown == await scene.shown()
    assert (shown["title"], shown["description"]) == ("The ferry", "Runs again")
    assert (shown["url"], shown["site"]) == (URL, "Harbour News · news.example")
    assert (shown["width"], shown["height"]) == (480, 240)
    await scene.round()
    assert len(scene.asked()) == 2
    assert await next_events(scene.site.house, scene.ben, event.seq) == []


async def test_it_is_asked_for_without_anything_of_a_person(scene: Scene) -> None:
    await scene.write(URL)
    await scene.round()
    for one in scene.site.http.sent:
        assert (one.method, one.body) == ("GET", b"")
        assert set(one.headers) == {"User-Agent", "Accept"}
        assert one.headers["User-Agent"] == preview_links.USER_AGENT


async def test_a_picture_is_for_the_people_of_the_conversation(scene: Scene) -> None:
    house = scene.site.house
    await scene.write(URL)
    await scene.round()
    shown = await scene.shown()
    assert shown
    picture = shown["picture"]
    assert (await preview_links.look_at_picture(house, scene.ben, scene.chat, 1, picture))[8:12] == b"WEBP"
    for one in (scene.ben, scene.cleo):
        await scene.site.befriend(scene.ann, one)
    group = await manage_group.create(house, scene.ann, "Ferry", [scene.ben.id])
    await send_text(house, scene.ann, group, URL)
    await manage_group.add(house, scene.ann, group, [scene.cleo.id])

    for chat, seq, name in ((scene.chat, 1, picture), (group, 2, picture)):  # a stranger; one who came later
        with pytest.raises(NotFound):
            await preview_links.look_at_picture(house, scene.cleo, chat, seq, name)
    await scene.write("no link")
    for seq, name in ((2, picture), (99, picture), (1, ""), (1, "lnk_" + "0" * 26)):
        with pytest.raises(NotFound):
            await preview_links.look_at_picture(house, scene.ben, scene.chat, seq, name)

    client = await scene.site.signed_in(scene.ben)
    seen = await client.get(f"/chats/{scene.chat}/messages/1/previews/{picture}.webp")
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/webp")
    assert seen.headers["cache-control"].startswith("private")
    assert "sandbox" in seen.headers["content-security-policy"]
    for name in ("x.webp", f"{picture}.png", "..%2f..%2fx.webp"):
        assert (await client.get(f"/chats/{scene.chat}/messages/1/previews/{name}")).status_code == 404


async def test_a_link_that_is_known_shows_at_once_and_is_not_asked_again(scene: Scene) -> None:
    await scene.write(URL)
    await scene.round()
    again = await scene.write(f"again {URL}")
    assert again["preview"] == await scene.shown(1)
    await scene.round()
    assert len(scene.asked()) == 2
    assert (await scene.shown(2)) == again["preview"]


async def test_two_processes_fetch_once(scene: Scene) -> None:
    house = scene.site.house
    await scene.write(URL)
    async with house.database.write() as session:
        (due,) = await previews.lease_due(session, now=house.clock.now())
    assert await preview_links.fetch_due(house) == 0
    assert scene.asked() == []

    # One that died is followed by another; what it still says counts no more.
    scene.site.clock.travel(seconds=previews.LEASE.total_seconds())
    assert await preview_links.fetch_due(house) == 1
    async with house.database.write() as session:
        assert not await previews.settle(session, due, None, now=house.clock.now())
    await preview_links.tell(house)
    assert await scene.shown()


async def test_a_page_that_ends_every_process_is_given_up(scene: Scene) -> None:
    house = scene.site.house
    await scene.write(URL)
    for _ in range(previews.ATTEMPTS_MAX):
        async with house.database.write() as session:
            assert await previews.lease_due(session, now=house.clock.now())
        scene.site.clock.travel(seconds=previews.LEASE.total_seconds())
    await scene.round()
    assert scene.asked() == []
    assert await scene.shown() is None


async def test_redirects_are_followed_three_times_and_only_to_the_web(scene: Scene) -> None:
    def onwards(to: str) -> HttpReply:
        return HttpReply(302, {"location": to})

    scene.web |= {f"https://r.example/{i}": onwards(f"/{i - 1}") for i in (4, 3, 2)}
    scene.web["https://r.example/1"] = onwards("https://r.example/0")
    scene.web["https://r.example/0"] = HttpReply(200, HTML, b"<title>There</title>")
    await scene.write("https://r.example/3")
    await scene.write("https://r.example/4")
    await scene.round()
    assert (await scene.shown(1) or {})["title"] == "There"
    assert (await scene.shown(1) or {})["url"] == "https://r.example/3"
    assert await scene.shown(2) is None


@pytest.mark.parametrize(
    "reply",
    [
        HttpReply(404, HTML, PAGE),
        HttpReply(204, HTML, b""),
        HttpReply(200, {}, PAGE),
        HttpReply(200, {"content-type": "text/plain"}, PAGE),
        HttpReply(200, {"content-type": "application/pdf"}, PAGE),
        HttpReply(200, {"content-type": "image/svg+xml"}, PAGE),
        HttpReply(200, HTML, b"<p>no title"),
        HttpReply(200, HTML, b"\n" * preview_links.PAGE_BYTES_MAX + PAGE),
        HttpReply(302, {}, b""),
        HttpReply(302, {"location": "http://[::1"}, b""),
    ],
    ids=lambda reply: f"{reply.status} {reply.headers.get('content-type', reply.headers.get('location', ''))}",
)
async def test_what_is_no_page_shows_nothing_and_is_not_asked_for_a_day(scene: Scene, reply: HttpReply) -> None:
    scene.web[URL] = reply
    await scene.write(URL)
    await scene.round()
    asked = len(scene.asked())
    before = (await read_chats.open_chat(scene.site.house, scene.ben, scene.chat)).state["last_event"]
    scene.site.clock.travel(hours=23)
    await scene.write(URL)
    await scene.round()
    assert len(scene.asked()) == asked
    assert (await scene.shown(1), await scene.shown(2)) == (None, None)

    # A day later it may be there; then it is there for all of them, and they are told.
    scene.web[URL] = HttpReply(200, HTML, PAGE)
    scene.site.clock.travel(hours=1)
    await scene.write(URL)
    await scene.round()
    changes = [one for one in await next_events(scene.site.house, scene.ben, before) if one.kind == "change"]
    assert [one.message and one.message["seq"] for one in changes] == [1, 2, 3]
    assert all([await scene.shown(seq) for seq in (1, 2, 3)])


async def test_of_a_large_page_the_beginning_counts(scene: Scene) -> None:
    scene.web[URL] = HttpReply(200, HTML, PAGE + b"\n" * 4 * preview_links.PAGE_BYTES_MAX)
    await scene.write(URL)
    await scene.round()
    assert (await scene.shown() or {})["title"] == "The ferry"


@pytest.mark.parametrize(
    "picture",
    [
        HttpReply(404),
        HttpReply(200, {"content-type": "image/png"}, b"<svg onload=alert(1)>"),
        HttpReply(200, {"content-type": "image/png"}, drawn("PNG", (2, 2))),
        HttpReply(200, {"content-type": "image/png"}, drawn("PNG")[:60]),
        HttpReply(200, {"content-type": "image/png"}, b"\n" * (preview_links.PICTURE_BYTES_MAX + 2)),
        HttpReply(302, {"location": "file:///etc/passwd"}),
    ],
)
async def test_a_picture_that_is_none_leaves_the_words(scene: Scene, picture: HttpReply) -> None:
    scene.web["https://news.example/ferry.png"] = picture
    await scene.write(URL)
    await scene.round()
    shown = await scene.shown()
    assert shown
    assert (shown["title"], shown["picture"], shown["width"]) == ("The ferry", "", 0)
