"""What a ticket's code says, so that a door without network can believe it.

    "T1." base64url( 0x01 | kind u8 | ticket id 8 bytes | day u16 | minute u16 | label length u8, label | title )
        "." base64url( Ed25519 signature, 64 bytes )

day: days since 1970-01-01 on the calendar of the place; minute: of that day. label and title are UTF-8. The signature
is over b"tickets:1:" and the payload bytes as they stand, so a signature for anything else is none here.
gate/lib/token.js reads the same bytes."""

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = b"tickets:1:"
KINDS = ("cinema", "flight", "event")
EPOCH = date(1970, 1, 1)
TITLE_BYTES_MAX = 40
_HEAD = struct.Struct(">BB8sHHB")


@dataclass(frozen=True, slots=True)
class Claims:
    """ticket_id: 16 hex digits."""

    kind: str
    ticket_id: str
    day: date
    minute: int
    label: str
    title: str


class TokenForged(Exception):
    """Not ours, or not any more what we signed."""


def sign(key: Ed25519PrivateKey, claims: Claims) -> str:
    label, title = _cut(claims.label, 255), _cut(claims.title, TITLE_BYTES_MAX)
    head = _HEAD.pack(
        1,
        KINDS.index(claims.kind),
        bytes.fromhex(claims.ticket_id),
        (claims.day - EPOCH).days,
        claims.minute,
        len(label),
    )
    payload = head + label + title
    return f"T1.{_text(payload)}.{_text(key.sign(PREFIX + payload))}"


def read(key: Ed25519PublicKey, token: str) -> Claims:
    """The claims of a token of ours. Raises TokenForged for everything else."""
    try:
        mark, body, signature = token.split(".")
        payload, signed = _bytes(body), _bytes(signature)
        if mark != "T1":
            raise TokenForged
        key.verify(signed, PREFIX + payload)
        _, kind, ticket, day, minute, length = _HEAD.unpack_from(payload)
        rest = payload[_HEAD.size :]
        return Claims(
            KINDS[kind],
            ticket.hex(),
            EPOCH + timedelta(days=day),
            minute,
            rest[:length].decode(),
            rest[length:].decode(),
        )
    except (ValueError, binascii.Error, InvalidSignature, struct.error, IndexError) as error:
        raise TokenForged from error


def _cut(text: str, bytes_max: int) -> bytes:
    """Whole characters only."""
    return text.encode()[:bytes_max].decode(errors="ignore").encode()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Strict: one spelling for one content, so that no second token reads the same."""
    data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(data) != text:
        raise TokenForged
    return data
