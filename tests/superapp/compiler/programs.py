"""Small programs for the compiler's tests: write one from a table of files, compile it, look into the bundle."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from superapp.compiler.compile import Compiled, CompileFailed, CompileLimits, compile_program
from superapp.compiler.diagnostics import Diagnostic
from superapp.compiler.node import node_path

HARNESS = Path(__file__).with_name("harness.mjs")

# One page that works; a test adds what it is about, and takes a file away with None.
ONE_PAGE: Mapping[str, str] = {
    "app.json": '{"pages": ["p/a"]}',
    "app.js": "App({})",
    "p/a.wxml": "<view/>",
    "p/a.js": "Page({})",
}


def write_program(folder: Path, files: Mapping[str, str | bytes | None]) -> Path:
    for name, content in {**ONE_PAGE, **files}.items():
        if content is None:
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@dataclass(frozen=True)
class Bundle:
    folder: Path
    compiled: Compiled
    meta: dict[str, Any]
    inside: dict[str, Any]
    """What harness.mjs printed: modules, templates, run, drawn. Empty when nothing was run or rendered."""

    def found(self) -> list[tuple[str, str, int]]:
        return found(self.compiled.diagnostics)

    def component(self, path: str) -> dict[str, Any]:
        return self.meta["components"][path]

    def exports(self, module: str) -> Any:
        return self.inside["run"][module].get("exports")


async def bundle(
    folder: Path,
    files: Mapping[str, str | bytes | None],
    *,
    run: Sequence[str] = (),
    render: Sequence[tuple[str, Mapping[str, Any]]] = (),
) -> Bundle:
    """Compile the program and load the bundle in an empty realm; run some modules, render some components."""
    source = write_program(folder / "source", files)
    compiled = await compile_program(source, folder / "output", limits=CompileLimits())
    text = (folder / "output" / "meta.js").read_text()
    meta = json.loads(json.loads(text.removeprefix("__mp.meta(JSON.parse(").removesuffix("));\n")))
    inside = await _look_inside(folder / "output", run, render) if run or render else {}
    return Bundle(folder / "output", compiled, meta, inside)


async def _look_inside(
    output: Path, run: Sequence[str], render: Sequence[tuple[str, Mapping[str, Any]]]
) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        str(node_path()),
        "--disallow-code-generation-from-strings",
        str(HARNESS),
        str(output),
        json.dumps({"run": list(run), "render": [list(one) for one in render]}),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, wrong = await process.communicate()
    assert process.returncode == 0, wrong.decode()[-2000:]
    return json.loads(said)


async def refusal(
    folder: Path, files: Mapping[str, str | bytes | None], limits: CompileLimits | None = None
) -> CompileFailed:
    """Compile a program that must be refused."""
    source = write_program(folder / "source", files)
    try:
        await compile_program(source, folder / "output", limits=limits or CompileLimits())
    except CompileFailed as error:
        return error
    raise AssertionError("the program compiled")


def found(diagnostics: Sequence[Diagnostic]) -> list[tuple[str, str, int]]:
    """(code, file, line) of each."""
    return [(one.code, one.file, one.line) for one in diagnostics]
