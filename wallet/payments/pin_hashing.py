"""Argon2id for PINs, away from the event loop. Only `pins.py` calls it.

19 MiB, 2 passes, 1 lane: a profile OWASP lists for Argon2id; one hash takes some 25 ms of one core. A PIN has only a
million values, so the pepper, which is not in the database, is what protects a stolen table."""

import asyncio
import hmac
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

from wallet.errors import WalletError
from wallet.ports import Chance

THREADS = 2  # bounds memory to 38 MiB and leaves the other cores to everyone else
WAITING_MAX = 100  # at 40 hashes a second a longer queue answers too late to be of use
SALT_BYTES = 16

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, type=Type.ID)
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pin")
_waiting = 0
Result = TypeVar("Result")


@dataclass(eq=False)
class PinsBusy(WalletError):
    """Too many PINs are being checked; nothing was counted, try again."""

    code: ClassVar[str] = "pins_busy"
    waiting: int


def require_room() -> None:
    """Raises PinsBusy. Asked before a guess is counted."""
    if _waiting >= WAITING_MAX:
        raise PinsBusy(_waiting)


async def hash_pin(pin: str, pepper: str, chance: Chance) -> str:
    """The encoded hash: "$argon2id$v=19$m=19456,t=2,p=1$salt$hash"."""
    return await _in_thread(partial(_hasher.hash, _peppered(pin, pepper), salt=chance.randbytes(SALT_BYTES)))


async def pin_matches(encoded: str, pin: str, pepper: str) -> bool:
    return await _in_thread(partial(_verify, encoded, _peppered(pin, pepper)))


async def _in_thread(work: Callable[[], Result]) -> Result:
    global _waiting
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _waiting -= 1


def _peppered(pin: str, pepper: str) -> bytes:
    return hmac.digest(pepper.encode(), pin.encode(), "sha256")


def _verify(encoded: str, peppered: bytes) -> bool:
    try:
        return _hasher.verify(encoded, peppered)
    except VerifyMismatchError:
        return False
