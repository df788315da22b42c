"""A preview stays with the link of its message: edited, taken back, removed, switched off, refused."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from superapp.base.errors import NotFound
from superapp.chat import previews
from superapp.chat.errors import NotYourMessage
from superapp.flows import change_message, preview_links, read_chats
from superapp.flows.follow_events import next_events
from superapp.net.safe_http import SafeHttp
from superapp.storage.blobs import BlobUnknown
from tests.superapp.conftest import Site
from tests.superapp.flows.linked import HTML, URL, Scene, open_scene
from wallet.ports import HttpReply


@pytest.fixture
async def scene(both_sites: Site) -> Scene:
    return await open_scene(both_sites)


async def test_an_edited_message_shows_its_new_link(scene: Scene) -> None:
    house = scene.site.house
    scene.web["https://other.example/"] = HttpReply(200, HTML, b"<title>Other</title>")
    await scene.write(URL)
    await scene.round()
    edited = await change_message.edit(house, scene.ann, scene.chat, 1, "https://other.example")
    assert edited["preview"] is None
    await scene.round()
    assert (await scene.shown() or {})["title"] == "Other"
    await change_message.edit(house, scene.ann, scene.chat, 1, "nothing here")
    assert await scene.shown() is None
    await change_message.edit(house, scene.ann, scene.chat, 1, f"{URL} again")
    assert (await scene.shown() or {})["title"] == "The ferry"


async def test_edited_while_it_is_fetched_the_old_link_is_not_shown(scene: Scene) -> None:
    house = scene.site.house
    await scene.write(URL)
    async with house.database.write() as session:
        (due,) = await previews.lease_due(session, now=house.clock.now())
    await change_message.edit(house, scene.ann, scene.chat, 1, "never mind")
    seen = (await read_chats.open_chat(house, scene.ben, scene.chat)).state["last_event"]
    async with house.database.write() as session:
        found = previews.Preview(URL, "The ferry", "", "", "", 0, 0)
        assert await previews.settle(session, due, found, now=house.clock.now())
    await preview_links.tell(house)
    assert await scene.shown() is None
    assert await next_events(house, scene.ben, seen) == []


async def test_with_a_message_taken_back_its_link_is_forgotten(scene: Scene) -> None:
    house = scene.site.house
    await scene.write(URL)
    await scene.write(URL)
    await scene.round()
    shown = await scene.shown()
    assert shown
    await change_message.unsend(house, scene.ann, scene.chat, 1)
    assert await scene.shown(1) is None
    with pytest.raises(NotFound):
        await preview_links.look_at_picture(house, scene.ben, scene.chat, 1, shown["picture"])
    assert await preview_links.forget_unwanted(house) == 0  # the other message has it still
    await change_message.unsend(house, scene.ann, scene.chat, 2)
    assert await preview_links.forget_unwanted(house) == 1
    assert await scene.rows() == 0
    with pytest.raises(BlobUnknown):
        await house.blobs.get(previews.preview_blob(shown["picture"]))


async def test_taken_back_while_it_is_fetched_nothing_is_left(scene: Scene) -> None:
    house = scene.site.house
    await scene.write(URL)
    async with house.database.write() as session:
        (due,) = await previews.lease_due(session, now=house.clock.now())
    await change_message.unsend(house, scene.ann, scene.chat, 1)
    assert await preview_links.forget_unwanted(house) == 0
    async with house.database.write() as session:
        assert await previews.settle(session, due, None, now=house.clock.now())
    await preview_links.tell(house)
    assert await preview_links.forget_unwanted(house) == 1


async def test_its_sender_removes_a_preview_for_good(scene: Scene) -> None:
    house = scene.site.house
    await scene.write(f"{URL} today")
    await scene.round()
    with pytest.raises(NotYourMessage):
        await preview_links.remove(house, scene.ben, scene.chat, 1)
    with pytest.raises(NotFound):
        await preview_links.remove(house, scene.cleo, scene.chat, 1)

    hers = await scene.site.signed_in(scene.ann)
    removed = await hers.post(f"/chats/{scene.chat}/messages/1/no-preview", json={})
    assert removed.json()["message"]["preview"] is None
    revision = removed.json()["message"]["revision"]
    assert (await preview_links.remove(house, scene.ann, scene.chat, 1))["revision"] == revision
    assert await scene.shown() is None
    await change_message.edit(house, scene.ann, scene.chat, 1, f"{URL} tomorrow")
    await scene.round()
    assert await scene.shown() is None


async def test_switched_off_nobody_is_asked(scene: Scene) -> None:
    scene.site.house.settings.link_previews = False
    await scene.write(URL)
    await change_message.edit(scene.site.house, scene.ann, scene.chat, 1, f"{URL}?2")
    await scene.round()
    assert scene.asked() == []
    assert await scene.rows() == 0


async def test_too_many_at_once_wait_for_nobody(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "WAITING_MAX", 2)
    for i in range(4):
        await scene.write(f"https://many.example/{i}")
    assert await scene.rows() == 2


async def test_pages_without_scripts_show_links_and_the_card(scene: Scene) -> None:
    await scene.write(f"look: {URL} and javascript:alert(1)")
    await scene.round()
    page = (await (await scene.site.signed_in(scene.ben)).get(f"/chats/{scene.chat}")).text
    rel = 'rel="noopener noreferrer nofollow ugc" target="_blank"'
    assert f'<a class="link" href="{URL}" {rel}>{URL}</a> and javascript:alert(1)' in page
    assert 'class="link-card-title">The ferry</span>' in page
    assert 'href="javascript' not in page


@pytest.fixture
async def careful() -> AsyncIterator[SafeHttp]:
    made = SafeHttp()
    yield made
    await made.close()


async def test_private_addresses_are_refused_also_after_a_redirect(
    scene: Scene, careful: SafeHttp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host's own SafeHttp, and a web that sends on to this machine."""
    house = scene.site.house
    opened = list[str]()

    async def never(*facts: Any, **_more: Any) -> None:
        opened.append(str(facts))
        raise AssertionError("a connection")

    monkeypatch.setattr(careful._pool._network_backend._inner, "connect_tcp", never)  # pyright: ignore
    outside = house.http.stream

    def stream(method: str, url: str, **facts: Any) -> Any:
        return (outside if url in scene.web else careful.stream)(method, url, **facts)

    monkeypatch.setattr(house.http, "stream", stream)
    inside = ["http://127.0.0.1/", "http://localhost:8000/", "http://169.254.169.254/latest", "http://10.0.0.1/"]
    scene.web["https://r.example/"] = HttpReply(302, {"location": "http://127.0.0.1:5432/"})
    picture = b'<title>t</title><meta property="og:image" content="http://[::1]/a.png">'
    scene.web["https://p.example/"] = HttpReply(200, HTML, picture)
    for text in (*inside, "https://r.example/", "https://p.example/"):
        await scene.write(text)
    for _ in range(3):
        await scene.round()

    assert [await scene.shown(seq) for seq in range(1, 6)] == [None] * 5
    assert (await scene.shown(6) or {})["picture"] == ""
    assert opened == []
