"""How long the command line takes to answer, beside the bare interpreter and the framework it is written with. Each
figure is a whole process: the wall clock is what a person waits for, CPU time is what a busy machine distorts least.
`python -m bench cli` writes the section."""

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.harness import Table

TITLE = "Command line"
ROOT = Path(__file__).parents[1]
RUNS_PER_SECOND = 5  # the argument counts seconds; a person counts runs
HELP_TARGET_MS = 300
LINES = (
    ("the bare interpreter", ["-c", "pass"]),
    ("python -c 'import typer'", ["-c", "import typer, typer.main"]),
    ("superapp --help", ["-m", "superapp", "--help"]),
    ("superapp publish --help", ["-m", "superapp", "publish", "--help"]),
    ("superapp person create --help", ["-m", "superapp", "person", "create", "--help"]),
    ("superapp person create Ann", ["-m", "superapp", "person", "create", "Ann"]),
)


async def run(seconds: float) -> list[Table]:
    """Medians in milliseconds, on an installation of its own."""
    times = max(3, round(seconds * RUNS_PER_SECOND))
    table = Table(
        "Time to answer",
        ("command", "wall ms", "CPU ms", "CPU against the bare interpreter"),
        note=f"Medians of {times} runs, one after the other. `--help` is meant to stay under {HELP_TARGET_MS} ms.",
    )
    bare = 0.0
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "data")
        measure(["-m", "superapp", "migrate"], 1, data)
        for name, arguments in LINES:
            wall, cpu = await asyncio.to_thread(measure, arguments, times, data)
            bare = bare or cpu
            table.add(name, f"{wall:.0f}", f"{cpu:.0f}", f"{cpu / bare:.1f}x")
    return [table]


def measure(arguments: list[str], times: int, data: str) -> tuple[float, float]:
    """(wall, CPU) in milliseconds, medians; one run before them fills the disk cache."""
    walls, cpus, environment = list[float](), list[float](), os.environ | {"DATA": data}
    for _ in range(times + 1):
        began, used = time.perf_counter(), _cpu_of_children()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        walls.append((time.perf_counter() - began) * 1000)
        cpus.append((_cpu_of_children() - used) * 1000)
    return statistics.median(walls[1:]), statistics.median(cpus[1:])


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
