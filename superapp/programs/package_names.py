"""Which names a package may hold. A name that means one thing to the reviewer and another to a file system, a browser
or a reader is refused. Pure; called by packages.py for every entry of a zip."""

import re
import unicodedata
from enum import StrEnum

NAME_BYTES_MAX = 240
DEPTH_MAX = 16


class Reason(StrEnum):
    """Why a package is refused. Values are public."""

    NOT_A_ZIP = "not_a_zip"
    TOO_LARGE = "too_large"
    TOO_MANY_ENTRIES = "too_many_entries"
    RATIO = "compression_ratio"
    ENCRYPTED = "encrypted"
    METHOD = "compression_method"
    DAMAGED = "damaged"
    SIZE_LIES = "declared_size_differs"
    OVERLAP = "entries_overlap"
    LINK = "link"
    NOT_A_FILE = "not_a_file"
    NESTED = "nested_archive"
    ABSOLUTE = "absolute_path"
    DRIVE = "drive_letter"
    PARENT = "parent_folder"
    BACKSLASH = "backslash"
    CONTROL = "control_character"
    DIRECTION = "direction_character"
    NOT_NORMAL = "not_normalised"
    ENCODING = "name_encoding"
    NAME = "name"
    DUPLICATE = "duplicate_name"
    CASE = "case_collision"
    SECRET = "secret"  # noqa: S105  (the reason, not one)
    NO_APP_JSON = "app_json_missing"
    PACKAGE_TOO_LARGE = "package_too_large"


# Characters that turn the reading direction, join or hide: two names can then look alike.
_DIRECTION = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SECRET = re.compile(
    r"(?:^|/)(?:\.env(?:\..*)?|\.npmrc|\.git|\.ssh|id_rsa|id_ed25519|.*\.(?:pem|key|p12|pfx))(?:/|$)", re.IGNORECASE
)
# Windows gives these names to devices, whatever follows the dot.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


def fault_of(name: str) -> Reason | None:
    """The rule a path breaks; None when it is a plain relative path of a file (no trailing slash)."""
    if any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in name):
        return Reason.CONTROL
    if "\\" in name:
        return Reason.BACKSLASH
    if name.startswith("/"):
        return Reason.ABSOLUTE
    if re.match(r"[A-Za-z]:", name):
        return Reason.DRIVE
    if _DIRECTION.search(name):
        return Reason.DIRECTION
    if unicodedata.normalize("NFC", name) != name:
        return Reason.NOT_NORMAL
    if _SECRET.search(name):
        return Reason.SECRET
    return _fault_of_parts(name)


def collision_key(name: str) -> str:
    """Two names with one key are one file on some file system."""
    return unicodedata.normalize("NFKC", name).casefold()


def _fault_of_parts(name: str) -> Reason | None:
    parts = name.split("/")
    if ".." in parts:
        return Reason.PARENT
    if len(parts) > DEPTH_MAX or len(name.encode("utf-8", "replace")) > NAME_BYTES_MAX:
        return Reason.NAME
    for part in parts:
        bad_end = part in {"", "."} or part != part.strip() or part.endswith(".")
        if bad_end or ":" in part or _DEVICE.fullmatch(part) or any(letter in '<>"|?*' for letter in part):
            return Reason.NAME
    return None
