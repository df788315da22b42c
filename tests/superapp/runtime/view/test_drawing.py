"""What the view draws and what it reports back."""

import json

from tests.superapp.runtime.conftest import Opener


async def test_set_data_changes_what_is_on_the_screen(open_program: Opener) -> None:
    program = await open_program("kitchen")
    await program.text("#greeting", "hello")

    await program.frame.locator("#inc").click()

    await program.text("#count", "count 2")
    await program.text(".item", "0:a0")
    await program.said("setData done 2")
    assert await program.frame.locator("#big").count() == 0
    await program.frame.locator("#inc").click()
    await program.text("#big", "big")
    assert program.problems() == []


async def test_bind_bubbles_and_catch_does_not(open_program: Opener) -> None:
    program = await open_program("kitchen")

    await program.frame.locator("#inc").click()
    await program.text("#outer", "outer 1 outside/button")
    await program.frame.locator("#stop").click()

    await program.text("#count", "count 3")
    await program.text("#outer", "outer 1")


async def test_a_handler_may_be_replaced_or_added_while_running(open_program: Opener) -> None:
    program = await open_program("kitchen")

    await program.frame.locator("#inc").click()
    await program.frame.locator("#added").click()

    await program.said("added while running true")


async def test_components_have_slots_properties_events_and_styles_of_their_own(open_program: Opener) -> None:
    program = await open_program("kitchen")
    await program.frame.locator("#stop").click()

    await program.text("#box", "T1 2")
    await program.text("#slotted", "slot 1")
    await program.said('box event {"length":2} box')
    colours = await program.frame.evaluate(
        """[getComputedStyle(document.querySelector('#greeting')).color,
        getComputedStyle(document.querySelector('#box > *')).color,
        getComputedStyle(document.querySelector('#box')).display,
        document.querySelector('#bar').offsetWidth]"""
    )
    assert colours == ["rgb(0, 128, 0)", "rgb(0, 0, 255)", "block", 188]


async def test_a_picture_of_the_package_loads_from_beside_its_page(open_program: Opener) -> None:
    program = await open_program("kitchen")
    await program.said("image 1 1")


async def test_touches_and_long_presses_arrive(open_program: Opener) -> None:
    program = await open_program("kitchen")
    await program.frame.locator("#touch").scroll_into_view_if_needed()
    box = await program.frame.locator("#touch").bounding_box()
    assert box
    mouse = program.page.mouse

    await mouse.move(box["x"] + 20, box["y"] + 10)
    await mouse.down()
    await program.text("#touch", "touchstart:1 longpress:1")
    await mouse.move(box["x"] + 60, box["y"] + 10)
    await mouse.up()

    await program.text("#touch", "touchmove:1 touchend:1")


async def test_scroll_views_swipers_animations_and_queries_work(open_program: Opener) -> None:
    program = await open_program("kitchen")
    await program.frame.evaluate("document.querySelector('#scroll').scrollTop = 400")
    await program.text("#scrolled", "340 lower")

    await program.frame.locator("#go").click()

    await program.said("slide 1")
    await program.said("query 188 2")
    await program.said("seen true")
    await program.said("page scroll 50")
    await program.until("document.querySelector('#moved').style.transform === 'translateX(30px)'")


async def test_rich_text_keeps_the_text_and_loses_the_danger(open_program: Opener) -> None:
    program = await open_program("kitchen")
    inside = await program.frame.evaluate("document.querySelector('#rich').innerHTML")
    assert inside.startswith("<b>bold</b>")
    assert not any(word in inside for word in ("script", "onclick", "onerror", "iframe"))


async def test_a_pressed_look_comes_and_goes(open_program: Opener) -> None:
    program = await open_program("kitchen")
    box = program.frame.locator("#box > wx-view")
    place = await box.bounding_box()
    assert place
    await program.page.mouse.move(place["x"] + 5, place["y"] + 5)
    await program.page.mouse.down()
    await program.until("getComputedStyle(document.querySelector('#box > wx-view')).opacity === '0.5'")
    await program.page.mouse.up()
    await program.until("getComputedStyle(document.querySelector('#box > wx-view')).opacity === '1'")


async def test_a_form_collects_every_kind_of_field(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/forms/forms")
    frame = program.frame
    await frame.locator("#word input").fill("changed")
    await program.text("#echo", "echo changed")
    await frame.locator("#switch").click()
    await program.said('form change {"value":true}')
    await frame.locator("#label-a").click()
    await program.said('form change {"value":["a","b"]}')
    await frame.locator("#radio-x").click()
    await program.said('form change {"value":"x"}')
    await frame.locator("#pick").click()
    await frame.get_by_role("spinbutton").press("ArrowDown")
    await frame.locator(".wx-wheel[aria-valuetext=blue]").wait_for()
    await frame.get_by_role("button", name="Done").click()
    await program.said('form change {"value":"2"}')

    await frame.locator("#submit").click()

    line = await program.said("form submit")
    value = json.loads(line.partition("form submit ")[2])["value"]
    assert value == {
        "word": "changed",
        "long": "text",
        "on": True,
        "many": ["a", "b"],
        "one": "x",
        "slide": 30,
        "pick": "2",
        "own": "from a component",
    }
    await frame.locator("#reset").click()
    await program.said("form reset")


async def test_a_disabled_button_does_not_tap_and_keys_press_the_others(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/forms/forms")
    await program.frame.locator("#off").click(force=True)
    await program.frame.locator("#submit").press("Enter")
    await program.said("form submit")
    assert not any("form off" in line for line in program.logs)


async def test_typing_says_input_focus_blur_and_confirm(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/forms/forms")
    field = program.frame.locator("#word input")
    await field.fill("x")
    await field.press("Enter")
    for what in (
        'focus {"value":"start"',
        'input {"value":"x","cursor":1',
        'confirm {"value":"x"}',
        'blur {"value":"x"',
    ):
        await program.said(f"form {what}")


async def test_a_navigator_opens_its_page(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/forms/forms")
    await program.frame.locator("#link").click()
    await program.text("#depth", 'depth 2 {"from":"link"}')
