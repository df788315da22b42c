"""The limits of a process group, on processes made to exceed them."""

import asyncio
import contextlib
import sys
from pathlib import Path

import psutil

from superapp.compiler.watch import GroupLimits, Run, run_group

LIMITS = GroupLimits(wall_seconds=10, memory_bytes=400 << 20, cpu_seconds=10, file_bytes=1 << 20)


async def python(code: str, folder: Path, limits: GroupLimits = LIMITS) -> Run:
    return await run_group([sys.executable, "-c", code], limits=limits, folder=folder)


async def test_a_run_has_its_output_and_no_environment(tmp_path: Path) -> None:
    run = await python("import os, sys; print(sorted(os.environ)); sys.exit(3)", tmp_path)

    # Python itself may set its locale on the way in.
    assert run.stdout.strip() in {b"[]", b"['LC_CTYPE']"}
    assert (run.code, run.overrun) == (3, None)


async def test_a_grandchild_counts_and_ends_with_the_group(tmp_path: Path) -> None:
    inner = "import time; held = bytearray(300 << 20); time.sleep(60)"
    start = f"p = subprocess.Popen([sys.executable, '-c', {inner!r}])"
    outer = f"import subprocess, sys; {start}; print(p.pid, flush=True); p.wait()"
    limits = GroupLimits(wall_seconds=30, memory_bytes=200 << 20, cpu_seconds=10, file_bytes=1 << 20)

    run = await python(outer, tmp_path, limits)

    assert run.overrun == "memory"
    assert run.peak_bytes > 200 << 20
    # The kernel takes a killed process's memory apart before it counts as ended.
    for _ in range(500):
        if not _runs(int(run.stdout)):
            break
        await asyncio.sleep(0.01)
    assert not _runs(int(run.stdout))


def _runs(pid: int) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


async def test_output_without_end_is_an_overrun(tmp_path: Path) -> None:
    run = await python("import sys\nfor _ in range(100): sys.stdout.write('x' * (1 << 16))", tmp_path)

    assert run.overrun == "output"
    assert run.stdout == b"x" * len(run.stdout)


async def test_a_file_may_not_grow_past_its_limit(tmp_path: Path) -> None:
    run = await python("open('big', 'wb').write(b'x' * (2 << 20))", tmp_path)

    assert run.code != 0
    assert (tmp_path / "big").stat().st_size <= 1 << 20
