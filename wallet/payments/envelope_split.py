"""How the money of an envelope is divided, and the proof that it was. Pure: chance comes from a seed, so whoever knows
the seed can divide again. Called by `envelopes` at creation, by the proof page, and by `superapp envelope verify`.

All shares are made at creation, each with an unbiased mean of what is left, and then shuffled: so every place in the
queue has the same distribution, and nobody, the host included, can choose an amount once people have begun to open.
What is published at creation is SHA-256 of `sealed_text`; when the envelope is over its seed is published too."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from wallet.money import AMOUNT_MINOR_MAX
from wallet.ports import Chance

SHARES_MAX = 100
CAMPAIGN_SHARES_MAX = 10_000  # of a merchant's
SEED_BYTES = 32
_BLOCK = b"envelope split 1"
_FIELDS = ("envelope", "kind", "total_minor", "currency", "shares")


class SeedChance:
    """Chance that follows from a seed: SHA-256 in counter mode.

    Block i is SHA-256("envelope split 1" | 32 bytes of seed | i as 8 bytes, big-endian); the stream is block 0, 1, ….
    """

    def __init__(self, seed: bytes) -> None:
        self._seed, self._next, self._left = seed, 0, b""

    def randbytes(self, n: int, /) -> bytes:
        while len(self._left) < n:
            self._left += hashlib.sha256(_BLOCK + self._seed + self._next.to_bytes(8, "big")).digest()
            self._next += 1
        taken, self._left = self._left[:n], self._left[n:]
        return taken

    def randrange(self, start: int, stop: int, /) -> int:
        """Eight bytes at a time; a value past the last whole multiple is thrown away, so every number is as likely."""
        width = stop - start
        bound = 2**64 - 2**64 % width
        while (value := int.from_bytes(self.randbytes(8), "big")) >= bound:
            pass
        return start + value % width


def split_equally(total_minor: int, shares: int) -> list[int]:
    """total_minor: a multiple of `shares`."""
    return [total_minor // shares] * shares


def split_luckily(total_minor: int, shares: int, chance: Chance) -> list[int]:
    """Shares of at least 1 minor unit that sum to `total_minor`, in the order in which they are handed out.

    Beyond its 1, a share is drawn evenly between nothing and twice the mean of what is left ("double mean"). The draw
    is t/k of a minor unit, with t even in 0 … 2 * left: its mean is exactly left/k. It is rounded up with a probability
    of its fraction, so rounding adds no bias either. The shuffle (Fisher and Yates) makes all places alike.
    """
    left, parts = total_minor - shares, list[int]()
    for k in range(shares, 1, -1):
        t = chance.randrange(0, 2 * left + 1)
        part = t // k + (chance.randrange(0, k) < t % k)
        parts.append(1 + part)
        left -= part
    parts.append(1 + left)
    for last in range(len(parts) - 1, 0, -1):
        other = chance.randrange(0, last + 1)
        parts[last], parts[other] = parts[other], parts[last]
    return parts


def divide(kind: str, total_minor: int, shares: int, seed: bytes) -> list[int]:
    """kind: "equal" or "lucky"."""
    if kind == "equal":
        return split_equally(total_minor, shares)
    return split_luckily(total_minor, shares, SeedChance(seed))


def sealed_text(facts: Mapping[str, Any], seed: str) -> bytes:
    """What is committed to: JSON with sorted keys, without blanks, of {currency, envelope, kind, seed, shares,
    total_minor}. facts: at least these but the seed; seed: 64 hex digits."""
    sealed = {name: facts[name] for name in _FIELDS} | {"seed": seed}
    return json.dumps(sealed, sort_keys=True, separators=(",", ":")).encode()


def commitment_of(facts: Mapping[str, Any], seed: str) -> str:
    """64 hex digits."""
    return hashlib.sha256(sealed_text(facts, seed)).hexdigest()


@dataclass(frozen=True, slots=True)
class Finding:
    """what: "seal", "division", "sum", "least" or "order"; name: the sentence that must be true; ok: whether it is;
    detail: numbers, or what is wrong."""

    what: str
    name: str
    ok: bool
    detail: str


def verify(proof: Mapping[str, Any]) -> list[Finding]:
    """Divide again and compare. proof: as `envelope_proof.proof_of` gives it: the sealed fields, commitment, seed,
    amounts (in the order of hand-out) and taken: [{position, amount_minor}].

    Raises KeyError, TypeError or ValueError when it has not this shape.
    """
    amounts: Sequence[int] = [int(one) for one in proof["amounts"]]
    taken = [(int(one["position"]), int(one["amount_minor"])) for one in proof["taken"]]
    total, shares, kind, seed = int(proof["total_minor"]), int(proof["shares"]), str(proof["kind"]), str(proof["seed"])
    if not 1 <= shares <= min(total, CAMPAIGN_SHARES_MAX) or total > AMOUNT_MINOR_MAX:
        raise ValueError(f"an envelope has 1 to {CAMPAIGN_SHARES_MAX} shares of at least one minor unit")
    fits = commitment_of(proof, seed) == proof["commitment"]
    again = divide(kind, total, shares, bytes.fromhex(seed))
    # A place may be missing: its person's account took nothing in, and the share went back with the rest.
    rising = all(one[0] < other[0] for one, other in pairwise(taken))
    handed = rising and all(0 <= place < len(amounts) and amounts[place] == amount for place, amount in taken)
    return [
        Finding("seal", "the seed is the one that was sealed at the start", fits, f"SHA-256 {proof['commitment']}"),
        Finding("division", "the seed gives these shares, in this order", again == amounts, f"{len(again)} shares"),
        Finding("sum", "the shares sum to the total", sum(amounts) == total, f"{sum(amounts)} of {total} minor units"),
        Finding(
            "least",
            "nobody got less than one minor unit",
            min(amounts, default=0) >= 1,
            f"least {min(amounts, default=0)}",
        ),
        Finding("order", "people got the shares in their order", handed, f"{len(taken)} opened"),
    ]
