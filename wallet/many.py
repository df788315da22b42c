"""Reading about many at once: what keeps one query for a crowd as cheap as it looks. Called by tables that answer for
many people in one read."""

from collections.abc import Iterable
from typing import TypeVar

Value = TypeVar("Value")


def padded(values: Iterable[Value]) -> list[Value]:
    """For `IN (…)`: the values, the last one repeated up to a power of two. So there are a dozen statements and not one
    for each length, and both SQLAlchemy and the database know them already."""
    found = list(values)
    wanted = 1 << max(0, len(found) - 1).bit_length()
    return found + found[-1:] * (wanted - len(found))
