"""Compiles a program: a folder of WXML, WXSS, JS and JSON in, a bundle for the browser out. Called by
flows/publish_program and by `superapp check`. The work is done by superapp/browser/compiler in a Node process of its
own; this file starts it within limits and believes nothing it says without looking.

Source: docs/decisions/0005-compiler.md
"""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from superapp.base.errors import HostError
from superapp.compiler.diagnostics import Diagnostic, NotAnOutcome, Outcome, parse_outcome
from superapp.compiler.node import node_path
from superapp.compiler.watch import GroupLimits, Run, run_group

_MEGABYTE = 1024 * 1024
_BROWSER = Path(__file__).resolve().parent.parent / "browser"
_REASONS = {
    "time": "the compile took longer than {limits.wall_seconds:g} seconds",
    "memory": "the compile needed more than {megabytes} MB of memory",
    "output": "the compiler said more than it may",
}


@dataclass(frozen=True, slots=True)
class CompileLimits:
    """memory_bytes: resident memory of Node and esbuild together. output_bytes: the whole bundle.
    package_bytes: source files of the main package or one sub-package; close to it there is a warning."""

    wall_seconds: float = 30.0
    memory_bytes: int = 512 * _MEGABYTE
    heap_megabytes: int = 256
    output_bytes: int = 96 * _MEGABYTE
    package_bytes: int = 2 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class Compiled:
    """files: (path, bytes), sorted. config: app.facts.json. peak_bytes: resident memory, 0 for a very short run."""

    files: list[tuple[str, int]]
    diagnostics: list[Diagnostic]
    config: dict[str, Any]
    wall_seconds: float
    peak_bytes: int


@dataclass(eq=False)
class CompileFailed(HostError):
    """No bundle. reason: one sentence; diagnostics: all that was found, the errors among them."""

    code = "compile_failed"
    reason: str
    diagnostics: list[Diagnostic]

    def __str__(self) -> str:
        return self.reason


async def compile_program(source: Path, output: Path, *, limits: CompileLimits, uses: bool = False) -> Compiled:
    """Compile the folder `source` into the folder `output`, which is made when missing and should be empty.

    The same source gives the same bytes. uses: also write app.uses.json, what the program uses and where
    (compiler/uses.ts); it is there after a refusal too, unless the program could not be read at all.
    Raises CompileFailed; `output` is then of no use.
    """
    source, output = await asyncio.to_thread(_folders, source, output)
    command = [*_command(source, output, limits), *(["--uses"] if uses else [])]
    run = await run_group(command, limits=_group(limits), folder=output)
    outcome = _outcome(run, limits)
    diagnostics = list(outcome.diagnostics)
    if not outcome.ok:
        raise CompileFailed(_first_error(diagnostics), diagnostics)
    files, config = await asyncio.to_thread(_written, output, limits, diagnostics)
    return Compiled(files, diagnostics, config, run.wall_seconds, run.peak_bytes)


def _folders(source: Path, output: Path) -> tuple[Path, Path]:
    output.mkdir(parents=True, exist_ok=True)
    return source.resolve(strict=True), output.resolve(strict=True)


def _command(source: Path, output: Path, limits: CompileLimits) -> list[str]:
    """Node may read the compiler and the source, write the output, and start esbuild. That it may start children
    weakens this wall; it still turns a wrong path in our own code into a refusal."""
    return [
        str(node_path()),
        f"--max-old-space-size={limits.heap_megabytes}",
        "--permission",
        f"--allow-fs-read={_BROWSER}",
        f"--allow-fs-read={source}",
        f"--allow-fs-read={output}",
        f"--allow-fs-write={output}",
        "--allow-child-process",
        "--disable-warning=SecurityWarning",
        str(_BROWSER / "compiler" / "main.ts"),
        str(source),
        str(output),
        str(limits.output_bytes),
        str(limits.package_bytes),
    ]


def _group(limits: CompileLimits) -> GroupLimits:
    return GroupLimits(
        wall_seconds=limits.wall_seconds,
        memory_bytes=limits.memory_bytes,
        # Four times the wall clock: several threads count together.
        cpu_seconds=max(1, round(4 * limits.wall_seconds)),
        file_bytes=limits.output_bytes,
    )


def _outcome(run: Run, limits: CompileLimits) -> Outcome:
    if run.overrun is not None:
        megabytes = limits.memory_bytes // _MEGABYTE
        reason = _REASONS[run.overrun].format(limits=limits, megabytes=megabytes)
        raise CompileFailed(reason, [_whole_program(f"limit_{run.overrun}", reason)])
    try:
        outcome = parse_outcome(run.stdout)
    except NotAnOutcome as error:
        # Node ends without a word when its own heap is full.
        code, reason = "compiler_crashed", "the compiler ended without an answer"
        if "heap out of memory" in run.stderr_end:
            code, reason = "limit_memory", f"the compile needed more than {limits.heap_megabytes} MB of memory"
        raise CompileFailed(reason, [_whole_program(code, reason)]) from error
    return outcome


def _whole_program(code: str, message: str) -> Diagnostic:
    return Diagnostic(file="", line=0, column=0, severity="error", code=code, message=message)


def _first_error(diagnostics: list[Diagnostic]) -> str:
    for one in diagnostics:
        if one.severity == "error":
            place = f"{one.file}:{one.line}: " if one.line else f"{one.file}: " if one.file else ""
            return place + one.message
    return "the program cannot be compiled"


def _written(
    output: Path, limits: CompileLimits, diagnostics: list[Diagnostic]
) -> tuple[list[tuple[str, int]], dict[str, Any]]:
    """The files as they lie there, not as the process listed them."""
    paths = [path for path in output.rglob("*") if path.is_file() and not path.is_symlink()]
    files = sorted((path.relative_to(output).as_posix(), path.stat().st_size) for path in paths)
    if sum(size for _, size in files) > limits.output_bytes:
        reason = f"the bundle has more than {limits.output_bytes // _MEGABYTE} MB"
        raise CompileFailed(reason, [*diagnostics, _whole_program("limit_output", reason)])
    facts: object = json.loads((output / "app.facts.json").read_bytes())
    return files, cast("dict[str, Any]", facts)
