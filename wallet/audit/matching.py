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
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class Difference:
    """fault: "missing_in_<source>", "double_in_<source>" or "amount", which the currency is a part of. amounts: of
    file, orders and ledger; None where it is missing, or where there is no file. currency: the ledger's, else the
    orders', else the file's."""

    kind: str
    number: str
    fault: str
    amounts: tuple[int | None, int | None, int | None]
    currency: str


def match(file: Iterable[Record] | None, orders: Iterable[Record], ledger: Iterable[Record]) -> list[Difference]:
    """Every fault of every number, ordered by kind and number. file: None to hold only orders and ledger together."""
    found: dict[tuple[str, str], tuple[list[Record], list[Record], list[Record]]] = defaultdict(lambda: ([], [], []))
    for source, records in enumerate((file or (), orders, ledger)):
        for record in records:
            found[record.kind, record.number][source].append(record)
    asked = (0, 1, 2) if file is not None else (1, 2)
    differences: list[Difference] = []
    for (kind, number), records in sorted(found.items()):
        first, second, third = (one[0].amount_minor if one else None for one in records)
        faults = [f"missing_in_{SOURCES[source]}" for source in asked if not records[source]]
        faults += [f"double_in_{SOURCES[source]}" for source in asked if len(records[source]) > 1]
        if len({(one.amount_minor, one.currency) for source in asked for one in records[source]}) > 1:
            faults.append("amount")
        currency = next(source[0].currency for source in reversed(records) if source)
        differences += [Difference(kind, number, fault, (first, second, third), currency) for fault in faults]
    return differences
