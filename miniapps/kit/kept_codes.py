"""A code that whoever runs a guest tells their own people (a door, a desk): made at the first start, kept in a file for
the owner's eyes only."""

import hmac
import os
import secrets
from pathlib import Path


def kept_code(path: Path) -> str:
    """Eight digits."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(f"{secrets.randbelow(10**8):08}")
    return path.read_text().strip()


def is_right(said: str, right: str) -> bool:
    """However it was grouped when typed; takes as long whether it is right or wrong."""
    return hmac.compare_digest("".join(said.split()).encode(), right.encode())
