"""Handing out the files of a bundle. Bundles never change, so what was found once is remembered. Called by
web/pages/bundle for addresses such as /mp/<appid>/<hash>/<path>."""

from collections import OrderedDict

from superapp.base.errors import NotFound
from superapp.house import House
from superapp.programs import versions

REMEMBERED_MAX = 64
_remembered: OrderedDict[tuple[str, str], dict[str, str]] = OrderedDict()
"""(appid, hash) -> path -> sha256. The hash names the content, so an entry is true in every database."""


async def bundle_file(house: House, appid: str, bundle: str, path: str) -> bytes:
    """Raises NotFound; BlobUnknown when the storage has lost it."""
    files = await _files_of(house, appid, bundle)
    if path not in files:
        raise NotFound("file of the program")
    return await house.blobs.get(versions.blob_name(appid, files[path]))


async def require_bundle(house: House, appid: str, bundle: str) -> None:
    """Raises NotFound unless there is such a bundle."""
    await _files_of(house, appid, bundle)


async def _files_of(house: House, appid: str, bundle: str) -> dict[str, str]:
    key = (appid, bundle)
    if key in _remembered:
        _remembered.move_to_end(key)
        return _remembered[key]
    async with house.database.read() as session:
        version = await versions.find_by_hash(session, appid, bundle)
    if version is None:
        raise NotFound("program bundle")
    _remembered[key] = {file.path: file.sha256 for file in version.files}
    if len(_remembered) > REMEMBERED_MAX:
        _remembered.popitem(last=False)
    return _remembered[key]
