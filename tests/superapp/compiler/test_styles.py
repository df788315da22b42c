"""WXSS to CSS: what a page, a component and the app may style, and what a sheet may point at."""

import json
from pathlib import Path

from tests.superapp.compiler.programs import bundle, found, refusal


def own(selector: str) -> str:
    return f':where([wx-page="p0"]) {selector}'


# WXSS of a page, and the CSS it becomes.
SHEETS: list[tuple[str, str]] = [
    (".a{width:750rpx;margin:-1rpx .5rpx}", own(".a{width:100vw;margin:-0.13333vw 0.06667vw}")),
    (".a{width:calc(100% - 75rpx)}", own(".a{width:calc(100% - 10vw)}")),
    (".a{--gap:15rpx;color:var(--x,#fff)}", own(".a{--gap:2vw;color:var(--x,#fff)}")),
    ("view text>image{color:red}", own("wx-view wx-text>wx-image{color:red}")),
    ("page{color:red}", 'page:where([wx-page="p0"]){color:red}'),
    ("page .a,body>view{top:0}", 'page:where([wx-page="p0"]) .a,page:where([wx-page="p0"])>wx-view{top:0}'),
    ("*{margin:0}", own("*{margin:0}")),
    ("#id[data-x='1']::after{content:'rpx 1rpx'}", own('#id[data-x="1"]::after{content:"rpx 1rpx"}')),
    # A page's own copy of its animations; the plain name serves `style` attributes.
    (
        "@keyframes f{from{left:0}50%{left:75rpx}}.a{animation:f 1s,g 2s}",
        "@keyframes f{from{left:0}50%{left:10vw}}@keyframes f--p0{from{left:0}50%{left:10vw}}"
        + own(".a{animation:f--p0 1s,g 2s}"),
    ),
    ("@media (min-width:75rpx){.a{top:0}}", "@media (min-width:10vw){" + own(".a{top:0}}")),
    (".a:not(.b) view:first-child{top:0}", own(".a:not(.b) wx-view:first-child{top:0}")),
    # What a browser passes over stays for the browser to pass over.
    (".a{color red;top:0}\n.b{left:7.5rpx}", own(".a{color red;top:0}") + own(".b{left:1vw}")),
    (".a{color:red;;}.b{top:0}", own(".a{color:red;;}") + own(".b{top:0}")),
    (".a{top:0}}.x{top:0}.b{left:0} .y", own(".a{top:0}") + own(".b{left:0}")),
    ("// no comment\n.a{top:0}.b{left:0}", "// no comment\n.a{top:0}" + own(".b{left:0}")),
    ("@media print{.a{top:0}}}.x{top:0}.b{top:0", "@media print{" + own(".a{top:0}}") + own(".b{top:0}")),
    (
        "[data-a=x i]::before,#a>view:has(+text){top:0}",
        own("[data-a=x i]::before,") + own("#a>wx-view:has(+wx-text){top:0}"),
    ),
    ("@supports (display:grid){view{top:1rpx}}", "@supports (display:grid){" + own("wx-view{top:0.13333vw}}")),
    (":host(.on) .b{top:0}", 'page.on:where([wx-page="p0"]) .b{top:0}'),
    # One page does not reach the rules nested in its own.
    (".a{top:0;& .b view{left:0}}", own(".a{top:0;& .b wx-view{left:0}}")),
    (".a{.b{.c,view{top:0}}left:7.5rpx}", own(".a{.b{.c,wx-view{top:0}}left:1vw}")),
]


async def test_a_page_styles_itself_alone(tmp_path: Path) -> None:
    names = [f"p/a{n}" for n in range(len(SHEETS))]
    files: dict[str, str] = {"app.json": json.dumps({"pages": names})}
    for name, (wxss, _) in zip(names, SHEETS, strict=True):
        files |= {f"{name}.wxml": "<view/>", f"{name}.js": "Page({})", f"{name}.wxss": wxss}

    made = await bundle(tmp_path, files)

    for name, (wxss, css) in zip(names, SHEETS, strict=True):
        page = made.component(name)["page"]
        assert made.meta["styles"][name] == css.replace("p0", page), wxss


async def test_the_app_sheet_reaches_every_page(tmp_path: Path) -> None:
    made = await bundle(tmp_path, {"app.wxss": "page{color:red}.a view{top:0}"})

    assert made.meta["appStyle"] == "page{color:red}.a wx-view{top:0}"


SHEET = (
    ".a.b>.c{top:0;& .d{& .e{.f{top:0}}}}"
    "view{top:1px}#x{top:2px}:host{top:3px}:host(.on) .a{top:4px}[class^='icon-']{top:5px}"
)
ISOLATED = (
    ".S--a.S--b>.S--c{top:0;& .S--d{& .S--e{.S--f{top:0}}}}"
    ':where([wx-host="S"]) wx-view{top:1px}'
    ':where([wx-host="S"]) #x{top:2px}'
    '[wx-host="S"]{top:3px}'
    '.on[wx-host="S"] .S--a{top:4px}'
    ':where([wx-host="S"]) [class*="S--icon-"]{top:5px}'
)


async def test_each_isolation_mode_of_components(tmp_path: Path) -> None:
    modes = {
        "plain": ('{"component":true}', "Component({})", "isolated"),
        "json": ('{"component":true,"styleIsolation":"shared"}', "Component({})", "shared"),
        "script": ('{"component":true}', "Component({options:{styleIsolation:'apply-shared'}})", "apply-shared"),
        "global": ('{"component":true}', "Component({options:{addGlobalClass:true}})", "apply-shared"),
        "small": ('{"component":true}', "class C{constructor(){this.options={addGlobalClass:!0}}}", "apply-shared"),
        "library": ('{"component":true}', "var make=require('../lib/make');make({})", "apply-shared"),
        "page": ('{"component":true,"styleIsolation":"page-shared"}', "Component({})", "page-shared"),
    }
    using = ",".join(f'"{name}":"/c/{name}"' for name in modes)
    files: dict[str, str] = {
        "p/a.json": f'{{"usingComponents":{{{using}}}}}',
        "lib/make.js": "module.exports=function(o){o.options={addGlobalClass:true};Component(o)}",
    }
    for name, (config, script, _) in modes.items():
        files |= {
            f"c/{name}.json": config,
            f"c/{name}.js": script,
            f"c/{name}.wxml": "<view/>",
            f"c/{name}.wxss": SHEET,
        }

    made = await bundle(tmp_path, files)

    for name, (_, _, mode) in modes.items():
        component = made.component(f"c/{name}")
        assert component["config"]["styleIsolation"] == mode, name
        scope = component["scope"]
        assert (scope is None) == (mode in {"shared", "page-shared"}), name
        if scope is not None:
            assert made.meta["styles"][f"c/{name}"] == ISOLATED.replace("S", scope), name
    assert made.component("p/a")["config"]["styleIsolation"] == "shared"


async def test_imports_stand_where_they_are_imported_once_and_in_order(tmp_path: Path) -> None:
    files = {
        "p/a.wxss": "@import 'b.wxss';@import \"/lib/c.wxss\";@import '../lib/d.wxss' screen;.a{top:0}",
        "p/b.wxss": "@import '/lib/c';.b{top:1px}",
        "lib/c.wxss": ".c{top:2px}",
        "lib/d.wxss": ".d{top:3px}",
    }
    made = await bundle(tmp_path, files)

    rules = own(".c{top:2px}") + own(".b{top:1px}") + "@media screen{" + own(".d{top:3px}}") + own(".a{top:0}")
    assert made.meta["styles"]["p/a"] == rules
    assert made.found() == []


async def test_a_cycle_of_imports_and_a_missing_one_are_warnings(tmp_path: Path) -> None:
    files = {"p/a.wxss": "@import 'b.wxss';\n@import 'gone.wxss';.a{top:0}", "p/b.wxss": "@import 'a.wxss';.b{top:0}"}

    made = await bundle(tmp_path, files)

    assert made.meta["styles"]["p/a"] == own(".b{top:0}") + own(".a{top:0}")
    assert made.found() == [("import_cycle", "p/a.wxss", 0), ("style_missing", "p/a.wxss", 2)]


async def test_urls_point_into_the_bundle_or_nowhere(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "p/a.wxss": """.a{background:url('../i/a b.png?x=1')}
.b{background:url('/i/c.svg#x')}
.c{background:url(data:image/png;base64,AAAA)}
.d{background:red url(https://example.com/a.png) no-repeat}
@font-face{font-family:f;src:url("//example.com/f.woff2")}
.e{background:url(../../../etc/passwd)}
@import url(https://example.com/x.css);
.f{background:image-set("https://example.com/s.png" 1x,"/i/c.svg" 2x)}""",
        "i/a b.png": b"png",
        "i/c.svg": "<svg/>",
    }
    made = await bundle(tmp_path, files)

    css = made.meta["styles"]["p/a"]
    assert "url(i/a%20b.png)" in css
    assert "url(i/c.svg)" in css
    assert "url(data:image/png;base64,AAAA)" in css
    assert "red url(https://example.com/a.png)no-repeat" in css
    assert "src:url(https://example.com/f.woff2)" in css
    assert 'image-set("data:,"1x,"i/c.svg"2x)' in css
    assert "passwd" not in css
    assert [one["url"] for one in made.compiled.config["remote"]] == [
        "//example.com/f.woff2",
        "https://example.com/a.png",
        "https://example.com/s.png",
        "https://example.com/x.css",
    ]
    assert found(made.compiled.diagnostics) == [
        ("asset_missing", "p/a.wxss", 6),
        ("remote_style", "p/a.wxss", 7),
        ("remote_url", "p/a.wxss", 8),
    ]


async def test_imports_that_nest_without_end_are_refused(tmp_path: Path) -> None:
    chain = {f"p/s{n}.wxss": f"@import 's{n + 1}.wxss';" for n in range(80)}

    failed = await refusal(tmp_path, {"p/a.wxss": "@import 's0.wxss';", **chain})

    assert failed.diagnostics[0].code == "too_deep"
