"""What an order costs, who pays which part of it, and what a line is worth when it is missing. All amounts in fen."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEE_BASE, FEE_STEP, FEE_FREE_METRES, FEE_STEP_METRES = 400, 150, 1000, 500


@dataclass(frozen=True, slots=True)
class Code:
    """A promotion code. percent or amount, at most `most` when that is set; from `above` on. once: per person."""

    code: str
    percent: int = 0
    amount: int = 0
    most: int = 0
    above: int = 0
    free_delivery: bool = False
    once: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A restaurant's own promotion: percent off from `above` on; no delivery fee from `free_above` on. 0: none."""

    percent: int = 0
    above: int = 0
    free_above: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """subtotal - discount + fee = total. from_code: the code made the difference; saved_fee: what is not charged."""

    subtotal: int
    discount: int
    fee: int
    saved_fee: int
    from_code: bool

    @property
    def total(self) -> int:
        return self.subtotal - self.discount + self.fee


def delivery_fee(distance_m: int) -> int:
    """The base up to a kilometre, then a step for each half kilometre begun."""
    return FEE_BASE + FEE_STEP * max(0, math.ceil((distance_m - FEE_FREE_METRES) / FEE_STEP_METRES))


def price(subtotal: int, distance_m: int, offer: Offer, code: Code | None = None) -> Price:
    """The restaurant's percentage and the code do not add up: the better of the two counts. The discount always leaves
    something to pay."""
    own = subtotal * offer.percent // 100 if offer.percent and subtotal >= offer.above else 0
    theirs = 0
    counts = code is not None and subtotal >= code.above
    if code and counts:
        theirs = code.amount + subtotal * code.percent // 100
        theirs = min(theirs, code.most) if code.most else theirs
    discount = min(max(own, theirs), max(0, subtotal - 1))
    fee = delivery_fee(distance_m)
    own_free = bool(offer.free_above) and subtotal >= offer.free_above
    code_free = bool(code and counts and code.free_delivery)
    free = own_free or code_free
    return Price(
        subtotal, discount, 0 if free else fee, fee if free else 0, theirs > own or (code_free and not own_free)
    )


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Split `amount` in proportion to `weights`, in whole fen, without losing one: largest remainders first."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(amount * weights[n] % whole), n))
    for n in by_remainder[: amount - sum(parts)]:
        parts[n] += 1
    return parts


def line_values(amounts: Sequence[int], discount: int) -> list[int]:
    """What was really paid for each line: its price less its part of the discount."""
    return [amount - part for amount, part in zip(amounts, apportion(discount, amounts), strict=True)]


def shares(values: Mapping[str, int], fee: int, host: str) -> dict[str, int]:
    """What each person of a group pays: the own lines and an equal part of the fee; what does not divide is the host's.
    values: paid value of the own lines, above zero. A host who eats nothing pays no fee either."""
    people = sorted(values)
    if not people:
        return {}
    each, rest = divmod(fee, len(people))
    bearer = host if host in values else people[0]
    return {person: values[person] + each + (rest if person == bearer else 0) for person in people}
