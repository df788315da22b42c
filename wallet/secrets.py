"""Secrets that live beside the data and nowhere else: made once at set-up, 0600, never committed, never logged. A
database that is copied away is of no use without them.

Two processes may set up at once, so a file is written aside and then linked: the first one stays, both read it."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SECRET_BYTES = 32


def ensure_secret(data: Path, name: str) -> bytes:
    """The 32 bytes of `data/secrets/<name>`; made now if they are missing."""
    return kept_file(data / "secrets" / name, lambda: secrets.token_bytes(SECRET_BYTES))


def find_secret(data: Path, name: str) -> bytes | None:
    """The secret, when set-up has made it."""
    path = data / "secrets" / name
    return path.read_bytes() if path.exists() else None


def kept_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """The bytes of `path`; made with mode 0600 in a 0700 folder when it is missing. Never overwrites."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(make())
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(aside, path)
    aside.unlink()
    return path.read_bytes()
