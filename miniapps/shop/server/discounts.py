"""What a coupon takes off, and how that is shared by the things of a basket. Plain functions; all amounts in fen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

LEAST_FEN = 1
"""What a seller's part of a basket costs at least: the host takes no payment of nothing."""


@dataclass(frozen=True, slots=True)
class Terms:
    """id: of the claim that would be used. value: per cent, or fen. minimum_fen: of the things before the discount."""

    id: int
    kind: Literal["percent", "amount"]
    value: int
    minimum_fen: int
    ends_at: str


def worth(terms: Terms, subtotal_fen: int) -> int:
    """What it takes off this much: 0 when it does not count, and always leaves LEAST_FEN to pay."""
    if subtotal_fen < terms.minimum_fen:
        return 0
    off = subtotal_fen * terms.value // 100 if terms.kind == "percent" else terms.value
    return max(0, min(off, subtotal_fen - LEAST_FEN))


def best(offered: Iterable[Terms], subtotal_fen: int) -> tuple[Terms, int] | None:
    """The one that takes off most; of equals the one that ends first. None when none counts."""
    useful = [(one, worth(one, subtotal_fen)) for one in offered]
    useful = [(one, off) for one, off in useful if off]
    return min(useful, key=lambda pair: (-pair[1], pair[0].ends_at, pair[0].id), default=None)


def share(discount_fen: int, amounts: Sequence[int]) -> list[int]:
    """The discount's part of each amount; they add up to it exactly, and none is more than its amount."""
    whole, shares, before = sum(amounts), list[int](), 0
    for amount in amounts:
        after = before + amount
        shares.append(discount_fen * after // whole - discount_fen * before // whole)
        before = after
    return shares


def value_of(paid_fen: int, pieces: int, some: int) -> int:
    """What `some` of `pieces` are worth that were paid together; all of them exactly what was paid."""
    return paid_fen * some // pieces
