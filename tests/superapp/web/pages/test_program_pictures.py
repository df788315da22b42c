"""A program's picture: of the package that people get, drawn anew; letters where there is none."""

import io

import pytest
from PIL import Image

from superapp.storage.pictures import make_portrait
from tests.superapp.conftest import Site
from tests.superapp.published import SOURCE, new_publisher


def png(width: int, height: int, colour: str = "#3fa873") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(made, "PNG")
    return made.getvalue()


async def test_the_picture_of_the_package_is_shown_as_a_square(site: Site) -> None:
    dora = await new_publisher(site)
    await dora.publish(SOURCE | {"icon.png": png(400, 300)})

    for _ in range(2):
        reply = await dora.machine.get(f"/programs/{dora.appid}/picture")
        assert (reply.status_code, reply.headers["content-type"]) == (200, "image/webp")
        assert "max-age=600" in reply.headers["cache-control"]
        drawn = Image.open(io.BytesIO(reply.content))
        assert (drawn.format, drawn.size) == ("WEBP", (256, 256))

    ann = await site.signed_in(await site.person("Ann"))
    assert f'src="/programs/{dora.appid}/picture"' in (await ann.get("/programs")).text


async def test_a_new_release_brings_its_own(site: Site) -> None:
    dora = await new_publisher(site)
    await dora.publish(SOURCE | {"icon.png": png(144, 144, "#ff0000")})
    await dora.machine.get(f"/programs/{dora.appid}/picture")
    await dora.publish(SOURCE | {"icon.png": png(144, 144, "#0000ff")})

    reply = await dora.machine.get(f"/programs/{dora.appid}/picture")
    red, _green, blue = Image.open(io.BytesIO(reply.content)).convert("RGB").getpixel((70, 70))  # pyright: ignore[reportGeneralTypeIssues] (it is RGB)
    assert blue > 200 > 60 > red


@pytest.mark.parametrize("files", [{}, {"icon.png": b"no picture at all"}, {"images/icon.png": png(144, 144)}])
async def test_without_one_its_letters_stand_for_it(site: Site, files: dict[str, bytes]) -> None:
    dora = await new_publisher(site)
    await dora.publish(SOURCE | files)
    reply = await dora.machine.get(f"/programs/{dora.appid}/picture")
    assert (reply.status_code, reply.content) == (204, b"")


async def test_what_is_no_picture_is_tried_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = list[int]()

    async def drawn(data: bytes) -> bytes:
        tries.append(len(data))
        return await make_portrait(data)

    monkeypatch.setattr("superapp.flows.show_program_picture.make_portrait", drawn)
    dora = await new_publisher(site)
    await dora.publish(SOURCE | {"icon.png": b"no picture at all"})
    for _ in range(3):
        assert (await dora.machine.get(f"/programs/{dora.appid}/picture")).status_code == 204
    assert len(tries) == 1


async def test_what_nobody_can_open_has_no_picture(site: Site) -> None:
    dora = await new_publisher(site)
    assert (await dora.machine.get(f"/programs/{dora.appid}/picture")).status_code == 404
    assert (await dora.machine.get("/programs/wx0000000000000000/picture")).status_code == 404
