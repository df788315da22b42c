"""What somebody would rather see first, told by what they have bought. Pure rules: `search.py` orders by these points,
`suggestions.py` says why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

BRAND_POINTS, CATEGORY_POINTS = 2, 1
STRONGEST = 8
"""Of brands and of shelves: more would only say that somebody buys a lot."""

Reason = Literal["again", "bought", "popular"]


@dataclass(frozen=True, slots=True)
class Thing:
    """A product; or one that was paid for, with its name at that time. brand: "" for nobody known."""

    id: str
    name: str
    category: str
    brand: str


@dataclass(frozen=True, slots=True)
class Taste:
    """Points of each brand and of each shelf, and what they come from, newest first. Somebody new has none."""

    brands: Mapping[str, int] = field(default_factory=dict[str, int])
    categories: Mapping[str, int] = field(default_factory=dict[str, int])
    bought: Sequence[Thing] = ()


def taste_of(bought: Sequence[Thing]) -> Taste:
    """bought: newest first. A thing counts once, however often it was bought."""
    newest = dict[str, Thing]()
    for one in bought:
        newest.setdefault(one.id, one)
    things = tuple(newest.values())
    brands = Counter(one.brand for one in things if one.brand)
    categories = Counter(one.category for one in things)
    return Taste(
        {brand: count * BRAND_POINTS for brand, count in brands.most_common(STRONGEST)},
        {category: count * CATEGORY_POINTS for category, count in categories.most_common(STRONGEST)},
        things,
    )


def points(taste: Taste, brand: str, category: str) -> int:
    return taste.brands.get(brand, 0) + taste.categories.get(category, 0)


def why(taste: Taste, thing: Thing, *, is_popular: bool) -> tuple[Reason, str] | None:
    """Why it stands where it stands: bought before, near to the newest thing of its brand or else of its shelf (whose
    name is said), or among what most people buy. None for no reason of these."""
    if any(one.id == thing.id for one in taste.bought):
        return ("again", "")
    if points(taste, thing.brand, thing.category):
        near = [one for one in taste.bought if one.brand and one.brand == thing.brand]
        near = near or [one for one in taste.bought if one.category == thing.category]
        return ("bought", near[0].name)
    return ("popular", "") if is_popular else None
