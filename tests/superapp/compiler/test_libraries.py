"""Public component libraries, whole: every component of each compiles without an error. The libraries are npm test
packages; a program that uses all of their components is put together in a temporary folder."""

import json
import shutil
from pathlib import Path

import pytest

from superapp.compiler.compile import Compiled, CompileLimits, compile_program
from tests.superapp.compiler.programs import write_program

PACKAGES = Path(__file__).parents[3] / "superapp" / "browser" / "node_modules"


def components_of(folder: Path) -> list[str]:
    """Paths without suffix, below the folder, of everything that calls itself a component."""
    found = list[str]()
    for file in sorted(folder.rglob("*.json")):
        about = json.loads(file.read_bytes())
        if isinstance(about, dict) and "component" in about and file.with_suffix(".wxml").is_file():
            found.append(file.relative_to(folder).with_suffix("").as_posix())
    return found


async def compile_library(name: str, inner: str, folder: Path) -> tuple[Compiled, list[str]]:
    """A program with node_modules as npm leaves it and one page that uses every component."""
    shutil.copytree(PACKAGES / name, folder / "source" / "node_modules" / name)
    paths = components_of(PACKAGES / name / inner)
    using = {f"c{number}": f"{name}/{path}" for number, path in enumerate(paths)}
    files = {
        "package.json": json.dumps({"dependencies": {name: "*"}}),
        "p/a.json": json.dumps({"usingComponents": using}),
        "p/a.wxml": "".join(f"<{tag}/>" for tag in using),
    }
    source = write_program(folder / "source", files)
    return await compile_program(source, folder / "output", limits=CompileLimits()), paths


# What each library is warned about, with good reason: the platform passes over the same attributes and children of
# <slot>, and a plugin is not loaded.
TDESIGN = {
    ("plugin_used", "chat-record/chat-record.js"),
    ("template_fault", "chat-record/chat-record.wxml"),
    ("template_fault", "table/table.wxml"),
    ("template_notice", "badge/badge.wxml"),
    ("template_notice", "chat-thinking/chat-thinking.wxml"),
    ("template_notice", "drawer/drawer.wxml"),
    ("template_notice", "side-bar-item/side-bar-item.wxml"),
    ("template_notice", "tag/tag.wxml"),
}


@pytest.mark.parametrize(
    ("name", "inner", "count", "accepted"),
    [
        ("tdesign-miniprogram", "miniprogram_dist", 105, TDESIGN),
        ("@vant/weapp", "lib", 71, set[tuple[str, str]]()),
        ("weui-miniprogram", "miniprogram_dist", 22, {("asset_missing", "loading/loading.wxml")}),
    ],
    ids=["tdesign", "vant", "weui"],
)
async def test_every_component_of_a_public_library_compiles(
    tmp_path: Path, name: str, inner: str, count: int, accepted: set[tuple[str, str]]
) -> None:
    compiled, paths = await compile_library(name, inner, tmp_path)

    print(f"{name}: {len(paths)} components in {compiled.wall_seconds:.2f} s, {compiled.peak_bytes >> 20} MB")
    root = f"node_modules/{name}/{inner}/"
    assert {(one.code, one.file.removeprefix(root)) for one in compiled.diagnostics} == accepted
    assert {one.severity for one in compiled.diagnostics} <= {"warning"}
    assert len(paths) == count
    assert compiled.config["counts"]["components"] == count + 1
