"""View, text, button, navigator, progress, rich-text; by mouse and by keyboard."""

from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.view.gallery import barriers, event, events, settled


async def test_what_is_tapped_by_mouse_is_tapped_by_keys(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/basics/basics")
    assert await barriers(program) == []
    frame = program.frame
    card, inside = frame.get_by_role("button", name="A view with a tap"), frame.locator("#inside")
    await card.press("Enter")
    await event(program, "card tap")
    await card.press("Space")
    await inside.press("Enter")
    await event(program, "inside tap")
    assert len(events(program, "card tap")) == 2
    # The view around a button is no second stop, and catchtap keeps the tap from it.
    assert await frame.evaluate("document.querySelector('#around').tabIndex") == -1
    assert events(program, "around tap") == []

    await frame.locator("#disabled").click(force=True)
    await frame.locator("#launch").click()
    assert await event(program, "launch error") == {"errMsg": "launchApp:fail not supported"}
    assert events(program, "disabled tap") == []
    tapped = [line for line in program.logs if "ev launch" in line]
    assert " tap " in tapped[0]

    await frame.locator("#broken").press("Enter")
    assert "fail" in (await event(program, "broken fail"))["errMsg"]
    await event(program, "broken complete")
    await frame.locator("#other").click()
    await program.page.get_by_role("button", name="Cancel").click()
    assert (await event(program, "other fail"))["errMsg"].startswith("navigateToMiniProgram:fail")

    looks = await frame.evaluate(
        """[document.querySelector('#decoded').textContent, document.querySelector('#wide').textContent,
        getComputedStyle(document.querySelector('#hidden')).display,
        getComputedStyle(document.querySelector('#selectable')).userSelect,
        getComputedStyle(document.querySelector('#plain')).userSelect,
        document.querySelector('#progress').getAttribute('aria-valuenow'),
        document.querySelector('#rich p').style.color, document.querySelector('#nested').textContent,
        document.querySelector('#plain').textContent]"""
    )
    assert looks == [
        "1 < 2 && a\u00a0b",
        "one\u2003\u2003two",
        "none",
        "text",
        "none",
        "40",
        "rgb(23, 105, 210)",
        " and nested text",
        "one\ntwo",
    ]
    await settled(program, "running activeend", {"curPercent": 20})
    refused = "navigate"  # what a navigator cannot do is a warning of the program
    assert [line for line in program.problems() if refused not in line] == []
