"""A program's picture: `icon.png` of the package that people get, drawn anew as a square of ours, so that what a list
shows is a picture and nothing else. It was reviewed and released with the package. Called by web/pages/programs."""

import logging

from superapp.house import House
from superapp.programs import releases, versions
from superapp.programs.versions import BundleFile
from superapp.storage.blobs import BlobUnknown
from superapp.storage.pictures import PictureRefused, make_portrait

FILE = "icon.png"

log = logging.getLogger(__name__)


async def picture_of(house: House, appid: str) -> bytes | None:
    """WebP, at most 256 pixels square; None where the package has no such file, or one that is no picture.

    Raises ProgramUnknown.
    """
    async with house.database.read() as session:
        released = await releases.get_released(session, appid)
        version = await versions.get_version(session, appid, released.version_id)
    file = next((one for one in version.files if one.path == FILE), None)
    return await _drawn(house, appid, file) if file else None


async def _drawn(house: House, appid: str, file: BundleFile) -> bytes | None:
    """Drawn once; the name says of what, so it is right for every version with the same file. What cannot be drawn is
    kept as empty: anybody may ask, and a try may be costly."""
    name = f"program-pictures/{file.sha256}.webp"
    try:
        return await house.blobs.get(name) or None
    except BlobUnknown:
        data = await house.blobs.get(versions.blob_name(appid, file.sha256))
    try:
        made = await make_portrait(data)
    except PictureRefused as refusal:
        log.info("program picture refused", extra={"appid": appid, "reason": refusal.reason})
        made = b""
    await house.blobs.put(name, made)
    return made or None
