"""Reading an uploaded package. A zip is a list of claims by a stranger: every claim is checked, sizes are counted while
inflating, and nothing touches the disk before the whole directory has passed. Own reader, because the standard
library's keeps colliding names and expands a 1,000:1 bomb (facts/dependencies.md, finding 15).

Called by flows/publish_program with the bytes and an empty folder. Zip layout: APPNOTE.TXT 6.3.10, sections 4.3-4.5;
a file is only taken where central directory and local header agree."""

import binascii
import json
import stat
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from superapp.programs.errors import PackageRefused
from superapp.programs.package_names import Reason, collision_key, fault_of

# <signature> … at most 64 KB of comment behind it
_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _UTF8 = 1, 1 << 11
_CHUNK_BYTES = 64 * 1024
_NESTED = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\x00")
_LINK_FIELDS = {0x000D: 12, 0x756E: 14}
"""Unix extra fields that can name a link's target, and their length when they name none."""


@dataclass(frozen=True, slots=True)
class PackageLimits:
    """zip_bytes_max: of the upload. all_bytes_max: everything inflated. file_bytes_max: one file inflated.
    part_bytes_max: the main package, and each sub-package. ratio_max: inflated to packed, counted above 64 KB."""

    zip_bytes_max: int = 30 * 1024 * 1024
    all_bytes_max: int = 30 * 1024 * 1024
    file_bytes_max: int = 10 * 1024 * 1024
    part_bytes_max: int = 2 * 1024 * 1024
    entries_max: int = 5000
    ratio_max: int = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the package. offset: of its local header."""

    name: str
    raw_name: bytes
    method: int
    flags: int
    crc: int
    packed_bytes: int
    body_bytes: int
    offset: int


def unpack(zipped: bytes, folder: Path, limits: PackageLimits) -> list[tuple[str, int]]:
    """Write the package's files below `folder`, which must be empty or not be there.

    Returns (path, bytes) per file, by path. Raises PackageRefused; what lies in the folder then is of no use.
    """
    entries = list_entries(zipped, limits)
    _check_parts(zipped, entries, limits)
    for entry in entries:
        target = folder / entry.name
        target.parent.mkdir(parents=True, exist_ok=True)
        # "x": a name that exists already cannot be written twice, whatever the checks before have missed.
        with target.open("xb") as file:
            file.write(body_of(zipped, entry, limits))
    return [(entry.name, entry.body_bytes) for entry in entries]


def list_entries(zipped: bytes, limits: PackageLimits) -> list[Entry]:
    """The files of a zip, by name, after every check that needs no inflating. Raises PackageRefused."""
    if len(zipped) > limits.zip_bytes_max:
        raise PackageRefused(Reason.TOO_LARGE, detail=f"the zip has more than {limits.zip_bytes_max} bytes")
    entries = _read_directory(zipped, limits)
    _check_names(entries)
    _check_overlap(zipped, entries)
    total = sum(entry.body_bytes for entry in entries)
    if total > limits.all_bytes_max:
        raise PackageRefused(Reason.TOO_LARGE, detail=f"{total} bytes unpacked, {limits.all_bytes_max} allowed")
    return sorted((entry for entry in entries if not entry.name.endswith("/")), key=lambda entry: entry.name)


def body_of(zipped: bytes, entry: Entry, limits: PackageLimits) -> bytes:
    """One file's content, inflated piece by piece and never beyond what it declared. Raises PackageRefused."""
    start = entry.offset + _LOCAL.size + sum(struct.unpack_from("<2H", zipped, entry.offset + 26))
    packed = memoryview(zipped)[start : start + entry.packed_bytes]
    body = bytes(packed) if entry.method == _STORED else _inflate(packed, entry, limits)
    if len(body) != entry.body_bytes:
        raise PackageRefused(Reason.SIZE_LIES, entry.name, f"declared {entry.body_bytes}, holds {len(body)}")
    if binascii.crc32(body) != entry.crc:
        raise PackageRefused(Reason.DAMAGED, entry.name, "checksum")
    if body.startswith(_NESTED):
        raise PackageRefused(Reason.NESTED, entry.name)
    return body


def _inflate(packed: memoryview, entry: Entry, limits: PackageLimits) -> bytes:
    body, inflater = bytearray(), zlib.decompressobj(-zlib.MAX_WBITS)
    rest: bytes | memoryview = packed
    try:
        while rest and not inflater.eof:
            body += inflater.decompress(rest, _CHUNK_BYTES)
            rest = inflater.unconsumed_tail
            if len(body) > min(entry.body_bytes, limits.file_bytes_max):
                raise PackageRefused(Reason.SIZE_LIES, entry.name, f"holds more than the declared {entry.body_bytes}")
    except zlib.error as error:
        raise PackageRefused(Reason.DAMAGED, entry.name, "deflate") from error
    if not inflater.eof or inflater.unused_data:
        raise PackageRefused(Reason.SIZE_LIES, entry.name, "packed size differs from the content")
    return bytes(body)


def _read_directory(zipped: bytes, limits: PackageLimits) -> list[Entry]:
    # The end record is the last thing but its comment, so search the tail backwards.
    at = zipped.rfind(b"PK\x05\x06", max(0, len(zipped) - _END.size - 0xFFFF))
    if not zipped.startswith(b"PK") or at < 0 or at + _END.size > len(zipped):
        raise PackageRefused(Reason.NOT_A_ZIP)
    _, disk, directory_disk, here, count, size, offset, comment = _END.unpack_from(zipped, at)
    if count > limits.entries_max:
        raise PackageRefused(Reason.TOO_MANY_ENTRIES, detail=f"{count} entries, {limits.entries_max} allowed")
    if disk or directory_disk or here != count or at + _END.size + comment != len(zipped) or offset + size != at:
        raise PackageRefused(Reason.DAMAGED, detail="end of directory")
    entries, position = list[Entry](), offset
    while position < at:
        # Count what is there too: the number in the end record is a claim like any other.
        if len(entries) >= limits.entries_max:
            raise PackageRefused(Reason.TOO_MANY_ENTRIES, detail=f"more than {limits.entries_max} entries")
        entry, position = _read_entry(zipped, position, at, limits)
        entries.append(entry)
    if len(entries) != count:
        raise PackageRefused(Reason.DAMAGED, detail="number of entries")
    return entries


def _read_entry(zipped: bytes, position: int, end: int, limits: PackageLimits) -> tuple[Entry, int]:
    if position + _CENTRAL.size > end or not zipped.startswith(b"PK\x01\x02", position):
        raise PackageRefused(Reason.DAMAGED, detail="directory entry")
    fields = _CENTRAL.unpack_from(zipped, position)
    _, made_by, _, flags, method, _, _, crc, packed, size, name_size, extra_size, comment_size, *_ = fields
    attributes, offset = fields[-2], fields[-1]
    name_at = position + _CENTRAL.size
    after = name_at + name_size + extra_size + comment_size
    if after > end:
        raise PackageRefused(Reason.DAMAGED, detail="directory entry")
    raw_name = zipped[name_at : name_at + name_size]
    entry = Entry(_decode(raw_name, flags), raw_name, method, flags, crc, packed, size, offset)
    _check_kind(entry, made_by >> 8, attributes, zipped[name_at + name_size : name_at + name_size + extra_size])
    if size > limits.file_bytes_max:
        raise PackageRefused(Reason.TOO_LARGE, entry.name, f"{size} bytes, {limits.file_bytes_max} allowed")
    if size > _CHUNK_BYTES and size > packed * limits.ratio_max:
        raise PackageRefused(Reason.RATIO, entry.name, f"{size} bytes out of {packed}")
    if method == _STORED and packed != size:
        raise PackageRefused(Reason.SIZE_LIES, entry.name, "stored, yet two sizes")
    return entry, after


def _decode(raw: bytes, flags: int) -> str:
    try:
        # Without the UTF-8 flag the encoding is a guess; plain ASCII needs none.
        return raw.decode("utf-8" if flags & _UTF8 else "ascii")
    except UnicodeDecodeError as error:
        raise PackageRefused(Reason.ENCODING, raw.decode("latin-1"), "names are UTF-8 and flagged so") from error


def _check_kind(entry: Entry, system: int, attributes: int, extra: bytes) -> None:
    if entry.flags & _ENCRYPTED:
        raise PackageRefused(Reason.ENCRYPTED, entry.name)
    if entry.method not in (_STORED, _DEFLATED):
        raise PackageRefused(Reason.METHOD, entry.name, str(entry.method))
    kind = stat.S_IFMT(attributes >> 16) if system in (3, 19) else 0  # Unix and macOS keep the file's mode there
    if kind == stat.S_IFLNK:
        raise PackageRefused(Reason.LINK, entry.name)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise PackageRefused(Reason.NOT_A_FILE, entry.name)
    position = 0
    while position + 4 <= len(extra):
        field, size = struct.unpack_from("<2H", extra, position)
        if size > _LINK_FIELDS.get(field, 0xFFFF):
            raise PackageRefused(Reason.LINK, entry.name)
        position += 4 + size
    if position != len(extra):
        raise PackageRefused(Reason.DAMAGED, entry.name, "extra field")


def _check_names(entries: list[Entry]) -> None:
    seen, folded = set[str](), dict[str, str]()
    for entry in entries:
        is_folder = entry.name.endswith("/")
        path = entry.name.removesuffix("/")
        if fault := fault_of(path):
            raise PackageRefused(fault, entry.name)
        if path in seen:
            raise PackageRefused(Reason.DUPLICATE, entry.name)
        seen.add(path)
        if is_folder and entry.body_bytes:
            raise PackageRefused(Reason.NOT_A_FILE, entry.name, "a folder with content")
        # Every folder on the way counts: "a" as a file and "A/b" collide too.
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            prefix = "/".join(parts[:depth])
            spelled = prefix + ("" if depth == len(parts) and not is_folder else "/")
            if folded.setdefault(collision_key(prefix), spelled) != spelled:
                raise PackageRefused(Reason.CASE, entry.name, folded[collision_key(prefix)])


def _check_overlap(zipped: bytes, entries: list[Entry]) -> None:
    """Local headers agree with the directory, and no byte belongs to two files (a bomb's, and a hard link's, trick)."""
    free_from = 0
    for entry in sorted(entries, key=lambda one: one.offset):
        if entry.offset < free_from:
            raise PackageRefused(Reason.OVERLAP, entry.name)
        if entry.offset + _LOCAL.size > len(zipped) or not zipped.startswith(b"PK\x03\x04", entry.offset):
            raise PackageRefused(Reason.DAMAGED, entry.name, "local header")
        local = _LOCAL.unpack_from(zipped, entry.offset)
        name_at = entry.offset + _LOCAL.size
        free_from = name_at + local[9] + local[10] + entry.packed_bytes
        if zipped[name_at : name_at + local[9]] != entry.raw_name or local[3] != entry.method:
            raise PackageRefused(Reason.DAMAGED, entry.name, "local header differs from the directory")
        if free_from > len(zipped):
            raise PackageRefused(Reason.DAMAGED, entry.name, "cut off")


def _check_parts(zipped: bytes, entries: list[Entry], limits: PackageLimits) -> None:
    """app.json is there, and neither the main package nor a sub-package is too large."""
    app = next((entry for entry in entries if entry.name == "app.json"), None)
    if app is None:
        raise PackageRefused(Reason.NO_APP_JSON, detail="app.json must lie at the top of the package")
    sizes = dict.fromkeys(["", *_subpackage_roots(body_of(zipped, app, limits))], 0)
    for entry in entries:
        sizes[next((root for root in sizes if root and entry.name.startswith(root + "/")), "")] += entry.body_bytes
    for root, size in sizes.items():
        if size > limits.part_bytes_max:
            detail = f"source size {size} bytes exceed max limit {limits.part_bytes_max} bytes"
            raise PackageRefused(Reason.PACKAGE_TOO_LARGE, root or "main package", detail)


def _subpackage_roots(app_json: bytes) -> list[str]:
    """As far as they can be read: the compiler reports what is wrong with app.json, with line and column."""
    try:
        app: Any = json.loads(app_json)
        listed: Any = app.get("subpackages") or app.get("subPackages") or []
        return [str(part["root"]).strip("/") for part in listed if str(part["root"]).strip("/")]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []
