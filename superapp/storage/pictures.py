"""A picture from outside made safe to keep: read once, drawn anew, everything else in it thrown away (where it was
taken, by what, embedded profiles and trailing bytes). Flows call it before anything is stored."""

import asyncio
import io
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar

from PIL import Image, ImageOps, UnidentifiedImageError

from superapp.base.errors import HostError
from superapp.base.words import N_, said

BYTES_MAX = 15 * 1024 * 1024
PIXELS_MAX = 50_000_000
SIDE_MAX, SMALL_SIDE_MAX, PORTRAIT_SIDE = 2_048, 480, 256
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
AT_ONCE_MAX = 2  # each takes a core and, at the bound, 200 MB


@dataclass(eq=False)
class PictureRefused(HostError):
    """reason: what is wrong with it, as a short sentence."""

    code: ClassVar[str] = "picture_refused"
    reason: str


@dataclass(frozen=True, slots=True)
class Picture:
    """WebP; small: at most 480 pixels wide and high, for a list. width, height: of the large one, in pixels."""

    large: bytes
    small: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """WebP of at most 480 pixels wide and high."""

    content: bytes
    width: int
    height: int


_pool = ThreadPoolExecutor(AT_ONCE_MAX, "pictures")


async def make_safe(data: bytes) -> Picture:
    """Raises PictureRefused."""
    if len(data) > BYTES_MAX:
        raise PictureRefused(said("A picture may have {count} MB.", count=BYTES_MAX // 1024 // 1024))
    return await asyncio.get_running_loop().run_in_executor(_pool, _make_safe, data)


async def make_small(data: bytes) -> SmallPicture:
    """The small one alone. Raises PictureRefused."""
    if len(data) > BYTES_MAX:
        raise PictureRefused(said("A picture may have {count} MB.", count=BYTES_MAX // 1024 // 1024))
    return await asyncio.get_running_loop().run_in_executor(_pool, _make_small, data)


async def make_portrait(data: bytes) -> bytes:
    """The middle of it as a square of at most 256 pixels, WebP. Raises PictureRefused."""
    if len(data) > BYTES_MAX:
        raise PictureRefused(said("A picture may have {count} MB.", count=BYTES_MAX // 1024 // 1024))
    return await asyncio.get_running_loop().run_in_executor(_pool, _make_portrait, data)


def _make_portrait(data: bytes) -> bytes:
    drawn = _drawn(data)
    side = min(drawn.size, default=1)
    left, top = (drawn.width - side) // 2, (drawn.height - side) // 2
    return _written(_fitted(drawn.crop((left, top, left + side, top + side)), PORTRAIT_SIDE))


def _make_small(data: bytes) -> SmallPicture:
    small = _fitted(_drawn(data), SMALL_SIDE_MAX)
    return SmallPicture(_written(small), small.width, small.height)


def _make_safe(data: bytes) -> Picture:
    drawn = _drawn(data)
    large, small = _fitted(drawn, SIDE_MAX), _fitted(drawn, SMALL_SIDE_MAX)
    return Picture(_written(large), _written(small), large.width, large.height)


def _drawn(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a size that we judge ourselves
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
            if opened.width * opened.height > PIXELS_MAX:
                raise PictureRefused(said("A picture may have {count} million pixels.", count=PIXELS_MAX // 1_000_000))
            # A camera's JPEG is read at the size that is kept: a fraction of the time and memory.
            opened.draft("RGB", (SIDE_MAX, SIDE_MAX))
            upright = ImageOps.exif_transpose(opened)
            has_alpha = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
            return upright.convert("RGBA" if has_alpha else "RGB")
    except UnidentifiedImageError as error:
        raise PictureRefused(N_("This is not a picture that can be read. Use JPEG, PNG, WebP or GIF.")) from error
    except PictureRefused:
        raise
    # A decoder may fail in any way on bytes that were made to break it.
    except Exception as error:
        raise PictureRefused(N_("This picture is damaged.")) from error


def _fitted(picture: Image.Image, side: int) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
    return fitted


def _written(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    clean = Image.frombytes(picture.mode, picture.size, picture.tobytes())  # pixels, and nothing that came with them
    clean.save(out, "WEBP", quality=82, method=2)
    return out.getvalue()
