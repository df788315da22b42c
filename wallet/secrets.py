"""Secrets that live beside the data and nowhere else: made once at set-up, 0600, never committed, never logged. A
database that is copied away is of no use without them."""

import os
import secrets
from pathlib import Path

SECRET_BYTES = 32


def ensure_secret(data: Path, name: str) -> bytes:
    """The 32 bytes of `data/secrets/<name>`; made now if they are missing. Safe when two processes start at once."""
    folder = data / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        fresh = folder / f".{name}.{os.getpid()}"
        with open(fresh, "wb", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # fails when another process was faster; its secret is as good
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def find_secret(data: Path, name: str) -> bytes | None:
    """The secret, when set-up has made it."""
    path = data / "secrets" / name
    return path.read_bytes() if path.exists() else None
