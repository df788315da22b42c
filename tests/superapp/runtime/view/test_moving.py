"""What scrolls, slides and is dragged: by mouse, finger and keyboard."""

from typing import Any

from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.view.gallery import barriers, event, events, settled


async def drag(program: Open, selector: str, dx: float, dy: float) -> None:
    await program.frame.locator(selector).scroll_into_view_if_needed()
    box = await program.frame.locator(selector).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = program.page.mouse
    await mouse.move(x, y)
    await mouse.down()
    await mouse.move(x + dx / 2, y + dy / 2)
    await mouse.move(x + dx, y + dy)
    await mouse.up()


async def touch(program: Open, selector: str, dy: float) -> None:
    """A finger pulls down and lets go."""
    box = await program.frame.locator(selector).bounding_box()
    assert box
    devtools = await program.page.context.new_cdp_session(program.page)
    x, y = box["x"] + 20, box["y"] + 20

    async def send(kind: str, points: list[dict[str, Any]]) -> None:
        await devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    await send("touchStart", [{"x": x, "y": y}])
    for share in (0.3, 0.6, 1.0):
        await send("touchMove", [{"x": x, "y": y + dy * share}])
    await send("touchEnd", [])


async def test_lists_scroll_and_refresh(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/moving/moving", has_touch=True)
    assert await barriers(program) == []
    frame = program.frame
    await touch(program, "#list", 60)
    assert (await event(program, "list refresherpulling"))["dy"] > 0
    await event(program, "list refresherabort")
    await touch(program, "#list", 200)
    assert await event(program, "list refresherrefresh") == {"dy": 100}
    assert await frame.locator(".wx-refresher[data-busy]").count() == 1
    await frame.locator("#refreshed").click()
    await event(program, "list refresherrestore")
    await program.until("document.querySelector('.wx-refresher').offsetHeight === 0")

    await drag(program, "#list", 0, -60)
    await program.said('ev list dragend {"scrollTop":60')
    assert set(await event(program, "list dragend")) == {"scrollTop", "scrollLeft", "velocity"}
    await frame.evaluate("document.querySelector('#list').scrollTo(0, 9999)")
    await settled(program, "list scrolltolower", {"direction": "bottom"})
    await frame.evaluate("document.querySelector('#list').scrollTo(0, 0)")
    await settled(program, "list scrolltoupper", {"direction": "top"})
    assert set(events(program, "list scroll")[0]) == {
        "scrollLeft",
        "scrollTop",
        "scrollHeight",
        "scrollWidth",
        "deltaX",
        "deltaY",
    }
    # Whole pages only.
    await frame.evaluate("document.querySelector('#across').scrollLeft = 250")
    await program.until("(e => e.scrollLeft === e.clientWidth)(document.querySelector('#across'))")
    await frame.locator("#go").click()
    await program.until("document.querySelector('#list').scrollTop === 612")


async def test_slides_and_boxes_move(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/moving/moving", viewport={"width": 375, "height": 1000})
    frame = program.frame
    await drag(program, "#swiper", -120, 0)
    first = {"current": 1, "source": "touch", "currentItemId": "s1"}
    await settled(program, "swiper change", first)
    await settled(program, "swiper animationfinish", first)
    assert events(program, "swiper transition")[0]["dx"] > 0
    # What was dragged was not tapped; and beyond the first one comes the last.
    assert not any(" tap " in line for line in program.logs)
    await frame.locator("#swiper").press("ArrowLeft")
    await frame.locator("#swiper").press("ArrowLeft")
    await settled(program, "swiper change", {"current": 3, "source": "touch", "currentItemId": "s3"})
    await program.until("Math.abs(document.querySelector('#slide-3').getBoundingClientRect().left - 12) < 1")
    assert await frame.evaluate("[1, 3].map(n => document.querySelector('#slide-' + n).inert)") == [True, False]
    await frame.locator("#go").click()
    await settled(program, "swiper change", {"current": 2, "source": "", "currentItemId": "s2"})

    widths = "[...document.querySelectorAll('#margins wx-swiper-item')].map(one => one.getBoundingClientRect().left)"
    assert await frame.evaluate(widths) == [42, 333, 624]
    await frame.locator("#down").press("ArrowDown")
    assert await event(program, "down change") == {"current": 1, "source": "touch", "currentItemId": ""}
    for _ in range(3):
        await frame.locator("#down").press("ArrowDown")
    # Two are shown at once, so the third is the last that comes first.
    await settled(program, "down change", {"current": 2, "source": "touch", "currentItemId": ""})
    assert len(events(program, "down change")) == 2

    await settled(program, "movable change", {"x": 60, "y": 10, "source": ""})
    await drag(program, "#movable", 30, 20)
    await settled(program, "movable change", {"x": 90, "y": 30, "source": "touch"})
    await drag(program, "#movable", 150, 60)
    await settled(program, "movable change", {"x": 150, "y": 50, "source": "touch"})
    await frame.locator("#movable").press("ArrowLeft")
    await settled(program, "movable change", {"x": 140, "y": 50, "source": "touch"})
    await frame.locator("#movable").press("+")
    scaled = await event(program, "movable scale")
    assert round(scaled["scale"], 2) == 1.1
    assert program.problems() == []
