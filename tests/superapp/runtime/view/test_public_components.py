"""Public component libraries as they come from npm: every component of each is created on one sheet, draws, and nothing
complains. `PICTURES=folder` keeps a picture of each sheet for whoever wants to look."""

import asyncio
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.superapp.compiler.programs import write_program
from tests.superapp.compiler.test_libraries import PACKAGES, components_of
from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.library_samples import HIDDEN, SAMPLES
from tests.superapp.runtime.site import Site, compile_into

pytestmark = pytest.mark.browser

LIBRARIES = [
    ("tdesign-miniprogram", "miniprogram_dist"),
    ("@vant/weapp", "lib"),
    ("weui-miniprogram", "miniprogram_dist"),
]
# What the engine says about the libraries' own habits, as on the platform.
HABITS = re.compile(
    r"keys are not unique|Use number as for-list|for-list data is neither|is not a valid (event binding|property)"
    r"|unhandled rejection: null"  # TDesign measures a part that is not shown and rejects with the missing rectangle
    r"|Failed to load resource"  # their pictures and icon fonts on other servers, which the test's host does not ask
    r"|plugin WechatSI is not installed here"  # TDesign's chat asks for it and goes on without
    r"|type-incompatible|Failed to decode downloaded font|violates the following Content Security Policy"
)
DREW = """many => [...Array(many).keys()].filter(number => {
  const host = document.querySelector(`#w${number}`)?.firstElementChild;
  return host && [host, ...host.querySelectorAll('*')].some(one => one.getClientRects().length);
})"""


async def sheet(site: Site, name: str, inner: str, folder: Path) -> tuple[str, list[str]]:
    """The program with one page of every component; its id and the components' paths."""
    appid = re.sub(r"\W", "", name)
    shutil.copytree(PACKAGES / name, folder / "node_modules" / name)
    paths = components_of(PACKAGES / name / inner)
    using = {f"c{number}": f"{name}/{path}" for number, path in enumerate(paths)}
    wxml = list[str]()
    for number, path in enumerate(paths):
        attributes, inside = SAMPLES[name].get(path, ("", ""))
        wxml.append(f'<view id="w{number}"><c{number} {attributes}>{inside}</c{number}></view>\n')
    files = {
        "package.json": json.dumps({"dependencies": {name: "*"}}),
        "p/a.json": json.dumps({"usingComponents": using}),
        "p/a.wxml": "".join(wxml),
    }
    write_program(folder, files)
    (site.folder / appid).mkdir(exist_ok=True)
    await compile_into(site.folder / appid, folder)
    return appid, paths


@pytest.mark.parametrize(("name", "inner"), LIBRARIES, ids=["tdesign", "vant", "weui"])
async def test_every_component_draws_and_nothing_complains(
    open_program: Opener, site: Site, tmp_path: Path, name: str, inner: str
) -> None:
    appid, paths = await sheet(site, name, inner, tmp_path)
    program: Open = await open_program(appid)

    await expect(program.frame.locator(f"#w{len(paths) - 1}")).to_be_attached()
    missing = await undrawn(program, paths, HIDDEN[name])
    if folder := os.environ.get("PICTURES"):
        height = await program.frame.evaluate(
            "200 + Math.max(...[...document.querySelectorAll('*')].map(one => one.scrollHeight))"
        )
        await program.page.set_viewport_size({"width": 390, "height": min(16_000, height)})
        await program.page.screenshot(path=Path(folder) / f"{appid}.png")
    assert [line for line in program.problems() if not HABITS.search(line)] == []
    assert missing == set()


async def undrawn(program: Open, paths: list[str], hidden: set[str]) -> set[str]:
    """What has not drawn within five seconds: some come in with a transition."""
    missing = set(paths)
    for _ in range(50):
        drew = {paths[number] for number in await program.frame.evaluate(DREW, len(paths))}
        missing = set(paths) - drew - hidden
        if not missing:
            break
        await asyncio.sleep(0.1)
    return missing
