"""Password hashes: Argon2id with the library's default profile (64 MiB, about 0.16 s), in a small pool of threads, so
that the event loop stays free and memory stays bounded. `superapp/accounts/passwords.py` calls it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from superapp.base.errors import HostError

THREADS = 2  # each holds 64 MiB while it works
WAITING_MAX = 64  # at 0.16 s each on two threads the last one waits about 5 s

T = TypeVar("T")

_hasher = PasswordHasher()
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
_waiting = 0


@dataclass(eq=False)
class HashingBusy(HostError):
    """More people are signing in than two threads can hash for: nothing was checked, try again soon."""

    code: ClassVar[str] = "hashing_busy"
    retry_after_seconds: int = 5


async def hash_password(password: str) -> str:
    """Returns the encoded hash with its parameters and salt. Raises HashingBusy."""
    return await _in_pool(_hasher.hash, password)


async def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is the one of `stored`. Raises HashingBusy.

    stored: None when nobody has that name; the same work is done, so that the time taken tells nothing.
    """
    return await _in_pool(_matches, stored, password)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _matches(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("the password of nobody")


async def _in_pool(work: Callable[..., T], *arguments: object) -> T:
    global _waiting
    if _waiting >= WAITING_MAX:
        raise HashingBusy()
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool, work, *arguments)
    finally:
        _waiting -= 1
