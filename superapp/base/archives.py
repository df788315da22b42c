"""A ZIP file that is handed on while it is made, so that its size is nobody's memory. Called by flows/export_data.

It is written as to a pipe: sizes stand after each file (the "data descriptor" of APPNOTE 4.3.9), as every program that
opens ZIP files understands."""

import zipfile
from collections.abc import AsyncIterable, AsyncIterator


class _Pipe:
    """What zipfile writes to, and we take from; it cannot seek."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data


class Archive:
    """Bytes of the ZIP come in their order from `file` and, at the end, from `last`."""

    def __init__(self) -> None:
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_DEFLATED)  # pyright: ignore[reportArgumentType, reportCallIssue]

    async def file(self, name: str, pieces: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """Add a file; its pieces are asked for one at a time, as fast as the reader takes what they become."""
        with self._zip.open(name, "w") as entry:
            async for piece in pieces:
                entry.write(piece)
                if part := self._pipe.take():
                    yield part
        yield self._pipe.take()

    def last(self) -> bytes:
        self._zip.close()
        return self._pipe.take()
