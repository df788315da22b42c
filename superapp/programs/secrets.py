"""Random texts that open something, and their digests. Only digests are stored: whoever reads the database cannot
call as a program. 256 random bits need no slow hash. Every other file of this room leans on it."""

import base64
import hashlib
import hmac

from wallet.ports import Chance


def new_token(chance: Chance, *, bytes_of_chance: int = 32) -> str:
    """URL-safe text without padding; 43 letters for 32 bytes."""
    return base64.urlsafe_b64encode(chance.randbytes(bytes_of_chance)).rstrip(b"=").decode()


def digest(text: str) -> str:
    """SHA-256, 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def same(left: str, right: str) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode("utf-8", "surrogatepass"))
