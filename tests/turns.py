"""Which variants of a test run. `make test` has a quarter of an hour: of two variants that differ only in the engine,
the client or the size of the window it takes one, by turns, and it leaves out what is marked `long`. `make test-all`
takes everything. So does who names a test: `pytest file.py::test`."""

from zlib import crc32

import pytest

AXES = (
    ("sqlite", "postgres"),
    ("sync", "async"),
    ("certificate", "public_key"),
    ("phone", "desktop"),
    ("isolated", "not isolated"),
    ("never happened", "answer lost"),
)
# Here the engine is what is tested: both, always.
ENGINE_ROOMS = (
    "tests/wallet/ledger/",
    "tests/wallet/migrations/",
    "tests/superapp/migrations/",
    "tests/wallet/payments/test_money_machine.py",
    "tests/wallet/payments/test_claims_machine.py",
    "tests/wallet/payments/test_card_machine.py",
)


def split(items: list[pytest.Item]) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """What runs, and what is left to `--all`, both in the order given."""
    names = {item.nodeid for item in items}
    run: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        (run if _has_its_turn(item, names) else left).append(item)
    return run, left


def _has_its_turn(item: pytest.Item, names: set[str]) -> bool:
    if item.get_closest_marker("long"):
        return False
    if item.get_closest_marker("kill") or item.nodeid.startswith(ENGINE_ROOMS):
        return True
    test, bracket, words = item.nodeid.partition("[")
    parts = words.removesuffix("]").split("-")
    for axis in AXES:
        for place, word in enumerate(parts):
            if word not in axis:
                continue
            other = axis[1 - axis.index(word)]
            partner = f"{test}{bracket}{'-'.join([*parts[:place], other, *parts[place + 1 :]])}]"
            if partner in names and word != axis[crc32(f"{axis} {_without_words(test, parts)}".encode()) % 2]:
                return False
    return True


def _without_words(test: str, parts: list[str]) -> str:
    """The name all variants of one test share."""
    words = {word for axis in AXES for word in axis}
    return test + "-".join(part for part in parts if part not in words)
