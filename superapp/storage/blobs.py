"""Bundles, packages and pictures, by name. Flows that publish or serve files call it. Four methods, so that a local
folder and S3-compatible storage stay interchangeable; nothing else about files is promised."""

import asyncio
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from superapp.base.errors import HostError, ensure

# Parts of letters, digits, dot, dash and underscore, joined by slashes; no part begins with a dot.
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
NAME_CHARACTERS_MAX = 512


@dataclass(eq=False)
class BlobUnknown(HostError):
    code: ClassVar[str] = "blob_unknown"
    name: str


class Blobs(Protocol):
    """name: such as "programs/wx12…/3fa9…/view.js". Putting the same name again replaces the content at once."""

    async def put(self, name: str, data: bytes) -> None: ...

    async def get(self, name: str) -> bytes:
        """Raises BlobUnknown."""
        ...

    async def exists(self, name: str) -> bool: ...

    async def delete(self, name: str) -> None:
        """Nothing happens when it is already gone."""
        ...


class FolderBlobs:
    """Blobs as files below one folder, for a host on one machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, name: str, data: bytes) -> None:
        await asyncio.to_thread(self._put, self._path(name), data)

    async def get(self, name: str) -> bytes:
        try:
            return await asyncio.to_thread(self._path(name).read_bytes)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise BlobUnknown(name) from error

    async def exists(self, name: str) -> bool:
        return await asyncio.to_thread(self._path(name).is_file)

    async def delete(self, name: str) -> None:
        await asyncio.to_thread(self._path(name).unlink, missing_ok=True)

    def _path(self, name: str) -> Path:
        # Names are made by our own code; one that leaves the folder is a bug, never a visitor's mistake.
        ensure(
            len(name) <= NAME_CHARACTERS_MAX and _NAME.fullmatch(name),
            "a blob's name stays inside its folder",
            name=name[:80],
        )
        return self.folder / name

    def _put(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written beside and renamed: a reader sees the old content or the new, never a part.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".putting-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
