"""How long the command line takes to answer, beside the bare interpreter and the framework it is written with.
`run(times)` returns a section for docs/benchmarks.md. Each figure is a whole process, as a person waits for it."""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET_MS = 300
LINES = (
    ("python -c pass (baseline)", ["-c", "pass"]),
    ("python -c 'import typer' (baseline)", ["-c", "import typer, typer.main"]),
    ("superapp --help", ["-m", "superapp", "--help"]),
    ("superapp publish --help", ["-m", "superapp", "publish", "--help"]),
    ("superapp person create --help", ["-m", "superapp", "person", "create", "--help"]),
)


def run(times: int = 15) -> str:
    """A markdown section: median and slowest wall clock in milliseconds."""
    lines = [
        "## Command line: time to answer `--help`",
        "",
        f"Whole processes, one after the other, {times} times each, {os.cpu_count()} cores. Target: {TARGET_MS} ms.",
        "",
        "| command | median ms | slowest ms |",
        "|---|---:|---:|",
    ]
    for name, arguments in LINES:
        took = measure(arguments, times)
        lines.append(f"| {name} | {statistics.median(took):.0f} | {max(took):.0f} |")
    return "\n".join([*lines, ""])


def measure(arguments: list[str], times: int) -> list[float]:
    """Milliseconds of each run; one run before them fills the disk cache."""
    took = list[float]()
    for _ in range(times + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        took.append((time.perf_counter() - began) * 1000)
    return took[1:]


if __name__ == "__main__":
    print(run())
