"""`make mutants`: a sample of small faults in the money's code, each tried with the tests that run its line; how many
are noticed, by package, goes to docs/benchmarks.md, and those that are not are printed. Needs the data of
`make coverage`."""

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from coverage import CoverageData

from bench.harness import Table, machine, write_section
from bench.mutation.faults import Fault, faults_of
from bench.mutation.forks import Outcome, Try, begin, warm_up

ROOT = Path(__file__).parents[2]
# Where money is decided. The engine on PostgreSQL is left out: its rules are SQL, and proved to agree with SQLite's.
LEFT_OUT = ("postgres", "migrations")
TESTS_MAX = 16
# Each of them is many tests in one; a fault they alone would notice counts as not noticed.
LONG = ("machine", "sequences", "killed", "crashes", "database_fails")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.mutation", description=__doc__)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=60.0, help="a try may take (default 60)")
    parser.add_argument("--minutes", type=float, default=60.0, help="begin no more tries after this (default 60)")
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--only", default="", help="a part of the paths to look at")
    chosen = parser.parse_args()
    runs_of = _reader(CoverageData(str(ROOT / ".coverage")))
    pool = [(fault, tests) for fault in _all(chosen.only) if (tests := _tests_of(runs_of(fault.path), fault))]
    sample = random.Random(chosen.seed).sample(pool, min(chosen.sample, len(pool)))
    facts, began = machine(), time.monotonic()
    warm_up(sorted({test.partition("::")[0] for _, tests in sample for test in tests}))
    until = time.monotonic() + 60 * chosen.minutes
    outcomes = _try_all(sample, seconds=chosen.seconds, at_once=chosen.at_once, until=until)
    table = _table((fault for fault, _ in pool), outcomes)
    for fault, outcome in sorted(outcomes.items(), key=lambda one: (str(one[0].path), one[0].line)):
        if outcome in (Outcome.SURVIVED, Outcome.UNTRIED):
            print(f"{outcome}: {fault.path.relative_to(ROOT)}:{fault.line} {fault.function}: {fault.what}")
    print(f"{time.monotonic() - began:.0f} s")
    if not chosen.only:
        write_section("mutation", "Faults that the wallet's tests notice", [table], facts)


def _all(only: str) -> Iterable[Fault]:
    for path in sorted((ROOT / "wallet").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if only in name and not any(one in name for one in LEFT_OUT):
            yield from faults_of(path)


def _reader(data: CoverageData) -> Callable[[Path], dict[int, list[str]]]:
    """What gives the tests of each line of a module, and asks the data once for each module."""
    data.read()
    return cache(lambda path: data.contexts_by_lineno(str(path)))


def _tests_of(runs: dict[int, list[str]], fault: Fault) -> list[str]:
    """Those that run the line, beginning with those named after the module."""
    names = runs.get(fault.line, [])
    able = [one for one in names if "::" in one and "postgres" not in one and not any(long in one for long in LONG)]
    return sorted(able, key=lambda one: (fault.path.stem.rstrip("s") not in one.partition("::")[0], one))[:TESTS_MAX]


def _try_all(
    sample: list[tuple[Fault, list[str]]], *, seconds: float, at_once: int, until: float
) -> dict[Fault, Outcome]:
    """The sample is in no order, so that what was tried until the time was over is a sample too."""
    outcomes: dict[Fault, Outcome] = {}
    waiting, running = list(sample), list[Try]()
    while waiting or running:
        if time.monotonic() > until:
            waiting.clear()
        while waiting and len(running) < at_once:
            fault, tests = waiting.pop()
            running.append(begin(fault, tests, seconds=seconds))
        for one in list(running):
            if (outcome := one.outcome()) is not None:
                running.remove(one)
                outcomes[one.fault] = outcome
                print(f"{len(outcomes)}/{len(sample)} {outcome} {one.fault.path.name}:{one.fault.line}", flush=True)
        time.sleep(0.05)
    return outcomes


def _table(pool: Iterable[Fault], outcomes: dict[Fault, Outcome]) -> Table:
    possible: Counter[str] = Counter(_room(fault) for fault in pool)
    seen: dict[str, Counter[Outcome]] = defaultdict(Counter)
    for fault, outcome in outcomes.items():
        seen[_room(fault)][outcome] += 1
        seen["all"][outcome] += 1
    table = Table(
        "Small faults, one at a time",
        ("package", "faults there could be", "tried", "noticed", "time over", "not noticed", "score"),
        note=f"A sample by a fixed seed. Each is tried with at most {TESTS_MAX} of the tests that run its line. Where"
        " the time was over, the fault or a busy machine may have kept the tests from ending: the score leaves these"
        " out.",
    )
    possible["all"] = possible.total()
    for room in [*sorted(set(possible) - {"all"}), "all"]:
        killed, late, survived = (seen[room][one] for one in (Outcome.KILLED, Outcome.TIMEOUT, Outcome.SURVIVED))
        score = f"{100 * killed / (killed + survived):.0f} %" if killed + survived else "–"
        tried = killed + late + survived
        table.add(room, str(possible[room]), str(tried), str(killed), str(late), str(survived), score)
    return table


def _room(fault: Fault) -> str:
    parts = fault.path.relative_to(ROOT).parts
    return "/".join(parts[:2]) if len(parts) > 2 else "wallet"


if __name__ == "__main__":
    main()
