"""A browser that wants to be told, as the push service and our server see it: it has keys of its own, and reads what
was encrypted for them. Its side of RFC 8291 is written here once more, from the device's end."""

import hmac
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from superapp.notify.encryption import base64url


@dataclass
class Device:
    endpoint: str
    secret: bytes = b"sixteen bytes ok"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def told(self) -> dict[str, Any]:
        """What the browser hands to our server."""
        keys = {"p256dh": base64url(self.public), "auth": base64url(self.secret)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def decrypt(self, body: bytes) -> bytes:
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, cipher = body[21 : 21 + length], body[21 + length :]
        assert len(body) <= size == 4096
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), theirs)
        mixed = _hmac(_hmac(self.secret, shared), b"WebPush: info\0" + self.public + sender + b"\1")
        basis = _hmac(salt, mixed)
        key = _hmac(basis, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _hmac(basis, b"Content-Encoding: nonce\0\1")[:12]
        text = AESGCM(key).decrypt(nonce, cipher, None).rstrip(b"\0")
        assert text.endswith(b"\2"), "the last record"
        return text[:-1]

    def read(self, body: bytes) -> dict[str, Any]:
        return json.loads(self.decrypt(body))


async def subscribed(client: httpx2.AsyncClient, device: Device) -> httpx2.Response:
    """The answer to turning notifications on; `client` is signed in."""
    return await client.post("/me/notifications/devices", json=device.told(), headers={"accept": "application/json"})


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, sha256).digest()
