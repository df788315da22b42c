"""What all benchmarks share: how they describe their figures, and how these reach the terminal and docs/benchmarks.md.

A benchmark is a module `bench/<name>.py` with `TITLE: str` and `async def run(seconds: float) -> list[Table]`. It
measures its own baseline in the same run: on a shared box only ratios mean something."""

import asyncio
import platform
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

`make bench` measures these and writes this page. Each figure stands beside a baseline of the same run: absolute figures
belong to one machine on one day, ratios travel better. No test asserts a figure.
"""


@dataclass
class Table:
    """rows hold text; note: what a reader must know to judge the figures."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    note: str = ""

    def add(self, *cells: str) -> None:
        self.rows.append(cells)
        print("  " + " | ".join(cells), flush=True)

    def markdown(self) -> str:
        lines = [self.columns, tuple("---" for _ in self.columns), *self.rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return f"### {self.title}\n\n{table}\n" + (f"\n{self.note}\n" if self.note else "")


@dataclass
class Pace:
    """What a closed loop of clients reached. The percentiles are of one client's waiting, in milliseconds."""

    per_second: float
    p50_ms: float
    p99_ms: float


async def closed_loop(work: Callable[[int], Awaitable[object]], *, clients: int, seconds: float) -> Pace:
    """`clients` tasks, each waiting for its own work before it begins the next. work is given the client's number."""
    waits: list[float] = []
    began = time.perf_counter()
    end = began + seconds

    async def client(number: int) -> None:
        while (start := time.perf_counter()) < end:
            await work(number)
            waits.append(time.perf_counter() - start)

    await asyncio.gather(*(client(number) for number in range(clients)))
    elapsed = time.perf_counter() - began
    waits.sort()
    at = [waits[min(len(waits) - 1, int(len(waits) * share))] * 1000 for share in (0.5, 0.99)]
    return Pace(len(waits) / elapsed, *at)


def machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    load = psutil.getloadavg()[0]
    return (
        f"{psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release().split('-')[0]},"
        f" Python {platform.python_version()}, load {load:.1f} at the start"
    )


def write_section(name: str, title: str, tables: list[Table], facts: str) -> None:
    """Put the section into the page; sections of other benchmarks stay as they are."""
    page = PAGE.read_text() if PAGE.exists() else HEAD
    day = datetime.now(UTC).date().isoformat()
    body = "\n".join(table.markdown() for table in tables)
    section = f"<!-- bench:{name} -->\n## {title}\n\n{day}; {facts}.\n\n{body}<!-- /bench:{name} -->"
    found = re.compile(f"<!-- bench:{name} -->.*?<!-- /bench:{name} -->", re.DOTALL)
    page = found.sub(lambda _: section, page) if found.search(page) else page.rstrip() + "\n\n" + section + "\n"
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page)
