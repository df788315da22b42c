"""Form controls: what is typed, chosen and moved, by mouse and by keyboard."""

from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.view.gallery import barriers, event, events, settled


async def test_two_keys_of_the_shell_reach_it_and_no_others(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/fields/fields")
    frame, keyboard = program.frame, program.page.keyboard
    await program.page.evaluate("heard = []; addEventListener('program-key', (event) => heard.push(event.detail))")
    field = frame.locator("#digits input")
    await field.focus()
    for key in ("?", "k", "Control+j", "Control+Shift+k", "Control+Alt+k", "Escape", "Control+k"):
        await keyboard.press(key)
    await program.page.wait_for_function("() => heard.join() === 'k'")
    await field.blur()
    await frame.evaluate("document.body.tabIndex = -1; document.body.focus()")
    for key in ("g", "n", "?"):
        await keyboard.press(key)
    await program.page.wait_for_function("() => heard.join() === 'k,?'")

    # What a frame makes up, or says while nobody types in it, is nothing.
    made_up = "dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }))"
    await frame.evaluate(f"document.body.{made_up}")
    await program.page.evaluate("document.activeElement.blur()")
    await program.page.wait_for_timeout(200)
    assert await program.page.evaluate("heard.length") == 2


async def test_a_field_has_a_ring_for_whoever_goes_by_keys(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/fields/fields")
    ring = "getComputedStyle(document.querySelector('#digits')).outlineStyle"
    await program.frame.locator("#digits input").click()
    assert await program.frame.evaluate(ring) == "none"
    await program.page.keyboard.press("Tab")
    await program.page.keyboard.press("Shift+Tab")
    assert await program.frame.evaluate(ring) == "solid"


async def test_fields_say_what_the_platform_says(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/fields/fields")
    assert await barriers(program) == []
    frame, keyboard = program.frame, program.page.keyboard
    # The label's name is the field's, and a handler's return value is what the field shows.
    name = frame.get_by_role("textbox", name="Name", exact=True)
    await frame.locator("label, wx-label").first.click()
    await keyboard.type("a")
    await settled(program, "upper input", {"value": "a", "cursor": 1, "keyCode": 65})
    await program.until("document.querySelector('#upper input').value === 'A'")
    # Nothing typed meanwhile is lost.
    await keyboard.type("b")
    await keyboard.type("cdefghijk")
    await program.until("document.querySelector('#upper input').value === 'ABCDEFGH'")
    await keyboard.press("Enter")
    assert await event(program, "upper confirm") == {"value": "ABCDEFGH"}
    assert await event(program, "upper blur") == {"value": "ABCDEFGH", "cursor": 8}
    assert await event(program, "upper focus") == {"value": "", "height": 0}
    assert await name.count() == 1

    digits = frame.locator("#digits input")
    await digits.press_sequentially("1a.b5")
    await settled(program, "digits input", {"value": "1.5", "cursor": 3, "keyCode": 53})
    assert await digits.get_attribute("inputmode") == "decimal"
    await frame.locator("#focus").click()
    await program.until("document.activeElement === document.querySelector('#secret input')")
    await program.until("document.activeElement.selectionStart === 2")
    await keyboard.press("Enter")
    assert await event(program, "secret confirm") == {"value": "hidden"}
    assert await frame.evaluate("document.activeElement.enterKeyHint + document.activeElement.type") == "searchpassword"
    await frame.locator("#nick input").focus()
    await frame.locator("#grow textarea").fill("one\ntwo\nthree")
    assert await event(program, "nick nicknamereview") == {"pass": True, "timeout": True}
    await program.until("document.querySelector('#grow').clientHeight > 60")
    assert events(program, "grow linechange")[-1]["lineCount"] == 3


async def test_choices_and_sliders_are_moved_by_keys_and_submitted(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/fields/fields")
    frame, keyboard = program.frame, program.page.keyboard
    await frame.get_by_role("checkbox", name="Apple").press("Space")
    assert await event(program, "boxes change") == {"value": ["a", "b"]}
    await frame.get_by_text("Berry").click()
    await settled(program, "boxes change", {"value": ["a"]})
    await frame.get_by_role("radio", name="Air").press("ArrowRight")
    assert await event(program, "radios change") == {"value": "b"}
    await frame.get_by_text("Switch").click()
    assert await event(program, "switch change") == {"value": False}
    await frame.get_by_role("switch", name="Switch").press("Space")
    await settled(program, "switch change", {"value": True})
    await frame.locator("#tick").click()
    assert await event(program, "tick change") == {"value": True}
    slider = frame.get_by_role("slider", name="Volume")
    await slider.press("ArrowRight")
    assert await event(program, "slider changing") == {"value": 110}
    assert await event(program, "slider change") == {"value": 110}
    await frame.locator("#submit").focus()
    await keyboard.press("Enter")
    assert await event(program, "form submit") == {
        "formId": "",
        "value": {
            "name": "",
            "digits": "",
            "secret": "hidden",
            "nick": "",
            "grow": "one line",
            "boxes": ["a"],
            "radios": "b",
            "switch": True,
            "tick": True,
            "slider": 110,
        },
    }
    await frame.locator("#reset").click()
    await event(program, "form reset")
    await frame.locator("#submit").click()
    await program.said('"slider":50')
    colours = await frame.evaluate(
        """[getComputedStyle(document.querySelector('wx-checkbox[data-probe], wx-checkbox input')).borderRadius,
        getComputedStyle(document.querySelectorAll('wx-slider')[1]).getPropertyValue('--wx-colour')]"""
    )
    assert colours == ["5px", "#16803c"]
    assert program.problems() == []
