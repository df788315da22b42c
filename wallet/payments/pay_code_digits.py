"""The digits of a pay code: how a person, a minute and a secret become 18 digits, and how they are read back. Pure;
only `pay_codes.py` calls it.

    "13" | 16 digits = E(slot, 8 digits | tag, 8 digits)

The slot is a person's number in the table, so a code is found by one look at an index. The tag is HMAC-SHA-256 over
slot, salt, generation and step, cut to 8 digits. E is a Feistel network of ten rounds over two halves of 8 digits,
keyed with HMAC-SHA-256, so two codes of one person have nothing in common for who lacks the key.
Source: docs/decisions/0024-pay-and-collect-codes.md"""

import hashlib
import hmac
import re
from datetime import datetime

PREFIX = "13"  # the platform's codes begin with 10 to 15, and tills check that
HALF = 10**8
HALF_DIGITS = 8
ROUNDS = 10
STEP_SECONDS = 60
SKEW_STEPS = 1
FORM = re.compile(r"1[0-5][0-9]{16}", re.ASCII)


def step_at(now: datetime) -> int:
    """The minute's number since 1970."""
    return int(now.timestamp()) // STEP_SECONDS


def code_of(key: bytes, slot: int, salt: str, generation: int, step: int) -> str:
    """18 digits. slot: from 0 to HALF - 1."""
    left, right = _mix(key, slot, _tag(key, slot, salt, generation, step))
    return f"{PREFIX}{left:0{HALF_DIGITS}d}{right:0{HALF_DIGITS}d}"


def open_code(key: bytes, code: str) -> tuple[int, int] | None:
    """(slot, tag) of 18 digits, whether they were ever given or not; None for what has not the form of a code."""
    if not FORM.fullmatch(code) or not code.startswith(PREFIX):
        return None
    return _unmix(key, int(code[2:10]), int(code[10:]))


def is_current(key: bytes, slot: int, salt: str, generation: int, tag: int, now: datetime) -> bool:
    """Whether the tag is of this minute, the one before or the one after: clocks differ, and tills are slow."""
    step = step_at(now)
    return any(
        hmac.compare_digest(str(tag), str(_tag(key, slot, salt, generation, step + skew)))
        for skew in range(-SKEW_STEPS, SKEW_STEPS + 1)
    )


def _tag(key: bytes, slot: int, salt: str, generation: int, step: int) -> int:
    return _number(key, f"tag:{slot}:{salt}:{generation}:{step}")


def _mix(key: bytes, left: int, right: int) -> tuple[int, int]:
    for number in range(ROUNDS):
        left, right = right, (left + _number(key, f"mix:{number}:{right}")) % HALF
    return left, right


def _unmix(key: bytes, left: int, right: int) -> tuple[int, int]:
    for number in reversed(range(ROUNDS)):
        left, right = (right - _number(key, f"mix:{number}:{left}")) % HALF, left
    return left, right


def _number(key: bytes, text: str) -> int:
    """Below HALF. 128 bits over 10^8 leave a bias of less than 10^-30."""
    return int.from_bytes(hmac.digest(key, text.encode(), hashlib.sha256)[:16], "big") % HALF
