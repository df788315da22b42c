"""The key that signs heads. It lies beside the data and never in a database: who can rewrite the database must not be
able to sign what they wrote. Set-up makes it, the sealer reads it each time it starts, `superapp audit rotate-key`
replaces it; the public keys of all of them stay, so that old heads can be checked for ever."""

import os
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wallet.seals.notes import PublicKey, public_key_of, read_key
from wallet.secrets import ensure_secret

SEAL_KEY = "seal_key"  # data/secrets/seal_key: 32 bytes, the Ed25519 seed


def seal_key(data: Path) -> Ed25519PrivateKey:
    """The current key; made now if it is missing."""
    key = Ed25519PrivateKey.from_private_bytes(ensure_secret(data, SEAL_KEY))
    _remember(data, public_key_of(key))
    return key


def known_keys(data: Path) -> list[PublicKey]:
    """Of every key that ever signed here, the oldest first; empty before the first."""
    path = _list(data)
    return [read_key(line) for line in path.read_text().splitlines() if line.strip()] if path.exists() else []


def rotate_key(data: Path, now: datetime) -> tuple[PublicKey, PublicKey]:
    """Put the current key aside as `seal_key.<moment>` and make another one. Returns the public keys, old and new."""
    old = public_key_of(seal_key(data))
    path = data / "secrets" / SEAL_KEY
    path.rename(path.with_name(f"{SEAL_KEY}.{now:%Y%m%dT%H%M%S}"))
    return old, public_key_of(seal_key(data))


def _remember(data: Path, key: PublicKey) -> None:
    """Twice the same line is no harm: two processes may start at once."""
    if key in known_keys(data):
        return
    path = _list(data)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
        file.write(key.text() + "\n")


def _list(data: Path) -> Path:
    return data / "keys" / "seal_keys.txt"
