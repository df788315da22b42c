"""Secrets that a browser or a developer carries. The holder has the token; the database keeps only its digest, so a
copy of the database signs nobody in."""

import base64
import hashlib
import hmac

from wallet.ports import Chance

TOKEN_BYTES = 32


def new_token(chance: Chance) -> str:
    """256 bits of chance as 43 URL-safe characters."""
    return base64.urlsafe_b64encode(chance.randbytes(TOKEN_BYTES)).rstrip(b"=").decode()


def digest(token: str) -> str:
    """SHA-256 in hex. Without salt: 256 random bits cannot be guessed, and we look rows up by it."""
    return hashlib.sha256(token.encode()).hexdigest()


def derived(token: str, purpose: str) -> str:
    """A second secret that only the holder of `token` can be given; it does not lead back to it."""
    return hmac.new(token.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
