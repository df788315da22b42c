"""The programs of tests/programs, walked through as a person does: each stands for a way of writing mini-programs."""

from playwright.async_api import expect

from tests.superapp.runtime.conftest import Opener


async def test_typescript_with_subpackages(open_program: Opener):
    trails = await open_program("trails")
    frame = trails.frame

    await frame.locator(".trail", has_text="Pine ridge").click()
    await trails.text(".name", "Pine ridge")
    await expect(frame.locator(".bar")).to_have_count(24)
    await trails.text(".hours", "3.3 hours")
    await trails.page.locator(".program-title", has_text="Pine ridge").wait_for()
    await frame.locator(".done").click()
    await trails.text(".trail", "Pine ridge · walked 1×")

    # The independent package, without the main one's help.
    await frame.locator(".pack").click()
    await trails.text(".left", "4 to go")
    for name in ("Water", "Map", "Rain jacket", "Bread and cheese"):
        await frame.locator(".row", has_text=name).click()
    await trails.text(".left", "Ready to walk")
    assert trails.problems() == []


async def test_an_independent_package_opens_by_itself(open_program: Opener):
    gear = await open_program("trails", "packs/gear/list/list")

    await gear.text(".left", "4 to go")
    assert gear.problems() == []


async def test_less_and_a_tab_bar_of_its_own(open_program: Opener):
    kettle = await open_program("kettle")
    frame = kettle.frame

    await frame.locator(".tea", has_text="Oolong").click()
    await kettle.text(".pour", "Pour Oolong")
    clay = await frame.locator(".tea.chosen").evaluate("one => getComputedStyle(one).borderTopColor")
    assert clay == "rgb(154, 63, 18)"
    await frame.locator(".pour").click()
    # A component's classes carry its scope here, so its roles name it.
    await kettle.text("[role=tab]", "Log1")
    await frame.locator("[role=tab]:visible", has_text="Log").click()
    await kettle.text(".cup", "1. Oolong")
    assert await kettle.page.locator(".program-tabs").is_hidden()
    assert await frame.locator("[role=tab][aria-selected=true]:visible").all_text_contents() == ["\n    Log1"]
    assert await frame.locator("[role=tab][aria-selected=false]:visible").count() == 1
    assert kettle.problems() == []


async def test_the_style_of_2017(open_program: Opener):
    almanac = await open_program("almanac")
    frame = almanac.frame

    await almanac.text(".nick", "微信用户")
    await almanac.text(".sum", "15 weeks in all")
    await frame.locator(".crop", has_text="Peas").click()
    await almanac.text(".crop.sown", "Peas")
    await frame.locator(".title", has_text="Summer").click()
    await almanac.text(".sum", "17 weeks in all")
    assert await frame.locator(".crop").all_text_contents() == ["Beans9 weeks", "Courgette8 weeks"]
    assert almanac.problems() == []


async def test_a_drag_in_wxs(open_program: Opener):
    letters = await open_program("letters", has_touch=True)
    frame, row = letters.frame, letters.frame.locator(".row", has_text="Town hall")
    box = await row.bounding_box()
    assert box
    touch = await letters.page.context.new_cdp_session(letters.page)

    async def finger(kind: str, dx: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": box["x"] + 200 + dx, "y": box["y"] + 20}]
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    await finger("touchStart", 0)
    for dx in (-20, -40, -70):
        await finger("touchMove", dx)
    await letters.until("document.querySelectorAll('.row')[1].style.transform === 'translateX(-70px)'")
    await finger("touchEnd", 0)
    await letters.until("document.querySelectorAll('.row')[1].style.transform === 'translateX(-88px)'")

    # The logic closes it again: change:open.
    await frame.locator(".count").click()
    await letters.until("document.querySelectorAll('.row')[1].style.transform === 'none'")
    await frame.locator(".remove").nth(1).evaluate("one => one.click()")
    await letters.text(".count", "2 letters")
    assert await row.count() == 0
    assert letters.problems() == []
