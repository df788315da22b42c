"""The compile process of `superapp dev` (browser/compiler/dev.ts), started once and kept, so that a change is compiled
in some tens of milliseconds. It reads the developer's own program; uploads of strangers get a process each
(compiler/compile.py). Called by serve.py."""

import asyncio
import contextlib
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import dataclass
from pathlib import Path

from superapp.compiler.diagnostics import Diagnostic, NotAnOutcome, parse_outcome
from superapp.compiler.node import node_path

_BROWSER = Path(__file__).resolve().parents[1] / "browser"
_LINE_BYTES_MAX = 8 * 1024 * 1024
_KEPT = 3


@dataclass(frozen=True, slots=True)
class Build:
    """number: 1, 2, 3 … folder: the bundle; None when the program does not compile. seconds: of the compile."""

    number: int
    folder: Path | None
    diagnostics: tuple[Diagnostic, ...]
    seconds: float

    @property
    def errors(self) -> list[Diagnostic]:
        return [one for one in self.diagnostics if one.severity == "error"]


class Compiling:
    """Use as a context manager; `build` again and again."""

    def __init__(self, source: Path) -> None:
        self.source = source.resolve(strict=True)
        self._place = tempfile.TemporaryDirectory(prefix="program-")
        self._process: Process | None = None
        self._number = 0

    async def __aenter__(self) -> "Compiling":
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._place.cleanup()

    async def build(self) -> Build:
        """Compile the folder as it is now. Raises nothing for what the developer wrote."""
        self._number += 1
        started = time.perf_counter()
        output = Path(self._place.name, str(self._number))
        line = await self._ask(output)
        try:
            outcome = parse_outcome(line)
            ok, diagnostics = outcome.ok, outcome.diagnostics
        except NotAnOutcome:
            ok, diagnostics = False, (Diagnostic("", 0, 0, "error", "compiler_crashed", "the compiler ended"),)
        await asyncio.to_thread(self._forget)
        return Build(self._number, output if ok else None, diagnostics, time.perf_counter() - started)

    async def _ask(self, output: Path) -> bytes:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await self._start()
        if process.stdin is None or process.stdout is None:
            return b""
        try:
            process.stdin.write(f"{output}\n".encode())
            await process.stdin.drain()
            return await process.stdout.readline()
        except (OSError, ValueError):
            return b""

    async def _start(self) -> Process:
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we end it.
        return await asyncio.create_subprocess_exec(
            str(node_path()),
            str(_BROWSER / "compiler" / "dev.ts"),
            str(self.source),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            limit=_LINE_BYTES_MAX,
            start_new_session=True,
        )

    def _forget(self) -> None:
        """An open page may still load the bundle before this one."""
        import shutil

        for folder in Path(self._place.name).iterdir():
            if folder.name.isdigit() and int(folder.name) <= self._number - _KEPT:
                shutil.rmtree(folder, ignore_errors=True)
