"""npm packages: taken from node_modules of the upload as the platform's tools would build them."""

import json
from pathlib import Path

from tests.superapp.compiler.programs import bundle, refusal

CARD = {
    "card.json": '{"component": true}',
    "card.js": "Component({})",
    "card.wxml": "<view/>",
    "card.wxss": ".c{top:0}",
}


def package(folder: str, files: dict[str, str], **about: object) -> dict[str, str]:
    return {f"{folder}/package.json": json.dumps(about)} | {f"{folder}/{name}": text for name, text in files.items()}


def libraries() -> dict[str, str]:
    wanted = {"ui": "1.0.0", "@scope/days": "^2.0.0", "absent": "1.0.0"}
    return {
        "package.json": json.dumps({"dependencies": wanted}),
        **package(
            "node_modules/ui",
            {f"dist/card/{name}": text for name, text in CARD.items()}
            | {"dist/card/card.js": "require('tiny');Component({})", "src/index.js": "broken ("},
            miniprogram="./dist/",
            dependencies={"tiny": "1.0.0"},
        ),
        **package(
            "node_modules/@scope/days",
            {"lib/days.js": "exports.days = 1 + require('./more').n + require('tiny')", "lib/more.js": "exports.n = 1"},
            main="lib/days",
            dependencies={"tiny": "2.0.0"},
        ),
        "node_modules/@scope/days/test/other.js": "broken (",
        **package("node_modules/tiny", {"index.js": "module.exports = 10"}),
        **package("node_modules/@scope/days/node_modules/tiny", {"index.js": "module.exports = 100"}),
    }


PROGRAM = {
    "p/a.json": '{"usingComponents": {"card": "ui/card/card"}}',
    "p/a.js": "exports.days = require('@scope/days').days",
    "p/a.wxml": "<card/>",
    "p/a.wxss": "@import 'ui/card/card.wxss';",
}


async def test_packages_are_built_from_node_modules(tmp_path: Path) -> None:
    made = await bundle(tmp_path, {**libraries(), **PROGRAM}, run=["p/a.js"])

    assert made.exports("p/a.js") == {"days": 102}
    assert made.component("p/a")["config"]["usingComponents"] == {"card": "/miniprogram_npm/ui/card/card"}
    assert made.meta["styles"]["p/a"].endswith(" .c{top:0}")
    assert set(made.inside["modules"]) == {
        "app.js",
        "miniprogram_npm/@scope/days/lib/days.js",
        "miniprogram_npm/@scope/days/lib/more.js",
        "miniprogram_npm/@scope/days/miniprogram_npm/tiny/index.js",
        "miniprogram_npm/tiny/index.js",
        "miniprogram_npm/ui/card/card.js",
        "p/a.js",
    }
    assert made.found() == []


async def test_the_package_list_may_stand_above_the_program(tmp_path: Path) -> None:
    inner = {f"mini/{name}": text for name, text in {**PROGRAM, "app.json": '{"pages": ["p/a"]}'}.items()}
    outer = dict.fromkeys(["app.json", "app.js", "p/a.js", "p/a.wxml"])
    files = {**libraries(), "project.config.json": '{"miniprogramRoot": "mini"}', "mini/app.js": "App({})"}

    made = await bundle(tmp_path, {**outer, **files, **inner}, run=["p/a.js"])

    assert made.exports("p/a.js") == {"days": 102}


async def test_what_is_built_already_stays_as_it_is(tmp_path: Path) -> None:
    own = {"miniprogram_npm/@scope/days/index.js": "exports.days = 'built'"}

    made = await bundle(tmp_path, {**libraries(), **PROGRAM, **own}, run=["p/a.js"])

    assert made.exports("p/a.js") == {"days": "built"}


async def test_a_package_that_the_upload_lacks_is_named(tmp_path: Path) -> None:
    files = {"package.json": '{"dependencies": {"dayjs": "1.0.0"}}', "p/a.js": "Page({})\nrequire('dayjs/plugin/utc')"}

    made = await bundle(tmp_path, files)

    assert made.found() == [("package_missing", "p/a.js", 2)]
    assert "npm package dayjs" in made.compiled.diagnostics[0].message


async def test_a_fault_in_a_package_names_the_file_of_the_upload(tmp_path: Path) -> None:
    about = package("node_modules/bad", {"index.js": "var a;\nvar ("}, main="../../../etc/passwd")
    files = {"package.json": '{"dependencies": {"bad": "1", "../../up": "1", "__proto__": "1"}}', **about}

    made = await bundle(tmp_path / "unused", files)
    assert made.found() == []

    failed = await refusal(tmp_path / "used", {**files, "p/a.js": "require('bad')"})
    assert [(one.code, one.file, one.line) for one in failed.diagnostics] == [
        ("script_syntax", "node_modules/bad/index.js", 2)
    ]
