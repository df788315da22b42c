"""A signed head as text: what the sealer signs, publishes and anybody checks with the public key alone. Pure.

The form is C2SP's checkpoint (tlog-checkpoint) in a signed note, so that tools of other transparency logs read it:

    superapp-ledger
    <size: how many entries>
    <root: base64 of 32 bytes>
    sealed <moment, ISO 8601, UTC>

    — superapp-ledger <base64 of 4 bytes of key id | 64 bytes of Ed25519 signature>

The signature covers the text up to and including the line end before the empty line. A public key is written
`superapp-ledger+<key id, 8 hex digits>+<base64 of 01 | 32 bytes>`; its id begins SHA-256(name | 0a | 01 | key).
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

NAME = "superapp-ledger"
ED25519 = b"\x01"
KEY_ID_BYTES, KEY_BYTES, SIGNATURE_BYTES, ROOT_BYTES = 4, 32, 64, 32
NOTE_BYTES_MAX = 4096
MARK = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class Head:
    """size: entries in the tree; root: 32 bytes."""

    size: int
    root: bytes
    sealed_at: datetime

    def text(self) -> str:
        return f"{NAME}\n{self.size}\n{base64.b64encode(self.root).decode()}\nsealed {self.sealed_at.isoformat()}\n"


class NoteInvalid(ValueError):
    """No signed head, or none of these keys has signed it. The text says which."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """raw: 32 bytes of an Ed25519 public key."""

    raw: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(NAME.encode() + b"\n" + ED25519 + self.raw).digest()[:KEY_ID_BYTES]

    def text(self) -> str:
        return f"{NAME}+{self.id.hex()}+{base64.b64encode(ED25519 + self.raw).decode()}"


def public_key_of(key: Ed25519PrivateKey) -> PublicKey:
    return PublicKey(key.public_key().public_bytes_raw())


def read_key(text: str) -> PublicKey:
    """Raises NoteInvalid."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3 or parts[0] != NAME:
        raise NoteInvalid(f"a public key looks like {NAME}+<8 hex digits>+<base64>")
    raw = _decoded(parts[2])
    key = PublicKey(raw[1:])
    if len(raw) != 1 + KEY_BYTES or raw[:1] != ED25519 or key.id.hex() != parts[1]:
        raise NoteInvalid("the public key is damaged: its id does not fit")
    return key


def sign(head: Head, key: Ed25519PrivateKey) -> str:
    """The signed note."""
    text = head.text()
    signature = public_key_of(key).id + key.sign(text.encode())
    return f"{text}\n{MARK}{NAME} {base64.b64encode(signature).decode()}\n"


def read_note(note: str, keys: Iterable[PublicKey]) -> Head:
    """The head, when one of the keys has signed it. Raises NoteInvalid."""
    if len(note) > NOTE_BYTES_MAX:
        raise NoteInvalid("a signed head is shorter")
    text, separator, signatures = note.partition("\n\n")
    text += "\n"
    by_id = {key.id: key for key in keys}
    if not separator:
        raise NoteInvalid("no signature")
    for line in signatures.splitlines():
        if not line.startswith(f"{MARK}{NAME} "):
            continue
        raw = _decoded(line.removeprefix(f"{MARK}{NAME} "))
        key = by_id.get(raw[:KEY_ID_BYTES])
        if key is None or len(raw) != KEY_ID_BYTES + SIGNATURE_BYTES:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key.raw).verify(raw[KEY_ID_BYTES:], text.encode())
        except InvalidSignature as error:
            raise NoteInvalid("the signature does not fit the head") from error
        return _head(text)
    raise NoteInvalid("none of the given keys has signed it")


def _head(text: str) -> Head:
    lines = text.splitlines()
    try:
        name, size, root, sealed = lines[:4]
        head = Head(int(size), _decoded(root), datetime.fromisoformat(sealed.removeprefix("sealed ")))
    except ValueError as error:
        raise NoteInvalid(f"not a head: {error}") from error
    if name != NAME or len(head.root) != ROOT_BYTES or head.text() != text:
        raise NoteInvalid("not a head of this ledger")
    return head


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteInvalid("not base64") from error
