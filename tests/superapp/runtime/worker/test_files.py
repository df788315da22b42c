"""Files of a program: kept on the device, picked by the person, carried to and from a server, given to the person."""

import base64
import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

from tests.superapp.runtime.conftest import Open, Opener, add_program
from tests.superapp.runtime.site import Site


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + b"\x20\x80\xc0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "a" * 500)
        archive.writestr("in/b.txt", "bé")
    return buffer.getvalue()


def overlapping() -> bytes:
    """An archive whose one entry, stored as it is, says it is empty; such entries could repeat bytes for free."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.txt", "a" * 500)
    whole = bytearray(buffer.getvalue())
    at = whole.rindex(b"PK\x01\x02")
    whole[at + 24 : at + 28] = bytes(4)
    return bytes(whole)


def answered(body: bytes, kind: str) -> dict[str, Any]:
    header = {"content-type": kind}
    data = base64.b64encode(body).decode()
    return {"ok": {"statusCode": 200, "header": header, "cookies": [], "data": data, "is_base64": True}}


async def said(program: Open) -> Any:
    return json.loads((await program.said("said ", timeout=8)).partition("said ")[2])


async def test_files_are_kept_on_the_device_and_read_at_once(open_program: Opener) -> None:
    program = await open_program("files", "pages/home/home?job=kept")
    first = ["zwölf men", "enfD", 10, True, ["a", "three.bin"], "zw", 3, 99, 6]
    assert await said(program) == first

    # Opened anew on the same device; another device has nothing.
    await program.page.evaluate("document.querySelector('sa-program').remove()")
    program.logs.clear()
    await add_program(program.page, "files", "pages/home/home?job=again")
    assert await said(program) == ["zwölf men", ["a", "three.bin"], ["/", "/b", "/b/one.txt"]]
    other = await open_program("files", "pages/home/home?job=again")
    await other.said("readFileSync:fail no such file or directory, open wxfile://usr/a/b/one.txt")


async def test_what_may_not_be_is_refused_in_the_platforms_words(open_program: Opener) -> None:
    program = await open_program("files", "pages/home/home?job=refusals")
    assert await said(program) == [
        "readFileSync:fail no such file or directory, open wxfile://usr/none",
        "writeFileSync:fail permission denied, open pages/home/home.js",
        "writeFileSync:fail permission denied, open wxfile://tmp_x",
        "writeFileSync:fail permission denied, open wxfile://etc",
        "mkdirSync:fail no such file or directory, mkdir wxfile://usr/no/where",
        "rmdirSync:fail directory not empty, rmdir wxfile://usr/full",
        "writeFileSync:fail the maximum size of the file storage limit is exceeded",
        'readFileSync:fail invalid encoding "klingon"',
    ]


async def test_a_move_loses_nothing_and_leaves_no_file_without_a_folder(open_program: Opener) -> None:
    program = await open_program("files", "pages/home/home?job=moves")
    to, file = "wxfile://usr/to", "wxfile://usr/file"
    assert await said(program) == [
        ["file", "to"],
        30 * 1024 * 1024,
        f"renameSync:fail invalid argument, rename {to} -> {to}/in/deeper",
        f"renameSync:fail illegal operation on a directory, rename {file} -> {to}",
        f"renameSync:fail not a directory, rename {to} -> {file}",
        "openSync:fail no such file or directory, open wxfile://usr/no/where",
        f"openSync:fail not a directory, open {file}/x",
        "f",
    ]


async def test_files_travel_to_and_from_a_server(open_program: Opener, site: Site) -> None:
    picture = png(3, 2)

    def server(arg: dict[str, Any]) -> dict[str, Any]:
        if arg["url"].endswith("bomb.zip"):
            return answered(overlapping(), "application/zip")
        if arg["url"].endswith(".zip"):
            return answered(zipped(), "application/zip")
        return answered(picture, "image/png") if arg["method"] == "GET" else answered(b"thanks", "text/plain")

    site.answers["request"] = server
    program = await open_program("files", "pages/home/home?job=carried")
    assert await said(program) == [200, True, 3, 1, True, "thanks", 1]
    await program.said("loaded 3 2")
    upload = site.asked[-1].arg if site.asked[-1].arg.get("method") == "POST" else site.asked[-2].arg
    body = base64.b64decode(upload["body"])
    assert upload["header"]["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="note"\r\n\r\na cat\r\n' in body
    assert b'name="pic"; filename="tmp_' in body
    assert picture in body

    archive = await open_program("files", "pages/home/home?job=unzip")
    assert await said(archive) == [["a.txt", "in"], "bé"]
    bomb = await open_program("files", "pages/home/home?job=bomb")
    assert await said(bomb) == ["unzip:fail the archive is damaged", []]


async def test_a_person_picks_pictures_and_is_asked_before_one_is_saved(open_program: Opener, tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        (tmp_path / name).write_bytes(png(4, 4))
    program = await open_program("files")
    async with program.page.expect_file_chooser() as chooser:
        await program.frame.locator("#choose").click()
    assert (await chooser.value).is_multiple()
    await (await chooser.value).set_files([tmp_path / "one.png", tmp_path / "two.png"])
    assert await said(program) == ["image", 2, 4, "image", 2]
    await program.said("loaded 4 4")

    program.logs.clear()
    await program.frame.locator("#save").click()
    async with program.page.expect_download() as download:
        await program.page.get_by_role("button", name="Save").click()
    assert (await download.value).suggested_filename == "note.txt"
    assert await said(program) == "saved"


async def test_a_sound_plays_to_its_end_and_a_missing_one_says_so(open_program: Opener) -> None:
    program = await open_program("files")
    await program.frame.locator("#sound").click()
    heard = await said(program)
    assert sorted(map(str, heard[:2])) == ["canplay", "play"]
    assert heard[2:] == ["ended", 2, 10003]
