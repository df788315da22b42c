"""The most used components of the public libraries, used by hand: real taps, keys and drags in a real browser, and what
their program hears of it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.superapp.compiler.programs import write_program
from tests.superapp.compiler.test_libraries import PACKAGES
from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.site import Site, compile_into
from tests.superapp.runtime.view.test_public_components import HABITS

pytestmark = pytest.mark.browser

PAGES = Path(__file__).with_name("programs")


async def opened(open_program: Opener, site: Site, folder: Path, library: str, name: str) -> Open:
    """A program whose one page stands in `programs/`, with each component that its template names."""
    wxml = (PAGES / f"{name}.wxml").read_text()
    tags = sorted(set(re.findall(r"<((?:van|t)-[a-z-]+)", wxml)))
    using = {tag: f"{library}/{tag.partition('-')[2]}/{_file(library, tag)}" for tag in tags}
    files = {
        "package.json": json.dumps({"dependencies": {library: "*"}}),
        "p/a.json": json.dumps({"usingComponents": using}),
        "p/a.wxml": wxml,
        "p/a.js": (PAGES / f"{name}.js").read_text(),
    }
    shutil.copytree(PACKAGES / library, folder / "node_modules" / library)
    write_program(folder, files)
    (site.folder / name).mkdir(exist_ok=True)
    await compile_into(site.folder / name, folder)
    return await open_program(name, has_touch=True)


def _file(library: str, tag: str) -> str:
    return "index" if library == "@vant/weapp" else tag.partition("-")[2]


def complaints(program: Open) -> list[str]:
    """What the engine says of the libraries' habits is none, nor that a part stands without its group."""
    return [line for line in program.problems() if not HABITS.search(line) and "relation" not in line]


async def drag(program: Open, row: Locator, dx: float) -> None:
    """A finger on the row moves to the side, as a thumb does."""
    await row.scroll_into_view_if_needed()
    box = await row.bounding_box()
    assert box
    touch = await program.page.context.new_cdp_session(program.page)
    x, y = box["x"] + box["width"] - 100, box["y"] + box["height"] / 2
    steps = [("touchStart", 0.0), *[("touchMove", dx * part / 5) for part in range(1, 6)], ("touchEnd", dx)]
    for kind, moved in steps:
        points = [] if kind == "touchEnd" else [{"x": x + moved, "y": y}]
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


async def test_ten_of_vant(open_program: Opener, site: Site, tmp_path: Path) -> None:
    program = await opened(open_program, site, tmp_path, "@vant/weapp", "vant")
    frame = program.frame

    await frame.locator("#button wx-button").tap()
    await program.said("heard button click")

    await frame.locator("#field input").fill("Ann")
    await program.said('heard field "Ann"')
    await frame.locator("#checkbox .van-checkbox__icon-wrap").tap()
    await program.said("heard checkbox true")

    await frame.locator("#stepper .van-stepper__plus").tap()
    await program.said("heard stepper change 3")
    await frame.locator("#stepper .van-stepper__plus").tap()
    await program.said('heard stepper overlimit "plus"')

    await frame.locator("#search input").fill("tea")
    await frame.locator("#search input").press("Enter")
    await program.said('heard search search "tea"')

    await frame.locator("#tabs").get_by_text("Cake", exact=True).tap()
    await program.said('heard tabs change {"index":1,"name":1,"title":"Cake"}')
    await expect(frame.get_by_text("cake here")).to_be_visible()

    await drag(program, frame.locator("#swipe"), -90)
    await frame.locator(".remove").tap()
    await program.said('heard swipe click "right"')

    await frame.locator("#picker").get_by_text("Bern").tap()
    await program.said('heard picker change {"value":"Bern","index":1}')
    await frame.locator("#picker").get_by_text("确认").tap()
    await program.said('heard picker confirm {"value":"Bern","index":1}')

    await frame.locator("#cell").tap()
    await frame.get_by_text("with a friend").tap()
    await program.said('heard sheet "Share"')
    await program.said("heard sheet close")

    await frame.locator("#rise").tap()
    await expect(frame.locator("#inside")).to_be_visible()
    await program.page.touchscreen.tap(180, 100)
    await program.said("heard popup close")
    await expect(frame.locator("#inside")).to_be_hidden()

    await frame.locator("#ask").tap()
    await frame.locator(".van-dialog__cancel").tap()
    await program.said('heard dialog "cancel"')
    await expect(frame.get_by_text("It cannot be undone")).to_be_hidden()
    await frame.locator("#ask").tap()
    await frame.locator(".van-dialog__confirm").tap()
    await program.said('heard dialog "confirm"')
    await expect(frame.get_by_text("Done", exact=True)).to_be_visible()
    assert complaints(program) == []


async def test_ten_of_tdesign(open_program: Opener, site: Site, tmp_path: Path) -> None:
    program = await opened(open_program, site, tmp_path, "tdesign-miniprogram", "tdesign")
    frame = program.frame

    await frame.locator("#button wx-button").tap()
    await program.said("heard button tap")

    await frame.locator("#field input").fill("Ann")
    await program.said('heard field "Ann"')
    await frame.get_by_role("checkbox", name="Agree").press("Space")
    await program.said('"checked":true')

    await frame.get_by_role("button", name="增加1").tap()
    await program.said('heard stepper change {"value":3}')
    await frame.get_by_role("button", name="增加1").tap(force=True)
    await program.said('heard stepper overlimit {"type":"plus"}')

    await frame.locator("#search input").fill("tea")
    await frame.locator("#search input").press("Enter")
    await program.said('heard search submit {"value":"tea"')

    await frame.get_by_role("tab", name="Cake").tap()
    await program.said('heard tabs change {"value":1,"label":"Cake"}')
    await expect(frame.get_by_text("cake here")).to_be_visible()

    await drag(program, frame.locator("#swipe"), -90)
    await frame.get_by_text("Remove").tap()
    await program.said('heard swipe click {"text":"Remove"')

    await frame.locator("#switch").get_by_role("switch").press("Enter")
    await program.said('heard switch change {"value":true}')
    await frame.locator("#radio").get_by_text("Large").tap()
    await program.said('heard radio change {"value":"large"')

    await frame.locator("#cell").tap()
    await expect(frame.locator("#inside")).to_be_visible()
    await program.page.touchscreen.tap(180, 100)
    await program.said("heard popup close")
    await expect(frame.locator("#inside")).to_be_hidden()

    await frame.locator("#towns").tap()
    await frame.get_by_text("Graz").tap()
    await frame.get_by_text("OK", exact=True).tap()
    await program.said('heard picker ["graz"]')

    await frame.locator("#ask").tap()
    await frame.get_by_text("Yes", exact=True).tap()
    await program.said('heard dialog "confirm"')
    await expect(frame.get_by_text("Done", exact=True)).to_be_visible()
    await expect(frame.get_by_text("It cannot be undone")).to_be_hidden()
    assert complaints(program) == []
