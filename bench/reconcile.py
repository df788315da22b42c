"""A hundred thousand rows of a day with 1 % planted faults, matched three ways: how fast beside sorting the same rows,
and whether every fault is found and none invented. `python -m bench reconcile` writes the section."""

import random
from time import perf_counter

from bench.harness import Table
from tests.wallet.audit.planted import planted
from wallet.audit.matching import match

TITLE = "Reconciliation"
ROWS = 100_000


async def run(_seconds: float) -> list[Table]:
    """One run each; the faults are the same every time."""
    lists, faults = planted(ROWS, random.Random(7))
    began = perf_counter()
    for one in lists:
        sorted(one)
    sorting = perf_counter() - began
    began = perf_counter()
    found = {(one.number, one.fault) for one in match(*lists)}
    matching = perf_counter() - began
    table = Table(
        f"{ROWS} rows three ways",
        ("sorting the three lists, s", "matching, s", "faults planted", "found", "invented"),
        note="Faults are missing rows, double rows and other amounts, in any of the three lists.",
    )
    planted_count, right, invented = len(faults), len(found & faults), len(found - faults)
    table.add(f"{sorting:.2f}", f"{matching:.2f}", str(planted_count), str(right), str(invented))
    return [table]
