"""The media proxy: what an open program may show from elsewhere, and that it is no door for anything else."""

import base64
import hashlib
from collections.abc import Callable

import httpx2
import pytest

from superapp.flows import fetch_media, publish_program
from superapp.programs.media_types import media_type_of
from superapp.web import assets
from tests.superapp.conftest import Site
from tests.superapp.published import PIXEL, SOURCE, OpenProgram, compile_once, new_publisher, open_as
from tests.support import Sent, unreachable
from wallet.ports import HttpReply

CDN = "https://cdn.example"
LITERAL = "https://other.example/a.png?b=1"
FILES = SOURCE | {
    "pages/home/home.wxml": f'<image src="{LITERAL}"/>'.encode(),
    "pages/home/home.wxss": b".a { background: url(//sheet.example/b.png) }",
    "pages/home/home.js": b"Page({ data: { film: 'https://film.example/c.mp4#t=1' } })",
}


@pytest.fixture(autouse=True)
def _alone(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("static")
    (folder / "build").mkdir()
    for name in assets.RUNTIME:
        (folder / "build" / name).write_text(f"// {name}")
    monkeypatch.setattr(assets, "STATIC", folder)
    monkeypatch.setattr(publish_program, "compile_program", compile_once)
    monkeypatch.setattr(fetch_media, "_kept", type(fetch_media._kept)())  # pyright: ignore[reportPrivateUsage]


async def opened_program(site: Site, name: str = "Dora") -> OpenProgram:
    publisher = await new_publisher(site, name, urls=[CDN])
    await publisher.publish(FILES)
    return await open_as(site, await site.person("Ann"), publisher.appid)


def address(opened: OpenProgram, url: str) -> str:
    return opened.facts["media"] + base64.urlsafe_b64encode(url.encode()).rstrip(b"=").decode()


async def fetched(site: Site, opened: OpenProgram, url: str, **headers: str) -> httpx2.Response:
    """As the frame asks: from nowhere, without a cookie."""
    return await site.browser().get(address(opened, url), headers=headers)


async def test_pictures_of_listed_servers_and_literal_addresses_are_served(site: Site):
    opened = await opened_program(site)
    site.http.answer = lambda _sent: HttpReply(200, {"content-type": "text/html", "set-cookie": "a=1"}, PIXEL)

    for url in (f"{CDN}/any?thing=1", LITERAL, "https://sheet.example/b.png", "https://film.example/c.mp4"):
        reply = await fetched(site, opened, url)
        assert (reply.status_code, reply.content) == (200, PIXEL), url
        # What it is, its bytes say; opened as a page it is nobody.
        assert reply.headers["content-type"] == "image/png"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in reply.headers["content-security-policy"]
        assert "set-cookie" not in reply.headers
    assert site.http.sent[-1].url == "https://film.example/c.mp4"
    assert set(dict(site.http.sent[-1].headers)) == {"User-Agent", "Accept"}


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/?secret",
        LITERAL + "&secret",
        LITERAL.replace("a.png", "secret.png"),
        "https://sheet.example/",
        "http://cdn.example/a.png",
        "https://cdn.example:8443/a.png",
        "https://cdn.example@evil.example/a.png",
        "file:///etc/passwd",
        "data:image/png,x",
        "",
    ],
)
async def test_nothing_else_is_asked_for(site: Site, url: str):
    opened = await opened_program(site)

    reply = await fetched(site, opened, url)

    assert reply.status_code == 404
    assert site.http.sent == []


async def test_the_token_is_of_one_open_program_and_one_bundle(site: Site):
    site.http.answer = lambda _sent: HttpReply(200, {}, PIXEL)
    mine, other = await opened_program(site), await opened_program(site, "Otto")
    good = address(mine, LITERAL)
    token = mine.facts["media"].partition("~")[2].strip("/")
    key = hashlib.sha256(mine.facts["session"].encode()).hexdigest()

    foreign = other.facts["assets"] + good.partition(mine.facts["assets"])[2]
    wrong = [good.replace(token, one) for one in ("x" * 64, key, token[:24] + "0" * 40, token[:-1], "%25" * 20)]
    statuses = [
        (await site.browser().get(one)).status_code for one in [foreign, *wrong, good + "*" * 9, good + "A" * 9_000]
    ]

    assert statuses == [404] * 8
    assert (await site.browser().get(good)).status_code == 200
    assert (await mine.call("login", session=token))["refused"]["code"] == "session_ended"
    site.clock.travel(hours=13)
    assert (await site.browser().get(good)).status_code == 404


async def test_a_redirect_of_a_listed_server_stays_on_the_list(site: Site):
    opened = await opened_program(site)

    def moved_to(place: str) -> Callable[[Sent], HttpReply]:
        moved = HttpReply(302, {"location": place}, b"")
        return lambda sent: moved if sent.url.endswith("/go") or sent.url == LITERAL else HttpReply(200, {}, PIXEL)

    site.http.answer = moved_to("https://evil.example/?secret")
    assert (await fetched(site, opened, f"{CDN}/go")).status_code == 404
    assert [one.url for one in site.http.sent] == [f"{CDN}/go"]
    # A literal address leads where its own server says; no person's data is in it.
    assert (await fetched(site, opened, LITERAL)).status_code == 200
    site.http.answer = moved_to("/stay")
    assert (await fetched(site, opened, f"{CDN}/go")).status_code == 200
    site.http.answer = moved_to("/round/go")
    assert (await fetched(site, opened, f"{CDN}/round/go")).text == "leads on and on"


async def test_a_film_comes_in_pieces_and_a_page_never(site: Site):
    opened = await opened_program(site)
    film = b"\0\0\0\x18ftypmp42" + bytes(3_000_000)
    site.http.answer = lambda _sent: HttpReply(200, {"content-type": "video/mp4"}, film)

    first = await fetched(site, opened, f"{CDN}/f.mp4", range="bytes=0-")
    assert (first.status_code, len(first.content)) == (206, fetch_media.PIECE_BYTES_MAX)
    assert first.headers["content-range"] == f"bytes 0-{fetch_media.PIECE_BYTES_MAX - 1}/{len(film)}"
    assert dict(site.http.sent[-1].headers)["Range"] == f"bytes=0-{fetch_media.PIECE_BYTES_MAX - 1}"
    site.http.answer = lambda _sent: HttpReply(
        206, {"content-type": "video/mp4", "content-range": "bytes 7-9/99"}, b"abc"
    )
    middle = await fetched(site, opened, f"{CDN}/f.mp4", range="bytes=7-9")
    assert (middle.content, middle.headers["content-range"]) == (b"abc", "bytes 7-9/99")

    for body in (b"<html><script>1</script>", b"{}", b"", b"MZ\x90"):
        site.http.answer = lambda _sent, body=body: HttpReply(200, {"content-type": "image/png"}, body)
        assert (await fetched(site, opened, f"{CDN}/x{len(body)}")).status_code == 404
    site.http.answer = lambda _sent: HttpReply(500, {}, PIXEL)
    assert (await fetched(site, opened, f"{CDN}/y")).text == "the server answered 500"
    site.http.answer = unreachable
    assert (await fetched(site, opened, f"{CDN}/z")).status_code == 404


async def test_what_was_fetched_once_is_not_asked_for_again(site: Site):
    opened, other = await opened_program(site), await opened_program(site, "Otto")
    site.http.answer = lambda _sent: HttpReply(200, {}, PIXEL)

    for program in (opened, other, opened):
        assert (await fetched(site, program, LITERAL)).status_code == 200
    assert len(site.http.sent) == 1
    site.clock.travel(hours=1)
    await fetched(site, opened, LITERAL)
    assert len(site.http.sent) == 2


def test_files_are_known_by_their_first_bytes():
    known = {
        b"\xff\xd8\xff\xe0": "image/jpeg",
        b"RIFF0000WEBPVP8 ": "image/webp",
        b"RIFF0000WAVEfmt ": "audio/wav",
        b"\0\0\0\x1cftypavif": "image/avif",
        b"wOF2": "font/woff2",
        b"ID3\x04": "audio/mpeg",
        b"\xff\xfb\x90": "audio/mpeg",
        b"\xef\xbb\xbf<?xml version='1.0'?><!-- a --><svg xmlns='x'>": "image/svg+xml",
        b"<html><svg ": None,
        b"RIFF0000AVI ": None,
        b"%PDF-1.7": None,
    }
    assert {body: media_type_of(body, "image/png") for body in known} == known
    assert media_type_of(b"abc", "text/html", is_middle=True) is None


async def test_street_pictures_of_the_operators_server_are_served_and_nothing_beside_them(site: Site):
    opened = await opened_program(site)
    site.http.answer = lambda _sent: HttpReply(200, {"content-type": "image/png"}, PIXEL)
    tile = "https://tiles.example/a.b/{z}/{x}/{y}.png?key=k"
    inside = tile.replace("{z}", "16").replace("{x}", "53951").replace("{y}", "24832")
    assert (await fetched(site, opened, inside)).status_code == 404  # no such server was chosen

    site.house.settings.map_tiles = tile
    reply = await open_as(site, await site.person("Ben"), opened.facts["appid"])

    assert reply.facts["map"] == {"tiles": tile, "credit": ""}
    assert (await fetched(site, opened, inside)).content == PIXEL
    for other in (
        inside.replace("a.b", "axb"),
        inside.replace("16", "../16"),
        inside.replace("24832", "24832.png?x=1&y"),
        inside + "&more=1",
        "https://tiles.example/",
        tile,
    ):
        assert (await fetched(site, opened, other)).status_code == 404, other
