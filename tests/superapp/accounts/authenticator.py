"""An authenticator in software, for what Chromium's cannot do: answering wrongly. One key, one credential, ES256."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, HAS_CREDENTIAL = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """origin: what the browser around it says. flags: presence and verification of the person."""

    origin: str = "http://testserver"
    flags: int = PRESENT | VERIFIED
    sign_count: int = 0
    credential_id: bytes = b"credential-0001-"
    user_handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def lying(self, **changes: Any) -> "Authenticator":
        """The same key, with something else about it."""
        return replace(self, **changes)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to navigator.credentials.create."""
        self.user_handle = base64url_to_bytes(options["user"]["id"])
        credential = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + self._public_key()
        data = self._data(options["rp"]["id"], HAS_CREDENTIAL) + credential
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            {
                "clientDataJSON": self._client_data("webauthn.create", options["challenge"]),
                "attestationObject": bytes_to_base64url(attestation),
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to navigator.credentials.get."""
        self.sign_count += 1
        data = self._data(options["rpId"], 0)
        client = self._client_data("webauthn.get", options["challenge"])
        signed = data + hashlib.sha256(base64url_to_bytes(client)).digest()
        return self._credential(
            {
                "clientDataJSON": client,
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(self.key.sign(signed, ec.ECDSA(SHA256()))),
                "userHandle": bytes_to_base64url(self.user_handle),
            }
        )

    def _data(self, rp_id: str, more_flags: int) -> bytes:
        hashed = hashlib.sha256(rp_id.encode()).digest()
        return hashed + bytes([self.flags | more_flags]) + self.sign_count.to_bytes(4, "big")

    def _public_key(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})  # COSE: EC2, ES256, P-256

    def _client_data(self, kind: str, challenge: str) -> str:
        text = json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False})
        return bytes_to_base64url(text.encode())

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        own_id = bytes_to_base64url(self.credential_id)
        return {"id": own_id, "rawId": own_id, "type": "public-key", "response": response}
