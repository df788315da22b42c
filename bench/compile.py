"""How long an upload takes to compile, beside a Node process that does nothing: a program with every component of a
public library, and the programs of this repository. `python -m bench compile` writes the section."""

import asyncio
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench.harness import Table
from superapp.compiler.compile import CompileLimits, compile_program
from superapp.compiler.node import node_path
from tests.superapp.compiler.programs import write_program
from tests.superapp.compiler.test_libraries import PACKAGES, components_of
from tests.superapp.runtime.conftest import PROGRAMS

TITLE = "Compiling an upload"
TIMES = 7
LIBRARY = "tdesign-miniprogram"
SHOP = Path(__file__).parents[1] / "miniapps" / "shop" / "program"


async def run(_seconds: float) -> list[Table]:
    """Wall milliseconds of a whole compile: its process, reading, checking, writing."""
    table = Table(
        "From the folder to the bundle",
        ("program", "components", "median ms", "slowest ms", "against a bare process"),
        note=f"{TIMES} compiles each, every one in a process of its own, one after the other. "
        "Target: 1500 ms for a retail program of 114 components.",
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = [_bare() for _ in range(TIMES)]
        table.add("node, doing nothing", "0", *_spread(bare), "1.0x")
        library = await asyncio.to_thread(_library_program, folder / "library")
        for title, source in (("hello", PROGRAMS / "hello"), ("shop", SHOP), (f"all of {LIBRARY}", library)):
            took, components = list[float](), 0
            for number in range(TIMES):
                out = folder / "out" / str(number)
                out.mkdir(parents=True)
                began = time.perf_counter()
                await compile_program(source, out, limits=CompileLimits())
                took.append((time.perf_counter() - began) * 1000)
                components = _components(out)
                shutil.rmtree(out)
            ratio = statistics.median(took) / statistics.median(bare)
            table.add(title, str(components), *_spread(took), f"{ratio:.1f}x")
    return [table]


def _library_program(folder: Path) -> Path:
    shutil.copytree(PACKAGES / LIBRARY, folder / "node_modules" / LIBRARY)
    paths = components_of(PACKAGES / LIBRARY / "miniprogram_dist")
    using = {f"c{number}": f"{LIBRARY}/{path}" for number, path in enumerate(paths)}
    files = {
        "package.json": json.dumps({"dependencies": {LIBRARY: "*"}}),
        "p/a.json": json.dumps({"usingComponents": using}),
        "p/a.wxml": "".join(f"<{tag}/>" for tag in using),
    }
    return write_program(folder, files)


def _components(bundle: Path) -> int:
    text = (bundle / "meta.js").read_text()
    return len(json.loads(json.loads(text.removeprefix("__mp.meta(JSON.parse(").removesuffix("));\n")))["components"])


def _bare() -> float:
    began = time.perf_counter()
    subprocess.run([str(node_path()), "-e", "0"], check=True)
    return (time.perf_counter() - began) * 1000


def _spread(took: list[float]) -> tuple[str, str]:
    return f"{statistics.median(took):.0f}", f"{max(took):.0f}"
