"""Identifiers and idempotency keys. Ids sort by time, which keeps indexes dense; a key is derived from the intent it
belongs to, so that the same intent can only ever take effect once."""

import hashlib
from datetime import datetime

from wallet.ports import Chance

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
KEY_BYTES = 16


def new_id(prefix: str, now: datetime, chance: Chance) -> str:
    """Such as "ord_01k3w8c5q2e8k0x4v7m1n9p3rt": 48 bits of milliseconds, then 80 bits of chance, base 32."""
    milliseconds = int(now.timestamp() * 1000)
    value = (milliseconds << 80) | int.from_bytes(chance.randbytes(10), "big")
    digits = "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))
    return f"{prefix}_{digits}"


def key_for(intent: str) -> bytes:
    """The 16-byte idempotency key of an intent such as "pay:ord_01k3…".

    Bytes 0-5 come from the time part of the id, when there is one, because keys that rise with time keep the unique
    index fast; bytes 6-15 are a digest of the whole text. Source: docs/decisions/0003-ledger.md
    """
    digest = hashlib.blake2b(intent.encode(), digest_size=KEY_BYTES).digest()
    tail = intent.rpartition("_")[2][:10]
    if len(tail) == 10 and all(letter in _ALPHABET for letter in tail):
        value = 0
        for letter in tail:
            value = value << 5 | _ALPHABET.index(letter)
        return (value & (2**48 - 1)).to_bytes(6, "big") + digest[6:]
    return digest
