"""`superapp publish` from a folder, over HTTP, to a real server."""

import asyncio
import contextlib
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner, Result

from superapp.cli.main import app
from superapp.cli.packing import Project, open_project, pack
from superapp.cli.publish import publish
from tests.superapp.conftest import Site
from tests.superapp.published import SOURCE, new_publisher

if not any(command.callback is publish for command in app.registered_commands):
    app.command()(publish)


@pytest.fixture
async def address(site: Site) -> AsyncIterator[str]:
    config = uvicorn.Config(site.app, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.wait({serving}, timeout=0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    with contextlib.suppress(asyncio.CancelledError):
        await serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    extra = {
        "node_modules/big/index.js": b"x",
        ".git/config": b"x",
        ".env": b"SECRET=1",
        "apiclient_key.pem": b"x",
        "app.js.map": b"{}",
        "notes/todo.md": b"x",
        "docs/a.txt": b"x",
    }
    for name, body in (SOURCE | extra).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(body)
    return root


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["publish", *arguments], env={"SUPERAPP_URL": "", "SUPERAPP_TOKEN": ""})


def said(result: Result) -> dict[str, Any]:
    """The command's JSON; the server of this test logs to the same output."""
    return json.loads(next(line for line in result.stdout.splitlines() if line.startswith("{")))


async def test_a_folder_becomes_a_version(site: Site, address: str, folder: Path):
    publisher = await new_publisher(site)
    common = ("--appid", publisher.appid, "--url", address, "--token", publisher.token)

    told = await asyncio.to_thread(run, str(folder), *common, "--json")
    shown = await asyncio.to_thread(run, str(folder), *common)

    facts = said(told)
    assert told.exit_code == 0
    assert (facts["version"], facts["state"], facts["diagnostics"]) == (1, "released", [])
    assert shown.exit_code == 0
    assert facts["hash"] in shown.stdout
    sizes = [(one["root"], one["bytes"], sum(one["parts"].values())) for one in facts["packages"]]
    packed = sum(map(len, SOURCE.values())) + 2  # and two notes that nothing told to leave out
    assert sizes == [("", packed, packed)]
    assert "main package 1 KB (scripts 1 KB" in shown.stdout


async def test_a_fault_is_named_with_its_place_and_exits_with_one(site: Site, address: str, folder: Path):
    publisher = await new_publisher(site)
    (folder / "pages/home/home.js").write_text("Page({\n  data: { word: ) }\n})")
    common = ("--appid", publisher.appid, "--url", address, "--token", publisher.token)

    shown = await asyncio.to_thread(run, str(folder), *common)
    told = await asyncio.to_thread(run, str(folder), *common, "--json")

    assert (shown.exit_code, told.exit_code) == (1, 1)
    assert "pages/home/home.js:2:" in shown.stdout
    assert said(told)["error"]["code"] == "compile_failed"


async def test_a_wrong_token_exits_with_one(site: Site, address: str, folder: Path):
    publisher = await new_publisher(site)

    told = await asyncio.to_thread(
        run, str(folder), "--appid", publisher.appid, "--url", address, "--token", "no", "--json"
    )

    assert (told.exit_code, said(told)["error"]["code"]) == (1, "token_refused")


def test_a_host_that_is_not_there_exits_with_one(folder: Path):
    told = run(str(folder), "--appid", "wx1", "--url", "http://127.0.0.1:1", "--token", "t", "--json")

    assert (told.exit_code, said(told)["error"]["code"]) == (1, "failed")


@pytest.mark.parametrize(
    "arguments", [["/nowhere", "--appid", "a", "--token", "t"], [".", "--appid", "a", "--token", "t"], ["."]]
)
def test_wrong_usage_exits_with_two(arguments: list[str]):
    assert run(*arguments).exit_code == 2


def test_what_stays_at_home(folder: Path):
    project = Project(folder, folder, ignored=(("folder", "docs"), ("suffix", ".md")))
    zipped, count = pack(project)

    assert sorted(zipfile.ZipFile(io.BytesIO(zipped)).namelist()) == sorted(SOURCE)
    assert count == len(SOURCE)
    assert pack(project)[0] == zipped


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def names(zipped: bytes) -> list[str]:
    return sorted(zipfile.ZipFile(io.BytesIO(zipped)).namelist())


def test_the_packages_a_program_stands_on_come_along(tmp_path: Path):
    write(
        tmp_path,
        {
            "project.config.json": '{"miniprogramRoot": "app/"}',
            "package.json": '{"dependencies": {"@a/parts": "1", "words": "1", "built": "1", "gone": "1"}}',
            "app/app.json": "{}",
            "app/miniprogram_npm/built/index.js": "",
            "node_modules/@a/parts/package.json": '{"miniprogram": "dist"}',
            "node_modules/@a/parts/dist/b.wxml": "<view/>",
            "node_modules/@a/parts/src/b.ts": "",
            "node_modules/words/package.json": '{"dependencies": {"letters": "1"}}',
            "node_modules/words/index.js": "",
            "node_modules/words/README.md": "",
            "node_modules/words/node_modules/letters/index.js": "",
            "node_modules/letters/index.js": "another one",
            "node_modules/built/index.js": "",
            "node_modules/tool/index.js": "",
        },
    )

    zipped, _ = pack(open_project(tmp_path))

    assert names(zipped) == [
        "app/app.json",
        "app/miniprogram_npm/built/index.js",
        "node_modules/@a/parts/dist/b.wxml",
        "node_modules/@a/parts/package.json",
        "node_modules/words/index.js",
        "node_modules/words/node_modules/letters/index.js",
        "node_modules/words/package.json",
        "package.json",
        "project.config.json",
    ]


def test_a_dependency_cannot_name_a_folder_elsewhere(tmp_path: Path):
    write(tmp_path / "other", {"secret.js": ""})
    write(
        tmp_path / "mine",
        {
            "app.json": "{}",
            "package.json": '{"dependencies": {"../../other": "1", "wide": "1"}}',
            "node_modules/wide/package.json": '{"miniprogram": "../../../other"}',
        },
    )

    zipped, _ = pack(open_project(tmp_path / "mine"))

    assert names(zipped) == ["app.json", "node_modules/wide/package.json", "package.json"]


async def test_a_library_installed_by_npm_is_published_unbuilt(site: Site, address: str, folder: Path):
    publisher = await new_publisher(site)
    write(
        folder,
        {
            "package.json": '{"dependencies": {"say": "1"}}',
            "node_modules/say/package.json": '{"main": "lib/say"}',
            "node_modules/say/lib/say.js": "exports.hello = () => 'hello';",
        },
    )
    script = folder / "app.js"
    script.write_text("const { hello } = require('say');\n" + script.read_text())

    told = await asyncio.to_thread(
        run, str(folder), "--appid", publisher.appid, "--url", address, "--token", publisher.token, "--json"
    )

    assert told.exit_code == 0, told.output
    assert said(told)["diagnostics"] == []


def test_the_project_file_says_where_the_program_lies(folder: Path):
    (folder.parent / "project.config.json").write_text('{"miniprogramRoot": "shop/", "appid": "wx1"}')

    told = run(str(folder.parent), "--url", "http://127.0.0.1:1", "--token", "t", "--json")

    assert told.exit_code == 1, "it got as far as the host"
