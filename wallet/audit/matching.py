"""Three lists of the same day held against each other: what the merchant's or rail's file says, what the orders say,
what the ledger says. Pure; `reconciling.py` brings the lists and keeps what differs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

SOURCES = ("file", "orders", "ledger")


class Record(NamedTuple):
    """kind: "payment" or "refund"; number: the merchant's own, by which all three know it."""

    kind: str
    number: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Difference:
    """fault: "missing_in_<source>", "double_in_<source>" or "amount". amounts: of file, orders and ledger; None where
    it is missing, or where there is no file."""

    kind: str
    number: str
    fault: str
    amounts: tuple[int | None, int | None, int | None]


def match(file: Iterable[Record] | None, orders: Iterable[Record], ledger: Iterable[Record]) -> list[Difference]:
    """Every fault of every number, ordered by kind and number. file: None to hold only orders and ledger together."""
    found: dict[tuple[str, str], tuple[list[int], list[int], list[int]]] = defaultdict(lambda: ([], [], []))
    for source, records in enumerate((file or (), orders, ledger)):
        for record in records:
            found[record.kind, record.number][source].append(record.amount_minor)
    asked = (0, 1, 2) if file is not None else (1, 2)
    differences: list[Difference] = []
    for (kind, number), amounts in sorted(found.items()):
        first, second, third = (one[0] if one else None for one in amounts)
        faults = [f"missing_in_{SOURCES[source]}" for source in asked if not amounts[source]]
        faults += [f"double_in_{SOURCES[source]}" for source in asked if len(amounts[source]) > 1]
        if len({amount for source in asked for amount in amounts[source]}) > 1:
            faults.append("amount")
        differences += [Difference(kind, number, fault, (first, second, third)) for fault in faults]
    return differences
