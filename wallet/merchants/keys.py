"""Files that hold secrets, and the box that keeps a merchant's APIv3 key unreadable in the database. Called by
`certificates.py` and `registry.py`; leans on `wallet/secrets.py` and the data folder.

Two processes may set up at once, so a file is written aside and then linked: the first one stays, both read it."""

import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wallet.errors import BrokenPromise
from wallet.secrets import ensure_secret
from wallet.settings import WalletSettings

NONCE_BYTES = 12


def seal_text(settings: WalletSettings, text: str, *, about: str) -> bytes:
    """AES-256-GCM: 12 bytes of nonce, then ciphertext with its tag. about: whose it is, such as the mchid; a sealed
    text moved to another row does not open."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _box(settings).encrypt(nonce, text.encode(), about.encode())


def open_text(settings: WalletSettings, sealed: bytes, *, about: str) -> str:
    """The inverse of `seal_text`. Stops (BrokenPromise) when the key file or the row is not the one it was."""
    try:
        return _box(settings).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode()).decode()
    except InvalidTag as error:
        raise BrokenPromise(f"a sealed text opens with the key in data/secrets: {about}") from error


def _box(settings: WalletSettings) -> AESGCM:
    return _box_at(settings.data)


@lru_cache(maxsize=32)
def _box_at(data: Path) -> AESGCM:
    return AESGCM(ensure_secret(data, "merchants.key"))
