"""app.json and what follows from it: pages, packages, components, tabs, windows; and what is missing."""

import json
import re
from pathlib import Path

from tests.superapp.compiler.programs import bundle, refusal

HELLO = Path(__file__).parents[2] / "programs" / "hello"


async def test_pages_packages_entry_tabs_and_windows(tmp_path: Path) -> None:
    app = {
        "pages": ["p/a", "/p/b.wxml", "p/a"],
        "entryPagePath": "p/b",
        "subPackages": [{"root": "one/", "name": "uno", "pages": ["x/x"], "independent": True}],
        "subpackages": [{"root": "/two", "pages": ["y"]}],
        "window": {"navigationBarTitleText": "App", "backgroundColor": "@bg"},
        "tabBar": {
            "list": [{"pagePath": "/p/a", "text": "A", "iconPath": "/i/a.png"}, {"pagePath": "two/y", "text": "Y"}]
        },
        "permission": {"scope.userLocation": {"desc": "why"}},
    }
    files = {
        "app.json": json.dumps(app),
        "theme.json": '{"light": {"bg": "#fff"}, "dark": {"bg": "#000"}}',
        "p/a.json": '{"navigationBarTitleText": "A", "usingComponents": {}}',
        "i/a.png": "png",
    }
    for page in ("p/b", "one/x/x", "two/y"):
        files |= {f"{page}.wxml": "<view/>", f"{page}.js": "Page({})"}

    made = await bundle(tmp_path, files)

    assert made.meta["pages"] == ["p/a", "p/b", "one/x/x", "two/y"]
    assert made.meta["entry"] == "p/b"
    assert [(one["root"], one["name"], one["independent"]) for one in made.meta["packages"]] == [
        ("", "", False),
        ("one/", "uno", True),
        ("two/", "two", False),
    ]
    assert made.component("one/x/x")["package"] == "one/"
    assert made.component("p/a")["window"] == {"navigationBarTitleText": "A", "backgroundColor": "@bg"}
    assert made.component("p/b")["window"]["navigationBarTitleText"] == "App"
    assert made.meta["theme"] == {"light": {"bg": "#fff"}, "dark": {"bg": "#000"}}
    facts = made.compiled.config
    assert facts["theme"] == made.meta["theme"]
    assert facts["entry"] == "p/b"
    assert facts["tabBar"]["list"][0] == {"pagePath": "p/a", "text": "A", "iconPath": "i/a.png"}
    assert facts["app"] == {"permission": {"scope.userLocation": {"desc": "why"}}}
    assert [one["bytes"] > 0 for one in facts["packages"]] == [True, True, True]
    scripts = {name: (made.folder / name).read_text() for name, _ in made.compiled.files if "logic" in name}
    modules = {"logic.js": ["app.js", "p/a.js", "p/b.js"], "logic/one.js": ["one/x/x.js"], "logic/two.js": ["two/y.js"]}
    for name, text in scripts.items():
        assert re.findall(r'__mp\.d\("([^"]+)"', text) == modules[name]
    assert made.found() == [("tab_unknown", "app.json", 0)]


async def test_what_app_json_names_and_the_upload_lacks_is_a_warning(tmp_path: Path) -> None:
    app = {
        "pages": ["p/a"],
        "entryPagePath": "p/gone",
        "darkmode": True,
        "themeLocation": "looks.json",
        "window": {"backgroundColor": "@bg", "navigationBarTextStyle": "@text"},
        "tabBar": {"custom": True, "color": "@tab", "list": [{"pagePath": "p/a", "iconPath": "@icon"}]},
        "preloadRule": {"p/a": {"packages": ["__APP__", "uno", "two/", "three"]}, "p/gone": {"packages": []}},
        "subpackages": [{"root": "one", "name": "uno", "pages": []}, {"root": "two", "pages": []}],
        "plugins": {"talk": {"version": "1.0.0", "provider": "wx0"}},
    }
    looks = {"light": {"bg": "#fff", "tab": "#111", "icon": "/i.png"}, "dark": {"bg": "#000", "icon": "/i.png"}}
    files = {
        "app.json": json.dumps(app),
        "looks.json": json.dumps(looks),
        "p/a.json": '{"backgroundColor": "@none"}',
        "p/a.js": "var talk = requirePlugin('talk')",
    }
    made = await bundle(tmp_path, files)

    assert (made.meta["entry"], made.meta["customTabBar"]) == ("p/a", None)
    assert sorted((one.code, one.file, one.message) for one in made.compiled.diagnostics) == [
        ("component_missing", "app.json", "custom-tab-bar/index is not there; the ordinary tab bar is shown"),
        ("entry_unknown", "app.json", "entryPagePath p/gone is not a page; p/a opens first"),
        ("plugin_used", "p/a.js", "the plugin talk is not available here"),
        ("plugins_declared", "app.json", "plugins are not available here"),
        ("preload_unknown", "app.json", "preloadRule names p/gone, which is not a page"),
        ("preload_unknown", "app.json", "preloadRule names three, which is not a package"),
        ("theme_unknown", "app.json", "@tab has no value in theme.json for dark"),
        ("theme_unknown", "app.json", "@text has no value in theme.json for light and dark"),
        ("theme_unknown", "p/a.json", "@none has no value in theme.json for light and dark"),
    ]
    assert set(made.compiled.config["app"]) == {"darkmode", "plugins", "preloadRule"}


async def test_aliases_lead_scripts_styles_and_components(tmp_path: Path) -> None:
    files = {
        "app.json": '{"pages": ["p/a"], "resolveAlias": {"@/*": "/src/*", "@lib": "/src/lib/index.js"}}',
        "p/a.js": "exports.all = [require('@/one').n, require('@lib').n, require('~'.replace('~', '@/two')).n]",
        "p/a.wxss": "@import '@/one.wxss';",
        "p/a.json": '{"usingComponents": {"card": "@/card"}}',
        "src/one.js": "exports.n = 1",
        "src/two.js": "exports.n = 2",
        "src/lib/index.js": "exports.n = 3",
        "src/one.wxss": ".one{top:0}",
        "src/card.json": '{"component": true}',
        "src/card.wxml": "<view/>",
        "src/card.js": "Component({})",
    }
    made = await bundle(tmp_path, files, run=["p/a.js"])

    assert made.exports("p/a.js") == {"all": [1, 3, 2]}
    assert ".one{top:0}" in made.meta["styles"]["p/a"]
    assert made.component("p/a")["config"]["usingComponents"] == {"card": "/src/card"}
    assert made.found() == []


async def test_each_package_knows_its_size_and_warns_near_the_limit(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "app.json": '{"pages": ["p/a"], "subpackages": [{"root": "big", "pages": ["b"]}]}',
        "big/b.js": "Page({})",
        "big/b.wxml": "<view/>",
        "big/b.less": ".a{top:0}",
        "big/photo.png": b"x" * 900_000,
        "big/notes.txt": b"y" * 1_000_000,
        "node_modules/unused/index.js": b"z" * 3_000_000,
    }
    made = await bundle(tmp_path, files)

    main, big = made.compiled.config["packages"]
    assert main["bytes"] < 1000
    assert big["parts"] == {"scripts": 8, "templates": 7, "styles": 9, "media": 900_000, "other": 1_000_000}
    assert big["bytes"] == sum(big["parts"].values())
    assert made.found() == [("package_near_limit", "", 0)]
    assert made.compiled.diagnostics[0].message == (
        "the package big/ has 1856 KB of 2048 KB "
        "(scripts 1 KB, templates 1 KB, styles 1 KB, media 879 KB, other 977 KB)"
    )


async def test_components_are_found_by_every_kind_of_path(tmp_path: Path) -> None:
    app = {
        "pages": ["p/a"],
        "usingComponents": {"global-one": "c/global", "over": "/c/global"},
        "resolveAlias": {"@c/*": "/c/*"},
        "tabBar": {"custom": True, "list": []},
    }
    page = {
        "usingComponents": {
            "near": "./near",
            "above": "../c/global",
            "npm": "lib/button/index",
            "folder": "lib/cell",
            "alias": "@c/global",
            "over": "near",
        },
        "componentGenerics": {"item": {"default": "./near"}, "other": True},
        "componentPlaceholder": {"near": "view"},
    }
    files = {"app.json": json.dumps(app), "p/a.json": json.dumps(page)}
    where = ["p/near", "c/global", "miniprogram_npm/lib/button/index", "p/miniprogram_npm/lib/cell/index"]
    for path in [*where, "custom-tab-bar/index"]:
        files |= {f"{path}.json": '{"component": true}', f"{path}.js": "Component({})", f"{path}.wxml": "<view/>"}

    made = await bundle(tmp_path, files)

    config = made.component("p/a")["config"]
    assert config["usingComponents"] == {
        "global-one": "/c/global",
        "over": "/p/near",
        "near": "/p/near",
        "above": "/c/global",
        "npm": "/miniprogram_npm/lib/button/index",
        "folder": "/p/miniprogram_npm/lib/cell/index",
        "alias": "/c/global",
    }
    assert config["componentGenerics"] == {"item": {"default": "/p/near"}, "other": True}
    assert config["componentPlaceholder"] == {"near": "view"}
    assert made.component("c/global")["config"]["usingComponents"]["global-one"] == "/c/global"
    assert made.meta["customTabBar"] == "custom-tab-bar/index"
    assert made.found() == []


async def test_an_unknown_tag_or_component_is_a_warning_and_the_rest_renders(tmp_path: Path) -> None:
    files = {
        "p/a.json": '{"usingComponents": {"gone": "./gone", "plug": "plugin://x/y", "npm": "@scope/ui/button"}}',
        "p/a.wxml": "<view>before</view>\n<strange>in</strange><gone/><plug/><npm/>\n<view>after</view>",
    }
    made = await bundle(tmp_path, files, render=[("p/a", {})])

    text = made.inside["drawn"][0]["text"]
    assert text.startswith("view(before)")
    assert text.endswith("view(after)")
    assert made.component("p/a")["unknownTags"] == ["gone", "npm", "plug", "strange"]
    assert sorted(made.found()) == [
        ("component_missing", "p/a.json", 0),
        ("component_missing", "p/a.json", 0),
        ("plugin_used", "p/a.json", 0),
        ("tag_unknown", "p/a.wxml", 2),
    ]
    assert any("npm package @scope/ui" in one.message for one in made.compiled.diagnostics)


async def test_templates_are_imported_and_included(tmp_path: Path) -> None:
    files = {
        "p/a.wxml": '<import src="../t/t.wxml"/><include src="/t/i"/><import src="no"/>'
        '<template is="t" data="{{n: 2}}"/>',
        "t/t.wxml": '<template name="t"><view>t{{n}}</view></template>',
        "t/i.wxml": "<view>i{{x}}</view>",
    }
    made = await bundle(tmp_path, files, render=[("p/a", {"x": 1})])

    drawn = made.inside["drawn"][0]
    assert drawn["faults"] == []
    assert "view(i1)" in drawn["text"]
    assert "view(t2)" in drawn["text"]
    assert made.found() == [("template_missing", "p/a.wxml", 0)]


async def test_a_fault_in_a_template_names_line_and_column(tmp_path: Path) -> None:
    made = await bundle(tmp_path, {"p/a.wxml": "<view>ok</view>\n<view>{{a = 1}}</view>"}, render=[("p/a", {})])

    fault = made.compiled.diagnostics[0]
    assert (fault.code, fault.file, fault.line, fault.column) == ("template_fault", "p/a.wxml", 2, 11)
    assert made.inside["drawn"][0]["text"].startswith("view(ok)")


async def test_a_page_without_a_template_is_refused(tmp_path: Path) -> None:
    failed = await refusal(tmp_path, {"app.json": '{"pages": ["p/a", "p/gone"]}'})

    errors = [(one.code, one.file) for one in failed.diagnostics if one.severity == "error"]
    assert errors == [("page_missing", "p/gone.wxml")]


async def test_json_with_comments_commas_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = (
        '\ufeff{\n  // pages\n  "pages": ["p/a", /* one */],\n  "window": {"navigationBarTitleText": "a // b, }",},\n}'
    )

    made = await bundle(tmp_path, {"app.json": text})

    assert made.meta["app"]["window"] == {"navigationBarTitleText": "a // b, }"}
    assert made.found() == [("json_not_strict", "app.json", 2)]


async def test_json_that_cannot_be_read_names_the_place(tmp_path: Path) -> None:
    failed = await refusal(tmp_path, {"p/a.json": '{\n  "a": 1\n  "b": 2\n}'})

    one = failed.diagnostics[0]
    assert (one.code, one.file, one.line, one.column) == ("json_invalid", "p/a.json", 3, 3)


async def test_keys_that_name_a_prototype_stay_keys(tmp_path: Path) -> None:
    app = '{"pages": ["p/a"], "__proto__": {"x": 1}, "usingComponents": {"__proto__": "./x", "constructor": "/p/c"}}'
    files = {"app.json": app, "p/c.wxml": "<view/>", "p/c.js": "Component({})", "p/a.json": '{"__proto__": {"y": 2}}'}

    made = await bundle(tmp_path, files, render=[("p/a", {})])

    assert made.meta["app"]["__proto__"] == {"x": 1}
    assert made.component("p/a")["config"]["usingComponents"] == {"constructor": "/p/c"}


async def test_the_program_may_lie_in_a_folder_of_the_upload(tmp_path: Path) -> None:
    files = {f"mini/{name}": text for name, text in {"app.json": '{"pages":["p/a"]}', "p/a.wxml": "<view"}.items()}
    files |= {"mini/p/a.js": "Page({", "project.config.json": '{"miniprogramRoot": "./mini/"}'}

    failed = await refusal(tmp_path, {"app.json": None, "app.js": None, "p/a.js": None, "p/a.wxml": None, **files})

    assert ("script_syntax", "mini/p/a.js") in [(one.code, one.file) for one in failed.diagnostics]


async def test_an_upload_without_a_program_says_so(tmp_path: Path) -> None:
    assert (await refusal(tmp_path / "1", {"app.json": None})).diagnostics[0].code == "app_json_missing"
    assert (await refusal(tmp_path / "2", {"app.json": "[]"})).diagnostics[0].code == "no_pages"


async def test_the_hello_program_compiles_to_the_same_bytes_each_time(tmp_path: Path) -> None:
    outputs: list[dict[str, bytes]] = []
    for turn in ("one", "two"):
        folder = tmp_path / turn
        files = {path.relative_to(HELLO).as_posix(): path.read_bytes() for path in HELLO.rglob("*") if path.is_file()}
        # Written in another order, so that the order of the folder's entries does not matter.
        ordered = dict(sorted(files.items(), reverse=turn == "two"))
        made = await bundle(folder, {"p/a.wxml": None, "p/a.js": None, **ordered})
        outputs.append({name: (made.folder / name).read_bytes() for name, _ in made.compiled.files})
        assert made.found() == [("json_not_strict", "pages/notes/notes.json", 2)]
    assert outputs[0] == outputs[1]
    assert set(outputs[0]) > {"meta.js", "view.js", "logic.js", "app.facts.json", "images/home.svg"}


async def test_the_hello_program_draws_its_home_page(tmp_path: Path) -> None:
    files = {path.relative_to(HELLO).as_posix(): path.read_bytes() for path in HELLO.rglob("*") if path.is_file()}
    data = {"greeting": "hi", "count": 3, "list": [{"name": "tea", "price": 20}, {"name": "bun", "price": 2}]}

    made = await bundle(tmp_path, {"p/a.wxml": None, "p/a.js": None, **files}, render=[("pages/home/home", data)])

    text = made.inside["drawn"][0]["text"]
    assert "view(QUIET list of 2 12)" in text
    assert "text(0: tea)wx:if(text(dear))" in text
    assert "text(1: bun)wx:if(text(cheap))" in text
