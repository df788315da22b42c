"""The four methods of a blob store, on a local folder."""

from pathlib import Path

import pytest

from superapp.base.errors import BrokenPromise
from superapp.storage.blobs import BlobUnknown, FolderBlobs


@pytest.fixture
def blobs(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "blobs")


async def test_what_was_put_comes_back(blobs: FolderBlobs) -> None:
    await blobs.put("programs/wx1/3fa9/view.js", b"1;")
    assert await blobs.exists("programs/wx1/3fa9/view.js")
    assert await blobs.get("programs/wx1/3fa9/view.js") == b"1;"


async def test_putting_again_replaces_the_content_and_leaves_nothing_behind(blobs: FolderBlobs) -> None:
    await blobs.put("a/b", b"one")
    await blobs.put("a/b", b"two")
    assert await blobs.get("a/b") == b"two"
    assert [path.name for path in (blobs.folder / "a").iterdir()] == ["b"]


async def test_what_is_not_there_is_unknown(blobs: FolderBlobs) -> None:
    await blobs.put("a/b", b"")
    for name in ("nothing", "a", "a/b/c"):
        assert not await blobs.exists(name)
        with pytest.raises(BlobUnknown):
            await blobs.get(name)


async def test_deleting_twice_is_deleting_once(blobs: FolderBlobs) -> None:
    await blobs.put("a", b"1")
    await blobs.delete("a")
    await blobs.delete("a")
    assert not await blobs.exists("a")


@pytest.mark.parametrize(
    "name", ["", "/etc/x", "../x", "a/../x", "a//b", "a/", ".hidden", "a/.b", "a\\b", "a\0b", "a" * 600]
)
async def test_a_name_never_leaves_the_folder(blobs: FolderBlobs, name: str) -> None:
    with pytest.raises(BrokenPromise):
        await blobs.put(name, b"x")
    with pytest.raises(BrokenPromise):
        await blobs.get(name)
