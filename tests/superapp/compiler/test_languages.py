"""Less and Sass: made into CSS when no .wxss stands beside them, from the upload's own files alone."""

import json
from pathlib import Path

import pytest

from superapp.compiler.compile import CompileLimits
from tests.superapp.compiler.programs import bundle, refusal

BOUND = ':where([wx-page="p0"]) '
SHADED = BOUND + ".a{top:10vw}" + BOUND + ".a .b wx-view{color:#f00}"


async def test_each_language_becomes_the_same_sheet(tmp_path: Path) -> None:
    files = {
        "app.json": '{"pages": ["p/a", "p/b", "p/c"]}',
        "p/a.less": "@import '../lib/tones';\n.a { top: @gap * 2; .b view { color: @tone; } }",
        "lib/tones.less": "@import './gap.wxss';\n@tone: #f00;",
        "lib/gap.wxss": "@gap: 37.5rpx;",
        "p/b.scss": "@use '../lib/tones' as *;\n.a { top: $gap * 2; .b view { color: $tone; } }",
        "p/c.sass": "@import ../lib/tones\n.a\n  top: $gap * 2\n  .b view\n    color: $tone\n",
        "lib/_tones.scss": "$gap: 37.5rpx;\n$tone: #f00;",
        "app.less": "page { .x & { top: 0 } }",
    }
    for name in ("p/b", "p/c"):
        files |= {f"{name}.wxml": "<view/>", f"{name}.js": "Page({})"}

    made = await bundle(tmp_path, files)

    assert made.found() == []
    for name in ("p/a", "p/b", "p/c"):
        page = made.component(name)["page"]
        assert made.meta["styles"][name].replace(f'"{page}"', '"p0"').replace("color:red", "color:#f00") == SHADED
    assert made.meta["appStyle"] == ".x page{top:0}"


async def test_a_built_sheet_comes_before_its_source(tmp_path: Path) -> None:
    files = {"app.scss": "$x: ;", "app.wxss": ".a{top:0}", "p/a.less": "broken {", "p/a.wxss": ".b{top:0}"}

    made = await bundle(tmp_path, files)

    assert made.meta["appStyle"] == ".a{top:0}"
    assert made.found() == []


async def test_wxss_and_sources_import_each_other(tmp_path: Path) -> None:
    files = {
        "p/a.wxss": "@import '/lib/one.wxss';@import '/lib/two';.a{top:0}",
        "lib/one.less": "@n: 1px;.one{top:@n}",
        "lib/two.scss": "@import './three.wxss';\n.two{top:1px+1px}",
        "lib/three.wxss": ".three{top:3px}",
    }
    made = await bundle(tmp_path, files)

    rules = [BOUND + rule for rule in (".one{top:1px}", ".three{top:3px}", ".two{top:2px}", ".a{top:0}")]
    assert made.meta["styles"]["p/a"] == "".join(rules)
    assert made.found() == []


async def test_a_fault_names_file_and_line(tmp_path: Path) -> None:
    sheets = {
        "p/a.less": ".a{top:0}\n.b{color:@none}",
        "p/b.less": "@import '../lib/x';",
        "p/c.scss": ".a{top:0}\n.b{color:$none}",
        "p/d.scss": "@use '../lib/y';",
    }
    pages = [name.partition(".")[0] for name in sheets]
    files = {
        **sheets,
        "lib/x.less": ".a{top:0}\n\n.b{",
        "lib/y.scss": "\n\n.b{",
        "app.json": json.dumps({"pages": pages}),
        **{f"{page}.wxml": "<view/>" for page in pages},
        **{f"{page}.js": "Page({})" for page in pages},
    }
    failed = await refusal(tmp_path, files)

    assert [(one.code, one.file, one.line) for one in failed.diagnostics] == [
        ("style_syntax", "lib/x.less", 3),
        ("style_syntax", "lib/y.scss", 3),
        ("style_syntax", "p/a.less", 2),
        ("style_syntax", "p/c.scss", 2),
    ]
    assert all(one.column > 0 for one in failed.diagnostics)


async def test_a_missing_import_is_a_warning(tmp_path: Path) -> None:
    files = {
        "app.json": '{"pages": ["p/a", "p/b"]}',
        "p/a.less": "@import 'gone/x.less';.a{top:0}",
        "p/b.scss": "@import 'gone/y';.a{top:0}",
        "p/b.wxml": "<view/>",
        "p/b.js": "Page({})",
    }
    made = await bundle(tmp_path, files)

    assert all(".a{top:0}" in sheet for sheet in made.meta["styles"].values())
    assert made.found() == [("style_missing", "p/a.less", 0), ("style_missing", "p/b.scss", 0)]


async def test_sheets_of_an_older_less_are_read_by_its_rules(tmp_path: Path) -> None:
    files = {"p/a.less": "@size: 28px; .a{width:unit(@size / 2, px)}"}
    made = await bundle(tmp_path, files)

    assert "width:14px" in made.meta["styles"]["p/a"].replace(" ", "")


async def test_less_runs_no_scripts(tmp_path: Path) -> None:
    evil = "module.exports={install(l,m,f){f.add('pid',()=>process.pid)}}"
    files = {
        "app.less": ".a{width:`process.pid`}",
        "p/a.less": "@plugin 'evil.js';.a{width:pid()}",
        "p/evil.js": evil,
    }
    failed = await refusal(tmp_path, files)

    assert [(one.code, one.file) for one in failed.diagnostics] == [
        ("style_syntax", "app.less"),
        ("style_syntax", "p/a.less"),
    ]


async def test_no_import_leads_out_of_the_upload(tmp_path: Path) -> None:
    for suffix in ("less", "scss", "css"):
        (tmp_path / f"secret.{suffix}").write_text(".outside{top:0}")
    outside = tmp_path / "secret"
    requests = ["../../secret", str(outside), f"{outside}.css", f"file://{outside}.scss", f"file://{outside}.less"]
    less = "".join(f"@import (inline, optional) '{one}';@import (less) '{one}';" for one in requests)
    scss = "".join(f"@import '{one}', '{one}.scss';" for one in requests)
    files = {
        "app.json": '{"pages": ["p/a", "p/b"]}',
        "p/a.less": f"{less}.a{{background:data-uri('../../secret.css')}}",
        "p/b.scss": f"{scss}.a{{top:0}}",
        "p/b.wxml": "<view/>",
        "p/b.js": "Page({})",
    }
    made = await bundle(tmp_path, files)

    assert "outside" not in (made.folder / "meta.js").read_text()
    assert {one.code for one in made.compiled.diagnostics} <= {"style_missing", "remote_style", "asset_missing"}


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("p/a.less", ".loop(){.loop()} .a{.loop()}"),
        ("p/a.scss", "@mixin loop{@include loop} .a{@include loop}"),
        ("p/a.less", ".a{" * 20_000),
        ("p/a.scss", "$x: a;@while true{$x: $x + $x}"),
    ],
    ids=["less mixin", "sass mixin", "less depth", "sass growth"],
)
async def test_sheets_without_end_are_ended(tmp_path: Path, file: str, content: str) -> None:
    failed = await refusal(tmp_path, {file: content}, CompileLimits(wall_seconds=3))

    assert failed.diagnostics[0].code in {"too_deep", "style_syntax", "limit_time", "limit_memory"}
