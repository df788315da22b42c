"""Who we are to a push service: RFC 8292. One key per installation, made at set-up (`superapp migrate`) from a secret
in `data/secrets`; browsers bind each subscription to its public half, so losing it loses them all.

    Authorization: vapid t=<JWT: ES256 over {"aud", "exp", "sub"}>, k=<public key, base64url>"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from superapp.notify.encryption import base64url
from wallet.secrets import ensure_secret

LIFE = timedelta(hours=12)  # a push service refuses more than 24
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


@lru_cache(maxsize=8)
def own_key(data: Path) -> ec.EllipticCurvePrivateKey:
    """The installation's key. The secret is 256 bits; the few that are no scalar of the curve wrap around."""
    scalar = int.from_bytes(ensure_secret(data, "vapid"), "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(scalar, ec.SECP256R1())


def public_text(key: ec.EllipticCurvePrivateKey) -> str:
    """What a browser's `applicationServerKey` takes."""
    return base64url(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def authorization(key: ec.EllipticCurvePrivateKey, endpoint: str, *, contact: str, now: datetime) -> str:
    """contact: "mailto:…" or "https://…", where a push service finds the operator."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((now + LIFE).timestamp()), "sub": contact}
    signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    signature = base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={public_text(key)}"


def _part(facts: Mapping[str, str | int]) -> str:
    return base64url(json.dumps(facts, separators=(",", ":")).encode())
