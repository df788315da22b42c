"""What this server keeps of an encrypted message: Megolm's ciphertext and the names of the keys it was made with. The
words are read in browsers only (superapp/browser/encryption); docs/decisions/0028-end-to-end-encryption.md says how.
Called by superapp/chat/cards.py and by flows/send_encrypted."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from superapp.base.errors import HostError, ensure
from superapp.base.words import said
from superapp.chat.attachments import FILE_BYTES_MAX, AttachmentRefused

ALGORITHM = "m.megolm.v1.aes-sha2"
# A text of 4,000 letters, four bytes each, in base64, with what Megolm adds.
CIPHERTEXT_LETTERS_MAX = 32_768
# A file of the largest size that chats take, and AES-GCM's tag of 16 bytes.
SEALED_BYTES_MAX = FILE_BYTES_MAX + 16
# "notice": that somebody started the chat; "unsent": what was taken back.
KINDS_IN_ENCRYPTED = ("encrypted", "notice", "unsent")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+")
_FIELDS = {"algorithm", "ciphertext", "session_id", "sender_key", "device_id"}


@dataclass(eq=False)
class EncryptedInvalid(HostError):
    """What came is no Megolm message."""

    code: ClassVar[str] = "encrypted_invalid"


def check_sealed(data: bytes) -> None:
    """Of bytes that only browsers can open nothing else can be checked. Raises AttachmentRefused."""
    if len(data) > SEALED_BYTES_MAX:
        raise AttachmentRefused(said("A file may have {count} MB.", count=FILE_BYTES_MAX // 1024 // 1024))


def encrypted_body(content: dict[str, Any]) -> dict[str, Any]:
    """The body to store. content: as the browser's library makes it. Raises EncryptedInvalid."""
    body = {name: content.get(name) for name in sorted(_FIELDS)}
    if set(content) - _FIELDS or not _is_whole(body):
        raise EncryptedInvalid()
    return body


def check_encrypted(body: dict[str, Any]) -> None:
    ensure(set(body) == _FIELDS and _is_whole(body), "an encrypted body is Megolm's")


def _is_whole(body: dict[str, Any]) -> bool:
    def is_base64(name: str, letters_max: int) -> bool:
        value = body[name]
        return isinstance(value, str) and len(value) <= letters_max and _BASE64.fullmatch(value) is not None

    device_id = body["device_id"]
    return (
        body["algorithm"] == ALGORITHM
        and is_base64("ciphertext", CIPHERTEXT_LETTERS_MAX)
        and is_base64("session_id", 64)
        and is_base64("sender_key", 64)
        and isinstance(device_id, str)
        and re.fullmatch(r"[A-Z0-9]{1,32}", device_id) is not None
    )
