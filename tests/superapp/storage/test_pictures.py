"""Whatever arrives as a picture leaves as a picture and nothing else, or is refused with a reason."""

import io
import random
import zlib

import pytest
from PIL import Image

from superapp.storage.pictures import BYTES_MAX, PictureRefused, make_safe
from tests.superapp.drawn import DRAWN, drawn


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_each_kind_becomes_webp_in_two_sizes(kind: str) -> None:
    made = await make_safe(drawn(kind, (3_000, 1_500)))

    large, small = opened(made.large), opened(made.small)
    assert (large.format, large.size, (made.width, made.height)) == ("WEBP", (2_048, 1_024), (2_048, 1_024))
    assert (small.format, small.size) == ("WEBP", (480, 240))


async def test_a_small_picture_stays_as_small_as_it_is_and_keeps_its_holes() -> None:
    made = await make_safe(drawn("PNG", (40, 20), "RGBA"))
    assert (made.width, made.height, opened(made.large).mode) == (40, 20, "RGBA")
    assert opened(made.small).size == (40, 20)


async def test_where_and_how_it_was_taken_is_gone_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (59.0, 20.0, 1.0)
    taken = drawn("JPEG", (400, 100), exif=exif, comment=b"secret comment", icc_profile=b"secret profile")
    assert b"SecretCamera" in taken

    made = await make_safe(taken + b"secret tail")

    assert opened(made.large).size == (100, 400)
    for data in (made.large, made.small):
        assert not opened(data).getexif()
        assert opened(data).info.get("icc_profile") is None
        assert b"ecret" not in data


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>1</script>",
        b"%PDF-1.7",
        drawn("TIFF"),
        drawn("JPEG")[:200],
        bomb(60_000, 60_000),
        bomb(2**31 - 1, 1),
        b"\xff\xd8" + b"\0" * BYTES_MAX,
    ],
)
async def test_what_is_no_good_picture_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(PictureRefused) as refused:
        await make_safe(data)
    assert refused.value.reason.endswith(".")


async def test_broken_bytes_are_refused_or_drawn_and_nothing_else() -> None:
    chance = random.Random(5)
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        whole = drawn(kind)
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(chance.randrange(1, 12)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                made = await make_safe(bytes(data))
            except PictureRefused:
                continue
            assert opened(made.large).format == "WEBP"
    assert (await make_safe(DRAWN)).width == 64
