"""A push message as its device alone can read it: RFC 8291 over the content coding of RFC 8188. The push service in
between sees a length and an address. Pure; called by notify/sending.

    salt (16) | record size (4) | length of key (1) = 65 | our one-time public key (65) | AES-128-GCM of text 02 00…

One record: a push message is at most 4096 bytes. The text is padded, so that its length does not tell a "yes" from a
"no"."""

import base64

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_BYTES = 4096
TEXT_BYTES_MAX = 2800
PADDED_TO_BYTES = 256
_POINT, _UNCOMPRESSED = Encoding.X962, PublicFormat.UncompressedPoint


def encrypt(text: bytes, device_key: bytes, secret: bytes, *, own: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """The body of a push request.

    device_key: the subscription's `p256dh`, 65 bytes. secret: its `auth`, 16 bytes. own: a key for this message alone.
    salt: 16 bytes of chance, never used twice.
    """
    own_key = own.public_key().public_bytes(_POINT, _UNCOMPRESSED)
    shared = own.exchange(ec.ECDH(), device_point(device_key))
    key, nonce = content_key(shared, secret, device_key=device_key, own_key=own_key, salt=salt)
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(own_key)]) + own_key
    return head + AESGCM(key).encrypt(nonce, text + b"\x02", None)


def padded(text: bytes) -> bytes:
    """Spaces after JSON mean nothing to who reads it."""
    return text + b" " * (-len(text) % PADDED_TO_BYTES)


def content_key(shared: bytes, secret: bytes, *, device_key: bytes, own_key: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Key and nonce (RFC 8291, 3.4); the device derives the same from its side of `shared`."""
    input_key = _derived(shared, secret, b"WebPush: info\x00" + device_key + own_key, 32)
    return (
        _derived(input_key, salt, b"Content-Encoding: aes128gcm\x00", 16),
        _derived(input_key, salt, b"Content-Encoding: nonce\x00", 12),
    )


def device_point(device_key: bytes) -> ec.EllipticCurvePublicKey:
    """Raises ValueError for what is no point of the curve."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), device_key)
    except InvalidKey as error:
        raise ValueError("not a point of P-256") from error


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise ValueError("not base64url") from error


def _derived(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(key)
