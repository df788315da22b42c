"""Scripts as modules: what stays as written, what is rewritten, what is found in them."""

from pathlib import Path

from tests.superapp.compiler.programs import bundle, refusal

# Legal only in sloppy mode: assignment without declaration, octal numbers, `with`, a parameter twice.
SLOPPY = "leak = 010; function f(a, a) { with ({ b: a }) { return b } } module.exports = { leak: leak, f: f(1, 2) };"


async def test_classic_scripts_and_es_modules_use_each_other(tmp_path: Path) -> None:
    files = {
        "p/a.js": "const c = require('../lib/c'); module.exports = c;",
        "lib/c.js": "import d, { two } from './d'; import * as all from './d.js'; import plain from './plain';\n"
        "module.exports = { d: d, two, sum: all.two + all.three, plain: plain.x, json: require('./e.json') };",
        "lib/d.js": "export default 'd'; export const two = 2; export * from './f';",
        "lib/f.ts": "export enum N { three = 3 }; export const three: number = N.three as number;",
        "lib/plain.js": "exports.x = 'x';",
        "lib/e.json": '{"__proto__": {"polluted": true}, "e": 1}',
        "app.js": "const sloppy = require('lib/sloppy'); const late = async () => (await import('./lib/d')).two;\n"
        "module.exports = sloppy;",
        "lib/sloppy.js": SLOPPY,
    }
    made = await bundle(tmp_path, files, run=["p/a.js", "app.js"])

    exported = made.exports("p/a.js")
    assert {name: exported[name] for name in ("d", "two", "sum", "plain")} == {
        "d": "d",
        "two": 2,
        "sum": 5,
        "plain": "x",
    }
    assert exported["json"] == {"__proto__": {"polluted": True}, "e": 1}
    assert made.exports("app.js") == {"leak": 8, "f": 2}
    assert made.found() == []


async def test_a_script_may_declare_the_names_it_is_given(tmp_path: Path) -> None:
    files = {
        "app.js": "var App = 1; let wx = { own: true }; const Page = 2; function getApp() { return 3 }\n"
        "class Component {}; module.exports = [App, wx.own, Page, getApp(), typeof Component];",
    }
    made = await bundle(tmp_path, files, run=["app.js"])

    assert made.exports("app.js") == [1, True, 2, 3, "function"]


async def test_a_failure_names_the_developers_file_and_line(tmp_path: Path) -> None:
    files = {
        "app.js": "// one\n\nrequire('./lib/plain');",
        "p/a.js": "require('../lib/typed');",
        "lib/plain.js": "\n\n\nthrow new Error('plain')",
        "lib/typed.ts": "import { x } from './x';\n\ninterface Shape {\n  a: number;\n}\n\n"
        "// a comment\nconst s: Shape = { a: x };\n\nif (s.a) {\n  throw new Error('typed');\n}\n",
        "lib/x.js": "export const x = 1;",
    }
    made = await bundle(tmp_path, files, run=["app.js", "p/a.js"])

    run = made.inside["run"]
    assert run["app.js"] == {"error": "plain", "file": "lib/plain.js", "line": 4}
    assert run["p/a.js"] == {"error": "typed", "file": "lib/typed.ts", "line": 11}


async def test_requests_are_resolved_as_the_platform_does(tmp_path: Path) -> None:
    files = {
        "app.json": '{"pages": ["p/a"], "resolveAlias": {"@/*": "/src/*", "~util": "lib/util.js"}}',
        "p/a.js": "require('../../../../lib/util'); require('/lib/util.js'); require('pkg'); require('pkg/deep');\n"
        "require('@/s'); require('~util'); require(`./b`); require.async('../lib/util'); require('./folder');",
        "p/b.js": "",
        "p/folder/index.js": "",
        "lib/util.js": "",
        "src/s.ts": "",
        "miniprogram_npm/pkg/index.js": "",
        "p/miniprogram_npm/pkg/deep.js": "require('pkg')",
    }
    made = await bundle(tmp_path, files, run=["p/a.js"])

    assert made.inside["modules"]["p/a.js"] == {
        "../../../../lib/util": "lib/util.js",
        "/lib/util.js": "lib/util.js",
        "pkg": "miniprogram_npm/pkg/index.js",
        "pkg/deep": "p/miniprogram_npm/pkg/deep.js",
        "@/s": "src/s.ts",
        "~util": "lib/util.js",
        "./b": "p/b.js",
        "../lib/util": "lib/util.js",
        "./folder": "p/folder/index.js",
    }


async def test_a_request_that_finds_nothing_is_named_and_leaves_the_program_whole(tmp_path: Path) -> None:
    files = {
        "p/a.js": "\nrequire('./gone');\n  require('dayjs');\nfunction f(require) { require('./not-ours') }\nf(require)"
    }

    made = await bundle(tmp_path, files)

    notes = [(one.code, one.line, one.column, one.message) for one in made.compiled.diagnostics]
    assert notes == [
        ("module_missing", 2, 1, "require of ./gone finds no file"),
        ("package_missing", 3, 3, "the upload does not carry the npm package dayjs (dayjs)"),
    ]


async def test_in_a_rewritten_script_the_request_has_its_own_line(tmp_path: Path) -> None:
    made = await bundle(tmp_path, {"p/a.js": "import a from './app';\n\n\n\nimport gone from './gone';\n\ngone(a);"})

    assert made.found() == [("module_missing", "p/a.js", 1), ("module_missing", "p/a.js", 5)]


async def test_a_computed_request_packages_every_script(tmp_path: Path) -> None:
    files = {
        "p/a.js": "const name = 'b'; module.exports = [require('../lib/' + name), require('../lib/c.json')];",
        "lib/b.js": "module.exports = 'b'",
        "lib/c.json": '"c"',
        "lib/broken.js": "var = 1",
        "lib/types.d.ts": "declare const x: number",
    }
    made = await bundle(tmp_path, files, run=["p/a.js", "lib/broken.js"])

    assert made.exports("p/a.js") == ["b", "c"]
    assert made.inside["run"]["lib/broken.js"]["error"] == "lib/broken.js:1: Unexpected token"
    assert made.found() == [("script_syntax", "lib/broken.js", 1)]
    assert "lib/types.d.ts" not in made.inside["modules"]


async def test_a_syntax_error_is_refused_with_its_place(tmp_path: Path) -> None:
    files = {"p/a.js": "Page({\n  data: {,\n})", "app.js": "import x from './x';\n\nconst = 1;", "x.ts": "let a: = 1"}

    failed = await refusal(tmp_path, files)

    places = [(one.code, one.file, one.line, one.column) for one in failed.diagnostics if one.severity == "error"]
    assert places == [("script_syntax", "app.js", 3, 7), ("script_syntax", "p/a.js", 2, 10)]
    assert str(failed).startswith("app.js:3: ")


async def test_a_script_cannot_end_the_function_it_stands_in(tmp_path: Path) -> None:
    failed = await refusal(tmp_path, {"p/a.js": "})});globalThis.out = 1;(function(){(function(){"})

    assert failed.diagnostics[0].code == "script_syntax"


async def test_a_pattern_that_no_engine_reads_harms_only_where_it_is_reached(tmp_path: Path) -> None:
    files = {
        "app.js": "const bad = () => /a{1,2}+[\"]/g.test('a');\n"
        "let said; try { bad() } catch (error) { said = error.name }\nmodule.exports = [said, /\\/(b)/u.test('/b')];"
    }
    made = await bundle(tmp_path, files, run=["app.js"])

    assert made.exports("app.js") == ["SyntaxError", True]
    assert made.found() == [("pattern_invalid", "app.js", 1)]


async def test_what_ends_in_the_middle_of_a_line_stays_its_own(tmp_path: Path) -> None:
    files = {
        "app.js": "#!/usr/bin/env node\nmodule.exports = 1 // end",
        "p/a.js": "module.exports = 2 /* end */ <!-- x",
    }

    made = await bundle(tmp_path, files, run=["app.js", "p/a.js"])

    assert (made.exports("app.js"), made.exports("p/a.js")) == (1, 2)


async def test_apis_and_plugins_are_listed(tmp_path: Path) -> None:
    script = "wx.request({}); wx['login'](); wx.cloud.init(); function f(wx) { wx.notOurs() } requirePlugin('live');"

    made = await bundle(tmp_path, {"p/a.js": script})

    assert made.compiled.config["apis"] == ["cloud", "login", "request"]
    assert made.found() == [("plugin_used", "p/a.js", 0)]


async def test_a_wx_that_leaves_our_sight_is_noticed(tmp_path: Path) -> None:
    seen = "typeof wx; const a = { wx: 1 }; a.wx; wx.login(); wx['request'](); (wx) => wx;"
    ways = ["f(wx);", "wx[name]();", "const { login } = wx;", "a = { wx };", "const own = wx; own.login();"]
    for number, (code, whole) in enumerate([(seen, False), *((way, True) for way in ways)]):
        made = await bundle(tmp_path / str(number), {"app.js": code, "p/a.wxml": "<canvas/><view/><mine/>"})
        assert (code, made.compiled.config["wholeWx"]) == (code, whole)
        assert made.compiled.config["tags"] == ["canvas", "view"]


async def test_secrets_are_pointed_at_and_not_repeated(tmp_path: Path) -> None:
    secret = "0123456789abcdef" * 2
    files = {
        "p/a.js": f"const ok = '{secret}';\nconst config = {{ appSecret: '{secret}' }};",
        "lib/key.js": "const pem = '-----BEGIN " + "RSA PRIVATE KEY-----'",
        "data.json": f'{{"secret": "{secret}"}}',
    }
    made = await bundle(tmp_path, files)

    assert made.found() == [
        ("secret_found", "data.json", 1),
        ("secret_found", "lib/key.js", 1),
        ("secret_found", "p/a.js", 2),
    ]
    assert all(secret not in one.message for one in made.compiled.diagnostics)
