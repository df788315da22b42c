"""A ZIP file is read while it is made, and is a whole one at the end."""

import io
import os
import zipfile
from collections.abc import AsyncIterator

from superapp.base.archives import Archive


async def test_parts_come_while_pieces_are_still_asked_for() -> None:
    asked, bytes_out = 0, list[int]()

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal asked
        for _ in range(50):
            asked += 1
            yield os.urandom(20_000)

    archive, whole = Archive(), b""
    async for part in archive.file("a/long.bin", pieces()):
        bytes_out.append(len(part))
        assert len(whole) + len(part) >= (asked - 4) * 20_000  # nothing is hoarded
        whole += part
    whole += archive.last()

    assert len(bytes_out) > 20
    assert max(bytes_out) < 100_000
    with zipfile.ZipFile(io.BytesIO(whole)) as read:
        assert read.testzip() is None
        assert len(read.read("a/long.bin")) == 1_000_000
