"""Pickers: sheets with wheels, moved by keys and by mouse; picker-view."""

from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.view.gallery import barriers, event, events, settled


async def turn(program: Open, column: int, keys: str) -> None:
    """Presses keys on a wheel and waits until it has come to rest on the row it says."""
    wheel = program.frame.locator(".wx-wheel").nth(column)
    for key in keys.split():
        await wheel.press(key)
    at = f"document.querySelectorAll('.wx-wheel')[{column}]"
    row = f"{at}.children[{at}.getAttribute('aria-valuenow')]"
    await program.until(f"Math.abs({at}.scrollTop - {row}.offsetHeight * {at}.getAttribute('aria-valuenow')) < 1")


async def done(program: Open) -> None:
    await program.frame.get_by_role("button", name="Done").click()
    assert await program.frame.locator(".wx-sheet").count() == 0


async def test_pickers_choose_and_say_so(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/pickers/pickers")
    assert await barriers(program) == []
    frame = program.frame
    await frame.locator("#one").press("Enter")
    await frame.get_by_role("dialog", name="Fruit").wait_for()
    assert await frame.evaluate("document.activeElement.getAttribute('aria-valuetext')") == "apple"
    await turn(program, 0, "ArrowDown ArrowDown")
    await program.page.keyboard.press("Enter")
    assert await event(program, "one change") == {"value": "2"}
    await program.text("#one", "fruit: cherry")
    # The focus comes back, and Escape is no choice.
    await frame.locator("#one:focus").press("Enter")
    assert await frame.locator(".wx-wheel").get_attribute("aria-valuetext") == "cherry"
    await program.page.keyboard.press("Escape")
    assert await event(program, "one cancel") == {}

    await frame.locator("#many").click()
    await turn(program, 0, "ArrowDown")
    assert await event(program, "many columnchange") == {"column": 0, "value": 1}
    await frame.get_by_text("b3").wait_for()
    await turn(program, 1, "End")
    await settled(program, "many columnchange", {"column": 1, "value": 2})
    await done(program)
    assert await event(program, "many change") == {"value": [1, 2]}

    await frame.locator("#time").click()
    assert await frame.locator(".wx-wheel").nth(1).locator("div").count() == 50
    await turn(program, 0, "ArrowDown")
    await program.until("document.querySelectorAll('.wx-wheel')[1].children.length === 60")
    await done(program)
    assert await event(program, "time change") == {"value": "10:30"}

    await frame.locator("#date").click()
    await turn(program, 1, "ArrowDown")
    await program.until("document.querySelectorAll('.wx-wheel')[2].children.length === 29")
    await done(program)
    assert await event(program, "date change") == {"value": "2024-02-29"}
    await frame.locator("#month").click()
    assert await frame.locator(".wx-wheel").count() == 2
    await done(program)
    assert await event(program, "month change") == {"value": "2024-05"}

    await frame.locator("#region").click()
    assert await frame.locator(".wx-wheel").nth(1).get_attribute("aria-valuetext") == "深圳市"
    await turn(program, 0, "Home")
    await program.until("document.querySelectorAll('.wx-wheel')[1].children.length === 1")
    await frame.get_by_role("textbox", name="District").fill("东城区")
    await done(program)
    assert (await event(program, "region change"))["value"] == ["北京市", "北京市", "东城区"]
    await frame.locator("#off").click(force=True)
    assert await frame.locator(".wx-sheet").count() == 0
    assert events(program, "off change") == []

    column = frame.locator("#second")
    assert await frame.locator("wx-picker-view-column").first.get_attribute("aria-valuetext") == "2 day"
    await column.press("ArrowDown")
    await settled(program, "view change", {"value": [1, 1]})
    await event(program, "view pickstart")
    await event(program, "view pickend")
    assert program.problems() == []
