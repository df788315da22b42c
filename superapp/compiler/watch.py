"""Keeps a process group within its limits: wall clock, resident memory of all its processes together, and what it
prints. Called by compile.py. The group is what counts, because esbuild is a child of Node that V8's heap limit does not
cover; an address-space limit is of no use, because Node reserves many gigabytes that it never touches."""

import asyncio
import contextlib
import os
import resource
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psutil

POLL_SECONDS = 0.03
_STDOUT_BYTES_MAX = 4 * 1024 * 1024
_STDERR_BYTES_KEPT = 4 * 1024

Overrun = Literal["time", "memory", "output"]


@dataclass(frozen=True, slots=True)
class GroupLimits:
    """cpu_seconds and file_bytes hold for each process; wall_seconds and memory_bytes for the group."""

    wall_seconds: float
    memory_bytes: int
    cpu_seconds: int
    file_bytes: int
    open_files: int = 512


@dataclass(frozen=True, slots=True)
class Run:
    """overrun: which limit ended the run, None when it ended by itself. peak_bytes: resident memory of the group."""

    code: int
    stdout: bytes
    stderr_end: str
    wall_seconds: float
    peak_bytes: int
    overrun: Overrun | None


async def run_group(command: Sequence[str], *, limits: GroupLimits, folder: Path) -> Run:
    """Run a program in a process group of its own, with an empty environment; never leaves one of the group behind."""
    clock = asyncio.get_running_loop().time
    started = clock()
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=PIPE, env={}, cwd=folder, start_new_session=True
    )
    try:
        _limit(process.pid, limits)
        watcher = asyncio.create_task(_watch(process, limits, started))
        reading = asyncio.gather(_read_all(process), _read_end(process))
        try:
            overrun, peak = await watcher
        finally:
            watcher.cancel()
            _kill_group(process.pid)
        (stdout, too_much), stderr = await reading
    finally:
        _kill_group(process.pid)
        code = await process.wait()
    overrun = overrun or ("output" if too_much else None)
    return Run(code, stdout, stderr, clock() - started, peak, overrun)


def _limit(pid: int, limits: GroupLimits) -> None:
    """Set before Node starts anything, so esbuild inherits them. Elsewhere than on Linux the watch alone holds."""
    if not hasattr(resource, "prlimit"):
        return
    for kind, most in (
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        # The process may have ended already; then there is nothing to limit.
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, kind, (most, most))


async def _watch(process: Process, limits: GroupLimits, started: float) -> tuple[Overrun | None, int]:
    peak = 0
    clock = asyncio.get_running_loop().time
    ended = asyncio.ensure_future(process.wait())
    while True:
        done, _ = await asyncio.wait({ended}, timeout=POLL_SECONDS)
        if done:
            return None, peak
        used = _group_bytes(process.pid)
        peak = max(peak, used)
        if used > limits.memory_bytes:
            return "memory", peak
        if clock() - started > limits.wall_seconds:
            return "time", peak


def _group_bytes(pid: int) -> int:
    """Resident memory of a process and its children; 0 when it has just ended."""
    total = 0
    try:
        first = psutil.Process(pid)
        for one in (first, *first.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += one.memory_info().rss
    except psutil.Error:
        pass
    return total


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


async def _read_all(process: Process) -> tuple[bytes, bool]:
    """What was printed, and whether it was too much; the rest is read and dropped so that the process can go on."""
    kept, too_much = bytearray(), False
    if process.stdout is not None:
        while chunk := await process.stdout.read(64 * 1024):
            too_much = too_much or len(kept) + len(chunk) > _STDOUT_BYTES_MAX
            if not too_much:
                kept += chunk
    return bytes(kept), too_much


async def _read_end(process: Process) -> str:
    kept = b""
    if process.stderr is not None:
        while chunk := await process.stderr.read(64 * 1024):
            kept = (kept + chunk)[-_STDERR_BYTES_KEPT:]
    return kept.decode(errors="replace")
