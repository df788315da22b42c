"""Pictures people send with a review or a return: read once, drawn anew at a bounded size, everything else in them
thrown away, kept as files beside the database. Whoever knows a picture's name, which nobody guesses, may look at it."""

import asyncio
import io
import secrets
import warnings
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image, ImageOps
from sqlalchemy import update
from sqlmodel import Field, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.shop.server.tables import ShopTable, stamp

BYTES_MAX = 8 * 1024 * 1024
PIXELS_MAX = 50_000_000
SIDE_MAX = 1_200
A_DAY_MAX = 40
TOGETHER_MAX = 3
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
TYPE = "image/webp"

_drawing = asyncio.Semaphore(1)  # one core of a small machine


class Picture(ShopTable, table=True):
    __tablename__ = "pictures"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    openid: str = Field(index=True)
    sent_at: str
    is_used: bool = Field(default=False, index=True)


async def keep(database: Database, folder: Path, openid: str, data: bytes, now: datetime) -> str:
    """Returns its id. Refuses with picture_refused, picture_too_large, too_many_pictures."""
    if len(data) > BYTES_MAX:
        raise Problem(413, "picture_too_large", "A picture may have 8 MB.")
    async with database.read() as session:
        today = select(func.count()).where(Picture.openid == openid, col(Picture.sent_at) >= stamp(now)[:10])
        if (await session.exec(today)).one() >= A_DAY_MAX:
            raise Problem(429, "too_many_pictures", "That is enough for today.")
    async with _drawing:
        drawn = await asyncio.to_thread(_drawn, data)
    picture_id = secrets.token_urlsafe(18)
    path = path_of(folder, picture_id)
    await asyncio.to_thread(_write, path, drawn)
    async with database.write() as session:
        session.add(Picture(id=picture_id, openid=openid, sent_at=stamp(now)))
    return picture_id


async def require_own(session: AsyncSession, openid: str, ids: Sequence[str]) -> str:
    """Those ids as they are stored; from now on they are kept. Refuses with picture_unknown."""
    for one in ids:
        picture = await session.get(Picture, one)
        if picture is None or picture.openid != openid:
            raise Problem(404, "picture_unknown", "This picture is not there.")
        picture.is_used = True
        session.add(picture)
    return " ".join(ids)


async def let_go(session: AsyncSession, ids: Sequence[str]) -> None:
    """What they were sent for does without them now."""
    await session.exec(update(Picture).where(col(Picture.id).in_(ids)).values(is_used=False))


async def forget_unused(database: Database, folder: Path, now: datetime) -> int:
    """Those that were sent and left a day ago; returns how many."""
    before = stamp(now - timedelta(days=1))
    async with database.write() as session:
        left = select(Picture).where(col(Picture.is_used).is_(False), col(Picture.sent_at) < before).limit(100)
        rows = (await session.exec(left)).all()
        for one in rows:
            await session.delete(one)
            path_of(folder, one.id).unlink(missing_ok=True)
    return len(rows)


def path_of(folder: Path, picture_id: str) -> Path:
    return folder / "pictures" / f"{picture_id}.webp"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _drawn(data: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a size that we judge ourselves
            opened = Image.open(io.BytesIO(data), formats=FORMATS)
            if opened.width * opened.height > PIXELS_MAX:
                raise Problem(413, "picture_too_large", "This picture has too many pixels.")
            opened.draft("RGB", (SIDE_MAX, SIDE_MAX))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
            upright.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
            # Pixels, and nothing that came with them.
            clean, out = Image.frombytes("RGB", upright.size, upright.tobytes()), io.BytesIO()
            clean.save(out, "WEBP", quality=80, method=2)
            return out.getvalue()
    except Problem:
        raise
    # A decoder may fail in any way on bytes that were made to break it.
    except Exception as error:
        raise Problem(400, "picture_refused", "This is not a picture that can be read.") from error
