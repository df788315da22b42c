"""The quick run takes one of two like variants and forgets no test."""

from typing import Any, cast

from tests.turns import split


class Named:
    def __init__(self, nodeid: str, *marks: str) -> None:
        self.nodeid, self._marks = nodeid, marks

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self._marks else None


def run_of(*items: Named) -> list[str]:
    run, left = split(cast("Any", list(items)))
    assert len(run) + len(left) == len(items)
    return [item.nodeid for item in run]


def test_of_each_pair_one_runs_and_each_engine_has_turns() -> None:
    names = [f"tests/a.py::test_{number}[{engine}]" for number in range(40) for engine in ("sqlite", "postgres")]
    run = run_of(*map(Named, names))
    assert len({name.partition("[")[0] for name in run}) == len(run) == 40
    assert {name.partition("[")[2] for name in run} == {"sqlite]", "postgres]"}


def test_of_several_axes_one_combination_runs() -> None:
    names = [
        f"tests/a.py::test_{number}[{client}-{proof}-{engine}-amount]"
        for number in range(10)
        for client in ("sync", "async")
        for proof in ("certificate", "public_key")
        for engine in ("sqlite", "postgres")
    ]
    run = run_of(*map(Named, names))
    assert len({name.partition("[")[0] for name in run}) == len(run) == 10


def test_what_has_no_partner_runs() -> None:
    names = ["tests/a.py::test_a[postgres]", "tests/a.py::test_b[phone]", "tests/a.py::test_c", "tests/a.py::test_d[1]"]
    assert run_of(*map(Named, names)) == names


def test_engine_rooms_and_kills_run_on_both_and_long_tests_wait() -> None:
    both = [f"tests/wallet/ledger/test_x.py::test_a[{engine}]" for engine in ("sqlite", "postgres")]
    killed = [f"tests/a.py::test_k[{engine}]" for engine in ("sqlite", "postgres")]
    run = run_of(*map(Named, both), *(Named(name, "kill") for name in killed), Named("tests/a.py::test_crowd", "long"))
    assert run == both + killed
