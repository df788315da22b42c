"""Programs that mean harm: each ends soon, with a reason, and reaches nothing outside its folder."""

from pathlib import Path

import pytest

from superapp.compiler.compile import CompileLimits
from tests.superapp.compiler.programs import bundle, refusal

DEEP = 100_000


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("p/a.wxml", "<view>" * DEEP),
        ("p/a.wxml", "<view>{{" + "(" * DEEP + "1" + ")" * DEEP + "}}</view>"),
        ("p/a.wxml", '<view a="{{' + "!" * DEEP + '1}}"/>'),
        ("p/a.wxml", "<view>{{" + "+".join("a" * DEEP) + "}}</view>"),
        ("p/a.wxml", '<wxs module="m">x=' + "(" * DEEP + "</wxs>"),
        ("p/a.js", "x=" + "[" * DEEP + "]" * DEEP),
        ("p/a.json", '{"a":' + "[" * DEEP + "]" * DEEP + "}"),
    ],
    ids=["tags", "brackets", "signs", "sums", "wxs", "script", "json"],
)
async def test_what_nests_too_deeply_is_refused(tmp_path: Path, file: str, content: str) -> None:
    failed = await refusal(tmp_path, {file: content})

    assert failed.diagnostics[0].severity == "error"
    assert failed.diagnostics[0].code in {"too_deep", "template_too_complex", "wxs_syntax", "script_syntax"}


async def test_templates_cannot_reach_a_function_maker(tmp_path: Path) -> None:
    """The expression compiles to live code; without eval, as in the browser, it stays without effect."""
    attack = "{{constructor.constructor('return globalThis')().escaped}}"
    files = {
        "p/a.wxml": f"<view>a{attack}</view>",
        "app.json": '{"pages": ["p/a", "p/b"]}',
        "p/b.wxml": "<view>{{x.constructor.constructor('globalThis.escaped=1')()}}</view>",
        "p/b.js": "Page({})",
        "p/a.js": "module.exports = typeof globalThis.escaped",
    }
    made = await bundle(tmp_path, files, render=[("p/b", {"x": {}}), ("p/a", {})], run=["p/a.js"])

    assert any("disallowed for this context" in fault for drawn in made.inside["drawn"] for fault in drawn["faults"])
    assert made.exports("p/a.js") == "undefined"


async def test_no_path_leads_out_of_the_upload(tmp_path: Path) -> None:
    (tmp_path / "secret.js").write_text("module.exports = 'outside'")
    (tmp_path / "secret.wxss").write_text(".outside{top:0}")
    (tmp_path / "secret.wxml").write_text("outside")
    outside = str(tmp_path / "secret")
    files = {
        "p/a.js": f"require('../../secret.js'); require('{outside}.js'); require('..\\\\..\\\\secret.js')",
        "p/a.json": f'{{"usingComponents": {{"x": "../../secret", "y": "{outside}"}}}}',
        "p/a.wxml": f'<import src="../../secret.wxml"/><include src="{outside}.wxml"/><wxs module="m" src="../x.wxs"/>',
        "p/a.wxss": f"@import '../../secret.wxss'; @import '{outside}.wxss'; .a{{background:url(../../secret.js)}}",
        "app.json": '{"pages": ["p/a", "../../secret"], "themeLocation": "../../secret.json"}',
    }
    failed = await refusal(tmp_path, files)
    assert [one.file for one in failed.diagnostics if one.severity == "error"] == ["secret.wxml"]

    made = await bundle(tmp_path / "again", {**files, "app.json": '{"pages": ["p/a"]}'})

    everything = "".join((made.folder / name).read_text() for name, _ in made.compiled.files)
    assert "outside'" not in everything
    assert ".outside" not in everything


async def test_links_are_left_out(tmp_path: Path) -> None:
    secret = tmp_path / "secret.js"
    secret.write_text("module.exports = 'outside'")
    source = tmp_path / "source"
    (source / "p").mkdir(parents=True)
    (source / "p" / "link.js").symlink_to(secret)
    (source / "folder").symlink_to(tmp_path)

    made = await bundle(tmp_path, {"p/a.js": "require('./link'); require('../folder/secret')"})

    codes = sorted({(one.code, one.file) for one in made.compiled.diagnostics})
    assert codes == [("module_missing", "p/a.js"), ("not_a_file", "folder"), ("not_a_file", "p/link.js")]
    assert "outside" not in (made.folder / "logic.js").read_text()


async def test_components_and_templates_that_use_each_other_end(tmp_path: Path) -> None:
    files = {
        "p/a.json": '{"usingComponents": {"b": "./b"}}',
        "p/b.json": '{"component": true, "usingComponents": {"a": "./a", "b": "./b"}}',
        "p/b.wxml": '<include src="./a"/><import src="./b"/>',
        "p/b.js": "require('./a')",
        "p/a.js": "require('./b'); require('./a')",
        "p/a.wxml": '<import src="./b"/>',
    }
    made = await bundle(tmp_path, files)

    assert set(made.meta["components"]) == {"p/a", "p/b"}


async def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    failed = await refusal(tmp_path, {}, CompileLimits(wall_seconds=0.05))

    assert [one.code for one in failed.diagnostics] == ["limit_time"]


async def test_a_program_that_takes_too_much_memory_is_ended(tmp_path: Path) -> None:
    failed = await refusal(tmp_path, {}, CompileLimits(memory_bytes=40 * 1024 * 1024))

    assert [one.code for one in failed.diagnostics] == ["limit_memory"]


async def test_a_full_heap_is_a_memory_limit_too(tmp_path: Path) -> None:
    script = ",".join(["{a:[1,2,3]}"] * 300_000)

    failed = await refusal(tmp_path, {"p/a.js": f"x=[{script}]"}, CompileLimits(heap_megabytes=64))

    assert [one.code for one in failed.diagnostics] == ["limit_memory"]


async def test_a_bundle_that_is_too_large_is_refused(tmp_path: Path) -> None:
    files = {"i/a.png": b"x" * 200_000}

    failed = await refusal(tmp_path, files, CompileLimits(output_bytes=100_000))

    assert [one.code for one in failed.diagnostics] == ["output_too_large"]


async def test_too_many_files_are_refused_and_a_developers_tools_are_not_counted(tmp_path: Path) -> None:
    def filled(folder: Path) -> Path:
        folder.mkdir(parents=True)
        for number in range(20_001):
            (folder / f"{number}").touch()
        return folder

    filled(tmp_path / "tools/source/node_modules/tool")
    assert (await bundle(tmp_path / "tools", {})).found() == []
    filled(tmp_path / "many/source/files")
    assert (await refusal(tmp_path / "many", {})).diagnostics[0].code == "too_many_files"


async def test_a_text_file_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    failed = await refusal(tmp_path, {"p/a.js": "//" + "x" * 9_000_000})

    assert [(one.code, one.file) for one in failed.diagnostics] == [("file_too_large", "p/a.js")]


async def test_a_thousand_faults_are_told_shortly(tmp_path: Path) -> None:
    rules = "\n".join(f".a{n}{{background:url(gone{n}.png)}}" for n in range(1000))

    made = await bundle(tmp_path, {"p/a.wxss": rules})

    assert len(made.compiled.diagnostics) == 300
