"""`superapp check`: everything a developer should know before publishing, with places; the same table as the page."""

import json
import random
from pathlib import Path

import pytest

from superapp.cli import check as command
from tests.superapp.cli.commands import ROOT, Commands
from tests.superapp.compiler.programs import write_program

SECRET = "9f86d081884c7d659a2feaa0c55ad015"
TROUBLED = {
    "app.json": """{
      "pages": ["p/a"], "subpackages": [{"root": "more", "pages": ["b"], "independent": true}],
      "permission": {"scope.userLocation": {"desc": "to find the shop"}},
      "usingComponents": {"van-button": "@vant/weapp/button/index"}
    }""",
    "p/a.ts": "type N = number;\n\nconst BASE: string = 'https://api.example.com';\nimport dayjs from 'dayjs';\n"
    "export function load(n: N) {\n  wx.request({ url: `https://api.example.com/v1/${n}` });\n"
    "  wx.connectSocket({ url: 'ws://chat.example.com/' });\n  wx.getLocation({});\n  wx.getWeRunData({});\n"
    "  wx.noSuchThing();\n  wx.authorize({ scope: 'scope.record' });\n  return [BASE, dayjs];\n}\n"
    f"const appSecret = '{SECRET}';\nPage({{}});",
    "p/a.js": None,
    "p/a.wxml": '<image src="/no.png"/>\n  <ad unit-id="1"/><nonsense/><van-button/>',
    "more/b.wxml": "<view/>",
    "more/b.js": "Page({})",
    "more/big.png": random.Random(1).randbytes(2_400_000),
    "old/left.wxss": ".a{}",
    "old/left.js": "1",
}


@pytest.fixture(scope="module", autouse=True)
def table() -> None:
    assert command.COMPATIBILITY.is_file(), "make builds it"


def places(found: list[dict[str, object]]) -> list[object]:
    return [(one["file"], one["line"], one["column"]) for one in found]


def test_a_troubled_program_is_told_everything(commands: Commands, tmp_path: Path):
    folder = write_program(tmp_path / "program", TROUBLED)

    done = commands("check", str(folder), "--json")
    shown = commands("check", str(folder))

    assert done.code == shown.code == 1
    told = json.loads(done.out)
    apis = {one["name"]: one for one in told["apis"]}
    assert {name: one["state"] for name, one in apis.items()} == {
        "authorize": "works",
        "connectSocket": apis["connectSocket"]["state"],
        "getLocation": apis["getLocation"]["state"],
        "getWeRunData": "fails",
        "noSuchThing": "unknown",
        "request": "works",
    }
    # TypeScript: the developer's own lines and columns.
    assert places(apis["getWeRunData"]["places"]) == [("p/a.ts", 9, 3)]
    assert apis["getWeRunData"]["note"] == "there is no health data here"
    components = {one["name"]: one["state"] for one in told["components"]}
    assert components == {"ad": "fails", "image": "works", "view": "works"}
    assert {one["name"]: one["declared"] for one in told["scopes"]} == {
        "scope.record": False,
        "scope.userLocation": True,
        "scope.werun": False,
    }
    domains = {one["name"]: one for one in told["domains"]}
    assert {name: one["apis"] for name, one in domains.items()} == {
        "https://api.example.com": ["request"],
        "ws://chat.example.com": ["connectSocket"],
    }
    assert ("p/a.ts", 3) in [(one["file"], one["line"]) for one in domains["https://api.example.com"]["places"]]
    assert places(told["secrets"]) == [("p/a.ts", 14, 0)] or told["secrets"][0]["line"] == 14
    assert [one["file"] for one in told["unused"]] == ["more/big.png", "old/left.wxss", "old/left.js"]
    assert [(one["root"], one["independent"]) for one in told["packages"]] == [("", False), ("more/", True)]
    found = {(one["severity"], one["code"]): one for one in told["diagnostics"]}
    assert found["error", "package_too_large"]["message"].startswith("the package more/ has 2400")
    assert (found["warning", "asset_missing"]["line"], found["warning", "asset_missing"]["column"]) == (1, 13)
    assert found["warning", "tag_unknown"]["line"] == 2
    assert "npm package dayjs" in found["warning", "package_missing"]["message"]
    assert "npm package @vant/weapp" in found["warning", "component_missing"]["message"]
    for text in (done.out, shown.out):
        assert SECRET not in text
    for words in ("fails here: there is no health data here", "p/a.ts:9:3", "not ready: 1 error, 1 secret", "9f8…"):
        assert words in shown.out


def test_a_clean_program_is_ok(commands: Commands):
    done = commands("check", str(ROOT / "tests/programs/hello"))

    assert done.code == 0, done.out
    assert done.out.splitlines()[-1] == "ok: 1 warning"  # a comment in JSON
    assert "functions of wx: " in done.out


def test_a_program_that_does_not_compile_is_told_where(commands: Commands, tmp_path: Path):
    folder = write_program(
        tmp_path / "program", {"p/a.js": "Page({\n  data: ,\n})", "p/a.less": ".a {\n  color: ;\n ("}
    )

    told = json.loads(commands("check", str(folder), "--json").out)

    errors = [(one["file"], one["line"]) for one in told["diagnostics"] if one["severity"] == "error"]
    assert ("p/a.js", 2) in errors
    assert [file for file, _ in errors] == ["p/a.js", "p/a.less"]
    assert told["packages"] != []


def test_without_a_program_it_is_wrong_usage(commands: Commands, tmp_path: Path):
    assert commands("check", str(tmp_path)).code == 2
