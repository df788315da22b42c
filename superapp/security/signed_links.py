"""Links that only this host can have made: HMAC-SHA-256 over their parts, with a key beside the data. Called by flows
whose links carry facts that nobody may change, such as whom a collect code pays and how much."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

from wallet.secrets import ensure_secret

SIGN_BYTES = 16  # 128 bits; 22 letters of base64url


def sign(data: Path, purpose: str, *parts: str) -> str:
    """22 letters. purpose: what the link is for, so that no kind stands in for another. data: the data folder."""
    text = json.dumps([purpose, *parts], ensure_ascii=False).encode()
    digest = hmac.digest(ensure_secret(data, "links.key"), text, hashlib.sha256)[:SIGN_BYTES]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def is_signed(data: Path, signature: str, purpose: str, *parts: str) -> bool:
    return hmac.compare_digest(signature.encode(), sign(data, purpose, *parts).encode())
