"""What a message may carry besides text and pictures: files, voice notes, places, people and stickers. The bodies as
they are stored, and what is checked before. superapp/chat/cards.py takes them up; the browser's side is
superapp/browser/shell/attachments.ts."""

import re
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

from superapp.base.errors import HostError, ensure
from superapp.base.lines import clean_line
from superapp.base.words import N_, said

FILE_BYTES_MAX = 25 * 1024 * 1024
VOICE_BYTES_MAX, VOICE_SECONDS_MAX = 5 * 1024 * 1024, 300
NAME_LETTERS_MAX = 120
# What browsers record, by the first bytes: the type is ours to say, never the sender's.
VOICE_STARTS = {b"\x1a\x45\xdf\xa3": "audio/webm", b"OggS": "audio/ogg"}
STICKERS = ("hello", "love", "laugh", "wow", "sad", "sleepy", "party", "thanks", "please", "yes", "no", "tea")
_ID = re.compile(r"(fil|voi)_[0-9a-z]{26}")


@dataclass(eq=False)
class AttachmentRefused(HostError):
    """reason: what is wrong with it, as a sentence."""

    code: ClassVar[str] = "attachment_refused"
    reason: str


@dataclass(frozen=True, slots=True)
class FileCard:
    """file: its id, see `attachment_blob`; name: as the sender's device calls it; size_bytes."""

    file: str
    name: str
    size_bytes: int

    def body(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """voice: its id; seconds: how long it is, as the sender's device measured it; media_type: of VOICE_STARTS, or
    "audio/mp4"."""

    voice: str
    seconds: int
    media_type: str

    def body(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """latitude, longitude: degrees as text, six decimals; name, address: may be empty."""

    latitude: str
    longitude: str
    name: str
    address: str

    def body(self) -> dict[str, Any]:
        return asdict(self)


def attachment_blob(conversation_id: str, attachment: str) -> str:
    """Name of its blob."""
    return f"chats/{conversation_id}/{attachment}"


def file_name(name: str) -> str:
    """Safe to show and to save under: no path, no control letters, not hidden. "file" when nothing is left."""
    kept = clean_line(name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if len(kept) > NAME_LETTERS_MAX and dot:
        return f"{stem[: NAME_LETTERS_MAX - len(ending[:12]) - 1]}.{ending[:12]}"
    return kept[:NAME_LETTERS_MAX] or "file"


def check_file(data: bytes) -> None:
    """Raises AttachmentRefused."""
    if not data:
        raise AttachmentRefused(N_("This file is empty."))
    if len(data) > FILE_BYTES_MAX:
        raise AttachmentRefused(said("A file may have {count} MB.", count=FILE_BYTES_MAX // 1024 // 1024))


def voice_type(data: bytes, seconds: int) -> str:
    """The media type of a voice note. Raises AttachmentRefused."""
    if len(data) > VOICE_BYTES_MAX or not 0 < seconds <= VOICE_SECONDS_MAX:
        raise AttachmentRefused(said("A voice note may last {count} minutes.", count=VOICE_SECONDS_MAX // 60))
    if data[4:8] == b"ftyp":
        return "audio/mp4"
    found = VOICE_STARTS.get(data[:4])
    if found is None:
        raise AttachmentRefused(N_("This is no sound that a browser records."))
    return found


def place_card(latitude: float, longitude: float, name: str, address: str) -> PlaceCard:
    """Raises AttachmentRefused."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise AttachmentRefused(N_("This is not on the earth."))
    short = (clean_line(name)[:NAME_LETTERS_MAX], clean_line(address)[:NAME_LETTERS_MAX])
    return PlaceCard(f"{latitude:.6f}", f"{longitude:.6f}", *short)


def check_attachment(kind: str, body: dict[str, Any]) -> bool:
    """False when the kind is none of these; breaks when the body is not whole."""
    match kind:
        case "file":
            card = read_file(body)
            ensure(_ID.fullmatch(card.file) and card.name, "a file has its id and its name", body=body)
        case "voice":
            ensure(_ID.fullmatch(read_voice(body).voice), "a voice note has its id", body=body)
        case "place":
            read_place(body)
        case "person":
            whole = set(body) == {"person_id"} and str(body["person_id"]).startswith("per_")
            ensure(whole, "a card of a person names them", body=body)
        case "sticker":
            ensure(set(body) == {"sticker"} and body["sticker"] in STICKERS, "a sticker is one of ours", body=body)
        case _:
            return False
    return True


def read_file(body: dict[str, Any]) -> FileCard:
    return FileCard(**_whole(body, FileCard))


def read_voice(body: dict[str, Any]) -> VoiceCard:
    return VoiceCard(**_whole(body, VoiceCard))


def read_place(body: dict[str, Any]) -> PlaceCard:
    return PlaceCard(**_whole(body, PlaceCard))


def _whole(body: dict[str, Any], card: type[FileCard | VoiceCard | PlaceCard]) -> dict[str, Any]:
    ensure(set(body) == {one.name for one in fields(card)}, "a card has all its fields", fields=sorted(body))
    return body
