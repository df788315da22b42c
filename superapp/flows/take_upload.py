"""`/cgi-bin/media/upload`: a program's server uploads a picture for its messages. Called by web/server_api."""

from dataclasses import dataclass
from datetime import datetime

from superapp.house import House
from superapp.programs import access_tokens, uploads
from superapp.programs.message_errors import TooManyCards
from superapp.programs.uploads import UPLOADS_MAX, Upload, upload_blob
from superapp.storage.pictures import make_safe
from wallet.ids import new_id


@dataclass(frozen=True, slots=True)
class Taken:
    media_id: str
    created_at: datetime


async def take(house: House, access_token: str, data: bytes) -> Taken:
    """Raises AccessTokenInvalid, PictureRefused, TooManyCards (more pictures than a program may keep)."""
    now = house.clock.now()
    async with house.database.read() as session:
        appid = await access_tokens.require_program(session, access_token, now=now)
        if await uploads.count(session, appid) >= UPLOADS_MAX:
            raise TooManyCards(UPLOADS_MAX)
    made = await make_safe(data)
    media_id = new_id("med", now, house.chance)
    # Before the row that names them: a crash in between leaves two files that nobody asks for.
    for small, content in ((True, made.small), (False, made.large)):
        await house.blobs.put(upload_blob(media_id, small=small), content)
    async with house.database.write() as session:
        await uploads.add(session, appid, Upload(media_id, made.width, made.height), now=now)
    return Taken(media_id, now)


async def forget_uploads(house: House) -> int:
    """Pictures whose three days are over; returns how many. Called by superapp/chores."""
    async with house.database.read() as session:
        over = await uploads.expired(session, now=house.clock.now())
    for media_id in over:
        for small in (True, False):
            await house.blobs.delete(upload_blob(media_id, small=small))
    if over:
        async with house.database.write() as session:
            await uploads.forget(session, over)
    return len(over)
