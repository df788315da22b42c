"""How a bill is divided: exact to the unit, whichever way the people chose. Called by `splits` before anything is
stored; pure. The browser shows the same division before it is sent (superapp/browser/shell/split_choice.ts).

The rule: everybody's exact share is cut to whole units. What is left over, always less than one unit for each person,
goes one unit each to those whose share was cut most; between equals, to whoever stands first in the list."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor


def divide(total_minor: int, exact: Sequence[Fraction]) -> list[int]:
    """Whole units that sum to the total, each less than one unit from its exact share. exact: sums to the total."""
    shares = [floor(one) for one in exact]
    left = total_minor - sum(shares)
    cut_most = sorted(range(len(exact)), key=lambda place: (shares[place] - exact[place], place))
    for place in cut_most[:left]:
        shares[place] += 1
    return shares


def by_weight(total_minor: int, weights: Sequence[int]) -> list[int]:
    """weights: positive; all the same for equal shares."""
    whole = sum(weights)
    return divide(total_minor, [Fraction(total_minor * weight, whole) for weight in weights])


def by_item(people: Sequence[str], items: Sequence[tuple[int, Sequence[str]]]) -> list[int]:
    """What each of the people owes for the items they had. items: (amount, who shares it equally).

    Rounded once, over the sum, so that many small items never put several units on one person.
    """
    owed: Mapping[str, Fraction] = {
        person: sum((Fraction(amount, len(who)) for amount, who in items if person in who), Fraction(0))
        for person in people
    }
    return divide(sum(amount for amount, _ in items), [owed[person] for person in people])
